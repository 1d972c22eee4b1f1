"""The board of those who lead a place: how it stands, how well it goes, and the rows behind it."""
