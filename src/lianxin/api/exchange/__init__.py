"""What is offered and wanted, for programs: `catalogue.py` for everybody, `taking.py` to order,
sign up and book, `receipts.py` by number and code, `claims.py` for those who give and dispatch,
`publishing.py` for those who offer.
"""
