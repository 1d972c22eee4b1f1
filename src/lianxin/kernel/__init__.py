"""Mechanisms every part shares: lifecycles, timelines, clocks, refusals, references, privacy.

Knows nothing about cases, visits or any other subject. Start with `lifecycle.py` and
`timeline.py`; `models.py` has the shapes that tables of other rooms are made of.
"""
