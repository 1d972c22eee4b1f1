"""A tour of experts goes to whoever asked, and to whom it chooses. Each stop is an order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import events, orders, telling
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Listing
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User

TOUR: Final = "TOUR"
HELD: Final = frozenset({ClaimState.DELIVERED, ClaimState.DONE})


@dataclass(frozen=True)
class Stop:
    """When the tour comes to `host`, what about, and where exactly. `who` of the host is written
    to, with a link of its own; a host whose people have accounts needs nobody."""

    host: Organisation
    starts_at: datetime
    topic: str = ""
    address: str = ""
    who: Who = field(default_factory=Who)


@transaction.atomic
def choose(tour: Listing, stop: Stop, *, by: User | None, at: datetime, key: UUID) -> Receipt:
    """Those who give the tour put a host on its way, who is told, and may call it off and rate it.
    The same `key` is one stop. Raises `Refusal` for a time that is over, and for a host whom
    nobody can tell."""
    policy.require_edit(by, tour, on=timezone.localdate(at))
    if tour.kind != TOUR or tour.provider is None:
        raise Refusal(_("这一条不是专家巡回。"), code="wrong_kind")
    if stop.starts_at <= at:
        raise Refusal(_("这一站的时间要在以后。"), field="starts_at")
    _require_told(stop, at=at)
    wish = Wish(
        who=Who(name=stop.who.name or stop.host.name), subject=subject(tour, stop.host.name),
        place=stop.host.place, address=stop.address, ordered_by=stop.host,
        details=details(stop.host.name, stop.topic),
    )  # fmt: skip
    receipt = orders.order(
        tour.district, wish, listing=tour, key=key, at=at, by=None, is_direct=True
    )
    if receipt.is_new:
        orders.accept(receipt.claim, by=None, at=at, starts_at=stop.starts_at)
        entry = timeline.append(receipt.claim, "choose", by=by, at=at)
        events.tell(receipt.claim, entry)
        telling.tell_unit(stop.host, "tour_comes", receipt.claim, entry=entry, text=stop.topic)
        _write_to(receipt.claim, stop, entry=entry)
    return receipt


def _require_told(stop: Stop, *, at: datetime) -> None:
    people = network.people_in(stop.host, *telling.OF_UNIT, on=timezone.localdate(at))
    if not (people or stop.who.phone or stop.who.email):
        raise Refusal(
            _("“%s”没有人有账号，请写联系人的手机或邮箱，才能告诉对方。") % stop.host.name,
            field="phone",
        )


def _write_to(claim: Claim, stop: Stop, *, entry: Entry) -> None:
    """One letter says all: the address is kept after what an order says else."""
    phone = privacy.normalise_phone(stop.who.phone) if stop.who.phone else ""
    if not (phone or stop.who.email):
        return
    Claimant.objects.filter(district_id=claim.district_id, claim=claim).update(
        phone=phone or None,
        email=stop.who.email.strip() or None,
        phone_index=privacy.blind_index(phone, purpose="phone") if phone else "",
    )
    telling.tell_claimant("tour_comes", claim, entry=entry, text=stop.topic)


def subject(tour: Listing, host: str) -> str:
    return _("%(tour)s：%(host)s") % {"tour": tour.title, "host": host}


def details(host: str, topic: str) -> dict[str, str]:
    """What a stop says beside its time and place."""
    return {name: value for name, value in (("host", host), ("topic", topic)) if value}


def host_of(claim: Claim) -> str:
    """Whom a stop is for, by name; "" for what is none."""
    if claim.kind != TOUR:
        return ""
    if claim.ordered_by:
        return claim.ordered_by.name
    return claim.details.get("host") or (claim.place.name if claim.place else "")


def stops(tour: Listing) -> ClaimQuerySet:
    """Where it has been and is expected, by the time `on`: what everybody may see."""
    known = Q(state=ClaimState.ACCEPTED, starts_at__isnull=False) | Q(state__in=HELD)
    every = Claim.objects.filter(known, district_id=tour.district_id, listing=tour)
    found: ClaimQuerySet = every.annotate(on=Coalesce("starts_at", "delivered_at")).order_by("on")
    return found.select_related("place", "ordered_by").defer("place__shape")
