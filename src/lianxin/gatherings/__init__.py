"""Meetings of bodies (会议): series, agendas, attendance, resolutions, and actions that come
back until they are closed.

Start with `states.py`, then `actions/`.
"""
