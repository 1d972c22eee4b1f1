"""Questions on pages: the fields of a class's form wherever a case is filed, and the operator's
list of forms. Start with `asking.py`."""
