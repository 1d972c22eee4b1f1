"""Visits (走访): campaigns that call at every door, firm or site, who calls where, and the log
that the household itself reads and corrects.

A household is an address, never a person. Start with `states.py`, then `models/` and `actions/`.
"""
