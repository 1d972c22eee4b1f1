"""Finding things again by their words, Chinese ones too: what is put in, who may find it.

Knows texts, not what they belong to: each room puts its own in by `actions.py` and asks by
`queries.find`, with what may be seen. Start with `models.py`.
"""
