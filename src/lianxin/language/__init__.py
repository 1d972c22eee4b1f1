"""Understanding short texts. Knows no people and owns no tables. Start with `personal.py`."""
