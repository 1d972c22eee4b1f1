"""Every write of the catalogue: `saving` searches that are kept, `editions` the yearly lists,
`collecting` what is put together for a theme, `converting` what was needed into an offer,
`upkeep` what keeps it true, `stocking` many listings at once."""
