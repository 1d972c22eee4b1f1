"""Understanding short Chinese texts. Knows no people and owns no tables.

Plain values in, plain values out; all of it works offline. Start with `values.py`, then
`classify.py`, `similar.py`, `danger.py`, `personal.py`. These import numpy only when they are
called, so that a process that never asks never pays for it.
"""
