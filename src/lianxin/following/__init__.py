"""Who hears of what became of a thing: those who raised it, joined it or follow it.

Start with `actions.py`: `follow` enters somebody, `happened` tells everybody along the lineage.
`hearers.py` is where rooms say who raised their things.
"""
