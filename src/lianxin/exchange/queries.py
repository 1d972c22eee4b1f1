"""Reads with joins, counts or several steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.base import As
from lianxin.exchange.models import Claim, Listing, Rating, TermsRow, Turn
from lianxin.exchange.states import ClaimState
from lianxin.exchange.terms import ExchangeTerms, parse
from lianxin.kernel.reference import remembered
from lianxin.network import queries as network
from lianxin.network.models import Organisation

FEWEST_RATINGS = 5  # below that no average is told
ABLE_READ = 1_000  # listings of a kind that serve one place


@dataclass(frozen=True)
class Stars:
    """`average` is None while there are fewer than `FEWEST_RATINGS`."""

    count: int
    average: float | None


@remembered
def terms_of(district_id: int) -> ExchangeTerms:
    newest = TermsRow.objects.filter(district_id=district_id).order_by("-version").first()
    return parse(newest.document, version=newest.version) if newest else ExchangeTerms()


def said(district_id: int, name: str, otherwise: object) -> str:
    """A shelf or a step in the district's own words, where it has some."""
    return str(terms_of(district_id).words.get(name) or otherwise)


def stars(listing: Listing) -> Stars:
    ratings = Rating.objects.filter(district_id=listing.district_id, listing=listing)
    found = ratings.aggregate(count=Count("pk"), average=Avg("stars"))
    told = found["average"] if found["count"] >= FEWEST_RATINGS else None
    return Stars(found["count"], told)


def able(claim: Claim, *, at: datetime) -> Sequence[Listing]:
    """The listings that could take the order: of its kind, serving its place, with room, whether
    their provider has had its turn or not; the freshest first."""
    found = Listing.objects.filter(
        district_id=claim.district_id, kind=claim.kind, provider__isnull=False
    ).orderable(at=at, on=timezone.localdate(at))
    if claim.place is not None:
        around = [place.pk for place in network.ancestors(claim.place)]
        found = found.filter(Q(area__isnull=True) | Q(area__in=around))
    rows = found.whole().order_by("-confirmed_at", "-id")[:ABLE_READ]
    return [listing for listing in rows if not listing.is_full]


def candidates(
    claim: Claim, *, at: datetime, among: Sequence[Listing] | None = None
) -> Sequence[Listing]:
    """Those that could take the order next, best first: of providers that have not had their
    turn, and about what was chosen first, where something was. Those of units that stand by the
    place come first, then those that share most words, then the nearest in the tree of places,
    then the freshest. `among` is what `able` found."""
    turns = Turn.objects.filter(district_id=claim.district_id, claim=claim)
    had = set(turns.values_list("unit", flat=True))
    shared, paired = _shared(claim), standing_by(claim, at=at)
    found = able(claim, at=at) if among is None else among
    return sorted(
        (one for one in found if one.provider_id not in had and shared(one)),
        key=lambda listing: (
            listing.pk != claim.listing_id,
            listing.provider_id not in paired,
            -shared(listing),
            -len(listing.area.path) if listing.area else 0,
        ),
    )


def _shared(claim: Claim) -> Callable[[Listing], int]:
    """How many words a listing has in common with what the order was for at first. Everything
    has one with an order that names no listing."""
    chosen = claim.listing
    if chosen is None:
        return lambda _listing: 1
    kind = KINDS[chosen.kind]
    return lambda listing: (
        len(kind.shared(chosen.details, listing.details))
        or int(listing.pk == chosen.pk or listing.title == chosen.title)
    )


def standing_by(claim: Claim, *, at: datetime) -> set[object]:
    """The units that stand by the place of the order."""
    if claim.place is None:
        return set()
    units: Sequence[Organisation] = network.paired_with(
        claim.place, None, on=timezone.localdate(at)
    )
    return {unit.pk for unit in units}


def line_number(claim: Claim) -> int:
    """Her number on the waiting list, from 1; 0 for who does not wait."""
    if claim.state != ClaimState.WAITING or claim.slot is None:
        return 0
    same = Claim.objects.filter(
        district_id=claim.district_id, slot=claim.slot, state=ClaimState.WAITING
    )
    return same.filter(pk__lte=claim.pk).count()


def in_short(listing: Listing) -> str:
    """Its text, else the words it chose."""
    lists = (each for each in KINDS[listing.kind].details if each.typed is As.WORDS)
    chosen = (word for each in lists for word in listing.details.get(each.name, ()))
    return listing.text or _("、").join(chosen)
