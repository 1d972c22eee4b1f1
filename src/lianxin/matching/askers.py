"""For whom something is sought, as an address says it: `me`, `firm-code`, `listing-ref`,
`case-ref`. None for what one may not ask for, or what is not there."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from lianxin.cases import policy as cases
from lianxin.cases.models import Case
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.matching import policy, queries
from lianxin.matching.queries import Asker
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User

ME = "me"


def asker_of(user: User, told: str, *, at: datetime) -> Asker | None:
    on = timezone.localdate(at)
    what, _dash, name = told.partition("-")
    if what == ME:
        profile = queries.profile_of(user)
        return queries.for_profile(profile) if profile else None
    if what == "firm":
        unit = own_unit(user, name, on=on)
        firm = queries.firm_of(unit) if unit else None
        return queries.for_firm(firm, at=at) if firm else None
    if what == "listing":
        listing = own_listing(user, name, on=on)
        return queries.for_listing(listing) if listing else None
    case = own_case(user, name, on=on) if what == "case" else None
    return queries.for_case(case) if case else None


def own_listing(user: User, ref: str, *, on: date) -> Listing | None:
    """One that the person answers for."""
    if user.district_id is None:
        return None
    visible = exchange.listings_visible_to(user, user.district_id, on=on)
    found: Listing | None = visible.whole().filter(ref=ref).first()
    return found if found and policy.may_ask_for(user, found, on=on) else None


def own_unit(user: User, code: str, *, on: date) -> Organisation | None:
    if user.district_id is None:
        return None
    unit = network.unit_coded(user.district_id, code)
    return unit if unit and unit.pk in exchange.units_of(user, on=on) else None


def own_case(user: User, ref: str, *, on: date) -> Case | None:
    if user.district_id is None:
        return None
    visible = cases.visible_to(user, on=on).filter(district_id=user.district_id)
    found: Case | None = visible.whole().filter(ref=ref).first()
    return found
