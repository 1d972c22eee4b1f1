"""One's own account: name, language, telephone, ways to sign in, seats."""
