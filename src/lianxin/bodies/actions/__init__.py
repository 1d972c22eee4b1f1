"""Every write of the room, by what it is about: `founding` bodies, `seating` units and people,
`joining` by one's own choice, the `rota` of the chair and its `terms`, `electing` officers, and
`serving` buildings and organisations."""
