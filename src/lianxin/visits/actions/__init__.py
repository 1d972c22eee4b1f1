"""Every write of the room, by what it is about: `households` as addresses, `campaigns` and who
calls where, `visiting` a door, the `log` a household keeps of it, `hazards`, and
`plain` words to hand out."""
