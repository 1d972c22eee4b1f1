"""Build teams, shifts and those who help. Every argument has a default."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import Organisation, OrganisationKind, Place, User
from lianxin.volunteering.actions import calls, helping, signing, teams
from lianxin.volunteering.actions.calls import Call
from lianxin.volunteering.actions.helping import Profile
from lianxin.volunteering.models import Presence, Team, Volunteer
from tests import make
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
DAY = 24 * HOUR
TOMORROW = NOON + 22 * HOUR  # ten in the morning
_number = count(1)


def unit(**fields: Any) -> Organisation:
    return make.organisation(kind=OrganisationKind.TEAM, name="潮汐志愿服务队", **fields)


def call(
    *times: tuple[dt.datetime, dt.datetime], place: Place | None = None, **fields: Any
) -> Call:
    defaults: dict[str, Any] = {
        "title": "给独居老人送餐",
        "tasks": "送六户，送到手里说两句话。",
        "place": place or make.root(),
        "times": times or ((TOMORROW, TOMORROW + 2 * HOUR),),
        "capacity": 6,
        "address": "小厨集市",
        "contact": "任队长",
        "phone": "0532-88671000",
    }
    return Call(**(defaults | fields))


def listing(
    *times: tuple[dt.datetime, dt.datetime],
    of: Organisation | None = None,
    at: dt.datetime = NOON,
    **fields: Any,
) -> Listing:
    told = call(*times, **fields)
    return calls.publish(of or unit(), told, by=None, at=at, key=new_id())


def shift(
    starts_at: dt.datetime = TOMORROW, *, hours: float = 2, at: dt.datetime = NOON, **fields: Any
) -> Slot:
    made = listing((starts_at, starts_at + hours * HOUR), at=at, **fields)
    return slots_of(made)[0]


def slots_of(made: Listing) -> list[Slot]:
    found = Slot.objects.filter(district_id=made.district_id, listing=made)
    return list(
        found.select_related("listing__district", "listing__provider").order_by("starts_at")
    )


def volunteer(user: User | None = None, **fields: Any) -> Volunteer:
    told: dict[str, Any] = {"name": "崔勇", "phone": f"139{next(_number):08}"}
    profile = Profile(**(told | fields))
    return helping.register(make.district(), profile, user=user, at=NOON, key=new_id())


def signed_up(slot: Slot, who: Volunteer | None = None, *, at: dt.datetime = NOON) -> Presence:
    receipt = signing.sign_up(slot, who or volunteer(), at=at, key=new_id())
    return presence_of(receipt.claim)


def presence_of(claim: Claim) -> Presence:
    mine = Presence.objects.filter(district_id=claim.district_id, claim=claim)
    found: Presence = mine.whole().get()
    return found


def again(presence: Presence) -> Presence:
    return presence_of(presence.claim)


def code(slot: Slot) -> str:
    """As in the code on the spot."""
    return privacy.tracking_code(slot.pk)


def team(of: Organisation | None = None, **fields: Any) -> Team:
    where = of or unit()
    defaults: dict[str, Any] = {
        "about": "送餐、敲门、净滩。",
        "skills": ["COMPANY"],
        "areas": [where.place],
        "is_joinable": True,
    }
    return teams.put(where, **(defaults | fields), by=None, at=NOON)


def whose(presence: Presence) -> Volunteer:
    assert presence.volunteer is not None  # signed up with an account, or by her own page
    return presence.volunteer
