"""What came from what: links between any two things of a district, walked up and down.

Start with `models.py`. `actions.link` notes that one thing came of another; `queries.ancestors`
and `queries.descendants` walk in one query, however many hops.
"""
