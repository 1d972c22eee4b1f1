"""Every write of the room, by what it is about: halls and `topics`, `moderating`, `answering`,
`joining` in, and `voting`."""
