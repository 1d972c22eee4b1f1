"""Promises made in public (承诺): programmes of commitments with weighted
milestones, evidence, places and a frozen original.

Start with `states.py` and `progress.py`, then `actions/`.
"""
