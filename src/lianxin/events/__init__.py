"""Events beyond what the exchange keeps of them (活动): series, tickets scanned without a network,
stalls and pitches, and what came of them.

The listing, its sessions and its sign-ups are those of the exchange (`exchange/kinds/event.py`).
"""
