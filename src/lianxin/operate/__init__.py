"""Looks after a whole installation: prepares, serves and backs it up. Start at `lianxin.cli`."""
