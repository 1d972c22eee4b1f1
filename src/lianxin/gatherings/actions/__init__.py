"""Every write of the room. `calling` sets series up and calls meetings, `agenda` fills them,
`coming` says who comes, `sitting` is what happens in the room and until the minutes are out,
`doing` what units do afterwards, `keeping` holds files."""
