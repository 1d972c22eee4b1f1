"""What came of what, drawn for whoever may see it; following a thing, and stopping.

Start with `steps.py`, where each face says how its things are shown, then `chains.py`.
"""
