"""Events beyond what the exchange keeps of them (活动): series, the hall, the door, reports.

The event itself is a listing of kind EVENT, its sessions are slots, a sign-up is a claim
(`exchange/kinds/event.py`). Start with `models.py`, then `actions/door.py`.
"""
