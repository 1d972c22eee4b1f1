"""What fits: for an organisation, for a person, beside a case; invitations; places by wishes."""
