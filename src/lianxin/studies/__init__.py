"""Questions that a unit puts to a team, their reports, and whether they were adopted (调研).

Start with `states.py`, then `actions/`.
"""
