"""What came of two sides that were brought together: intent, agreement, contract, money received.

Start with `states.py`, then `actions/`. Others bring two sides together by `actions.introduce`.
"""
