"""Questions and answers: versioned forms, read from and written as XLSForm; answers with types.
Knows no people. Start with `definition.py`."""
