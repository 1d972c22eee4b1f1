"""Every write to what is under way: `recurring` orders again, `visits` logs what was done,
`touring` chooses the stops of a tour, `certifying` gives who came to a course her certificate."""
