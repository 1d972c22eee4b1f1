"""Who could fit whom, and why: opted-in profiles, suggestions with reasons, invitations in waves.

Ranks what the exchange holds, never people. Start with `ranking.py`, then `actions/`.
"""
