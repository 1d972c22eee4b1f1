"""What happens to orders by and by: the same one again and again, and each visit written down.

The rows lie with the claims of the exchange; start with `actions/`.
"""
