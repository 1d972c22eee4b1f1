"""Agreements with community partners (社区合伙人): who gives what, and what has been kept.

Start with `states.py` and `terms.py`, then `settling.py` and `actions/`.
"""
