"""What the exchange offers and wants, put on lists and found.

`findable` keeps every listing in the index as it is, `finding` asks it. `actions` hold what is
saved and put together: searches that tell of what is new, and a unit's list of a year. `sheets`
and `importing` are listings as rows of a table.
"""
