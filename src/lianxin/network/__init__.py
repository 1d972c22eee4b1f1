"""Who and where: districts, places, organisations, people, and the seats they hold for a term.

Start with `models.py`, then `queries.py` (who covers which place on which day).
"""
