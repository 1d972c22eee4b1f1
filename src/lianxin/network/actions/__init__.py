"""Every write to districts, places, organisations, accounts, seats, invitations
and tokens.

Those that put something by its code can be repeated: what is there is brought up to date.
`by=None` is the system itself, such as the playbook loader and the demo town.
"""

from lianxin.network.actions.accounts import (
    change_profile,
    create_account,
    create_operator,
)
from lianxin.network.actions.invitations import accept, decline, delete_unanswered, invite, revoke
from lianxin.network.actions.pairings import end_pairings, put_pairing
from lianxin.network.actions.seats import end_seat, seat_person
from lianxin.network.actions.structure import create_district, put_organisation, put_place
from lianxin.network.actions.tokens import make_token, renew_calendar, revoke_token

__all__ = [
    "accept",
    "change_profile",
    "create_account",
    "create_district",
    "create_operator",
    "decline",
    "delete_unanswered",
    "end_pairings",
    "end_seat",
    "invite",
    "make_token",
    "put_organisation",
    "put_pairing",
    "put_place",
    "renew_calendar",
    "revoke",
    "revoke_token",
    "seat_person",
]
