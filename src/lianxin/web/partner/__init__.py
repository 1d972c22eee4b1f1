"""A unit's work: sign for cases, hand them to a person, see what is due and how the unit does."""
