"""Who helps with what, and for how long: teams, shifts' presence, hours and their certificates.

A shift is a listing of the exchange and a place on it is a claim; here is what happens
around them. Start with `models/`, then `actions/`.
"""
