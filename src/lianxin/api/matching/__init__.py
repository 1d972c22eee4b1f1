"""What fits whom, for programs: `suggesting.py` for what is suggested and what is said of it,
`profiles.py` for what people and firms say of themselves, `calls.py` for invitations in waves,
`rounds.py` for places given by wishes.
"""
