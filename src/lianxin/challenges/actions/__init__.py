"""Every write of the room, in the order of a challenge's life."""
