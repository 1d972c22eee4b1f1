"""Every write of this room: words (`writing`), proposals, uses, and series of answers."""
