"""What everybody sees: the start page, published cases, the directory, the card for a door."""
