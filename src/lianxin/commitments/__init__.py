"""Promises made in public (承诺): lists of commitments with weighted milestones, evidence, sites
and a frozen original.

Start with `states.py` and `progress.py`, then `actions/`.
"""
