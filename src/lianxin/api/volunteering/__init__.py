"""Volunteering for programs: shifts, teams, hours and their certificates, by the same rules as on
the pages. Start with `public`, then `own` and `running`.
"""
