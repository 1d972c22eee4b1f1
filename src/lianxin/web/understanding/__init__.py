"""The pages on which the machine shows what it knows: its model, and the rules it follows."""
