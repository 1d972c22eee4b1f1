"""How we speak to the databases: SQLite's line of writers, rows inserted quickly, and triggers."""
