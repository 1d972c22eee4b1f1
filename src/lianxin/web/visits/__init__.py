"""Visits by page: the round on a phone, contact cards, and the log of a household."""
