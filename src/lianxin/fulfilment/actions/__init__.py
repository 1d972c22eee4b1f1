"""Every write to orders under way: `recurring` orders them again, `visits` logs what was done."""
