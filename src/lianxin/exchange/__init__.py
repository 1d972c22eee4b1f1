"""What organisations and people offer and want, and who takes it up: listings, slots and claims.

A listing is something offered or wanted; what is particular about its kind says `kinds`. A slot
is its capacity at a time. A claim is somebody's place on it: an order, a booking, a sign-up, an
application. Start with `states.py`, then `actions/`.
"""
