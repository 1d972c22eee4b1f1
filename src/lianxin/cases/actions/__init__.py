"""Everything that can be done to a case. Nothing else in the product writes to these tables.

`intake` files it, `dispatch` finds its unit, `handling` works on it, `requester` is what she may
do herself, `meeting` the hard ones, `upkeep` what happens when time passes, `rulebook` what the
playbook sets. Every deed takes `by` (None: the system), `at`, and a client-made `key`: the same
key twice raises `Repeated` and changes nothing.
"""
