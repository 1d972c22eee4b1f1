"""One case, for those who work on it: what is so, what has happened, and every deed."""
