"""Visits for programs: `campaigns.py` to plan them and deal out doors, `calls.py` for who calls at
doors, `log.py` for the household by the link of its card, `hazards.py` for places and
things, `thanks.py` for letters to units.
"""
