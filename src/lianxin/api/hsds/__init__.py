"""The published offers of a district as open data: Human Services Data Specification 3.0.1, read
as the specification's API has it (`/hsds/`) and as a package of tables (`/hsds/package.zip`).

`feed.py` says what is in it, `services.py` and `others.py` how it is written, `tables.py` what the
package holds. Offers of persons are not in it: a private number is no open data.
"""
