"""One search box over everything that a person may see. Start with `kinds.py`."""
