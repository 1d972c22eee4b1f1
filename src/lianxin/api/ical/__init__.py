"""Calendars to subscribe to (RFC 5545): a person's own, of a listing, of a place, and the one
event of a receipt. `writing.py` knows the format, `events.py` what becomes one.
"""
