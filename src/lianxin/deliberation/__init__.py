"""Halls in which residents raise topics, discuss, support and vote (议事厅), and are answered.

Start with `states.py`, then `actions/`. Anybody can count a ballot again: `counting.py` says how.
"""
