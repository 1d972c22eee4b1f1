"""What was learned, to be used again: reviewed answers, their uses, columns and collections.

Start with `states.py`, then `actions/writing.py`.
"""
