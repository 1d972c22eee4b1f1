"""Councils, committees, alliances and associations (议事机构): who belongs to them since when, who
chairs them in which term, and what they promised for it.

Start with `states.py`, then `models/` and `actions/`.
"""
