"""Every write of matching: `profiles` what people and firms say of themselves, `feedback` what
they say of suggestions, `alerts` telling them of what is new, `waves` invitations, `allocation`
places given by wishes.
"""
