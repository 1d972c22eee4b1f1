"""Every write of matching: `profiles` what people and firms say of themselves, `feedback` what
they say of suggestions, `waves` invitations, `allocation` places given by wishes.
"""
