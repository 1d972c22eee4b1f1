"""Pages: translate a request into one action or one query, and show the answer."""
