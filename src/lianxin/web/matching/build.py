"""Fill the pages of matching."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.models import Case
from lianxin.exchange import policy as exchange
from lianxin.exchange import queries as offers
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.matching import policy, queries
from lianxin.matching.actions.waves import CALLED
from lianxin.matching.families import LABELS, OF_LISTING
from lianxin.matching.models import Call
from lianxin.matching.queries import Asker, Suggestion
from lianxin.matching.reasons import Tells
from lianxin.matching.states import CallState, Why
from lianxin.network import queries as network
from lianxin.network.models import Organisation
from lianxin.web.matching import asking, pages
from lianxin.web.parts import Bar, Link
from lianxin.web.respond import StaffRequest

MOST_ASKERS, SHOWN, BESIDE = 40, 10, 3


def home(request: StaffRequest) -> pages.Home:
    at = timezone.now()
    on = timezone.localdate(at)
    own = list(policy.own_listings(request.user, on=on).whole().order_by("-id")[:MOST_ASKERS])
    units = _units(request)
    told = request.GET.get("of", "") or _first(own)
    listing = _listing(request, own, told)
    asker = queries.for_listing(listing) if listing else _asker(request, told, at=at)
    calls = queries.calls_of(listing) if listing and listing.kind in CALLED else []
    is_open = any(call.state == CallState.OPEN for call in calls)
    can_invite = listing is not None and listing.kind in CALLED and not is_open
    return pages.Home(
        askers=_choices(own, units, told),
        heading=listing.title if listing else "",
        suggested=suggested(asker, told, at=at, can_introduce=True) if asker else None,
        invite_url=reverse("matching:invite", args=[listing.ref])
        if listing and can_invite
        else "",
        calls=[_call_link(call) for call in calls],
        offer_post_url=reverse("matching:offer_post", args=[listing.ref])
        if listing and listing.kind in policy.POSTS
        else "",
        firms=[Link(unit.name, reverse("matching:firm", args=[unit.code])) for unit in units],
        figures=figures(request.district.pk)
        if exchange.coordinates(request.user, None, on=on)
        else (),
    )


def suggested(
    asker: Asker, told: str, *, at: datetime, can_introduce: bool, shown: int = SHOWN
) -> pages.Suggested:
    return pages.Suggested(
        asker=told,
        shelves=[
            pages.Shelf(str(LABELS[family]), [row(one) for one in found])
            for family, found in queries.suggest(asker, at=at, most=shown).items()
        ],
        whys=[(why.value, str(why.label)) for why in Why],
        can_introduce=can_introduce,
    )


def beside(case: Case, *, at: datetime) -> pages.Beside:
    found = queries.suggest(queries.for_case(case), at=at, most=BESIDE, tells=Tells.MUCH)
    return pages.Beside([row(one) for each in found.values() for one in each])


def figures(district_id: int) -> list[Bar]:
    """How often each reason was given."""
    counts = queries.feedback_counts(district_id)
    if not any(counts.values()):
        return []
    return Bar.lengths([(str(why.label), str(counts[why]), counts[why]) for why in Why])


def row(one: Suggestion | queries.Fitting) -> pages.Row:
    listing, kind = one.listing, KINDS[one.listing.kind]
    return pages.Row(
        ref=listing.ref,
        url=reverse("exchange:listing", args=[listing.ref]),
        title=listing.title,
        text=offers.in_short(listing),
        kind=str(kind.label),
        icon=kind.icon,
        unit=listing.provider.name if listing.provider else "",
        reasons=[reason.text for reason in one.reasons],
        key=new_id(),
    )


def _units(request: StaffRequest) -> list[Organisation]:
    """One's organisations, each once, as they are remembered."""
    seats = network.seats_on(request.user, on=timezone.localdate())
    held = {
        seat.organisation_id: seat.organisation for seat in seats if seat.role in exchange.OF_UNIT
    }
    return list(held.values())


def _first(own: Sequence[Listing]) -> str:
    """Of what something is sought for, before posts, for which people look by themselves."""
    chosen = next((listing for listing in own if listing.kind in OF_LISTING), None)
    first = chosen or next(iter(own), None)
    return f"listing-{first.ref}" if first else ""


def _listing(request: StaffRequest, own: Sequence[Listing], told: str) -> Listing | None:
    """The listing that is asked for; one that is not among the first is looked up."""
    what, _dash, ref = told.partition("-")
    if what != "listing":
        return None
    found = next((listing for listing in own if listing.ref == ref), None)
    return found or asking.own_listing(request, ref)


def _asker(request: StaffRequest, told: str, *, at: datetime) -> Asker | None:
    """None for a firm that has not answered yet."""
    what, _dash, code = told.partition("-")
    if what == "firm":
        firm = queries.firm_of(asking.unit_of(request, code))
        return queries.for_firm(firm, at=at) if firm else None
    return asking.asker_of(request, told, at=at) if told else None


def _choices(
    own: Sequence[Listing], units: Sequence[Organisation], told: str
) -> list[tuple[str, list[pages.Choice]]]:
    """What one may ask for, by kind."""
    groups: dict[str, list[pages.Choice]] = {}
    for listing in own:
        value = f"listing-{listing.ref}"
        choice = pages.Choice(value, listing.title, is_chosen=value == told)
        groups.setdefault(str(KINDS[listing.kind].label), []).append(choice)
    for unit in units:
        value = f"firm-{unit.code}"
        choice = pages.Choice(value, unit.name, is_chosen=value == told)
        groups.setdefault(_("政策和资金"), []).append(choice)
    return list(groups.items())


def _call_link(call: Call) -> Link:
    when = f"{timezone.localtime(call.opened_at):%Y-%m-%d}"
    label = _("%(when)s 的邀请：%(state)s") % {
        "when": when, "state": CallState(call.state).label,
    }  # fmt: skip
    return Link(label, reverse("matching:call", args=[call.pk]))
