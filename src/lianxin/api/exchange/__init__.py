"""What is offered and wanted, for programs: `catalogue.py` for everybody, `taking.py` to order,
sign up and book, `receipts.py` by number and code, `claims.py` for those who give and dispatch,
`publishing.py` and `times.py` for those who offer, `lists.py` for a unit's yearly list,
`searches.py` for what somebody wants to be told of.
"""
