"""Numbers over everything, each with its denominator and a way back to its rows. Reads only.

`figures.py` has the shapes, `queries.py` the questions; `DayFigure` is what the worker counted in
advance, day by day, so that a board costs the same with a thousand cases and with a million.
"""
