"""Questions of units, the teams that look into them, and the library of what was found (调研).

Start with `views.py` (who works on them) and `town.py` (everybody).
"""
