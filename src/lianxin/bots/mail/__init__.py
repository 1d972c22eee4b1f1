"""Letters become cases, and answers to our letters reach the case. Start with `taking.py`."""
