"""How what was agreed is carried out: the same order again and again, each visit written down, the
stops of a tour, the certificate at the end of a course.

The rows lie with the claims of the exchange; start with `actions/`.
"""
