"""Problems put out with a reward: applications, reviews without conflicts, award and milestones.

A challenge is a listing of the exchange and an application its claim; here is how it is decided
and carried out. Start with `states.py`, then `actions/`.
"""
