"""What a unit offers and wants: written, published, kept true, taken out again."""
