"""Lists of cases taken out as files, offices' ledgers taken in, and the jobs that do it."""
