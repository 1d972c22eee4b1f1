"""Mediation: a mediator's own list, and what each side of a dispute opens by its link."""
