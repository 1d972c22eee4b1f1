"""What a listing or a case came from, and what came of it, as one may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy as cases
from lianxin.cases.models import Case
from lianxin.exchange import policy
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.web.following import part
from lianxin.web.following.part import Follow
from lianxin.web.respond import Request

OF_LISTINGS: Final = "exchange.listing"
OF_CASES: Final = "cases.case"
KINDRED: Final = ("NEED", "SERVICE", "BUILD")
HOPS: Final = 4


@dataclass(frozen=True)
class Relative:
    """One thing up or down the line. `url` is "" where one may not open it."""

    label: str
    title: str
    url: str
    level: str = ""


@dataclass(frozen=True)
class Kin:
    came_from: Sequence[Relative]
    became: Sequence[Relative]
    chain_url: str = ""
    follow: Follow | None = None


def of_listing(request: Request, found: Listing) -> Kin | None:
    """None for kinds that nothing leads to."""
    if found.kind not in KINDRED:
        return None
    thing = Thing.of(found)
    made = of(request, thing)
    is_alone = not (made.came_from or made.became)
    url = "" if is_alone else reverse("following:chain", args=[thing.kind, thing.id])
    return replace(made, chain_url=url, follow=part.of(request, found))


def of(request: Request, thing: Thing) -> Kin:
    """Four queries at most, however long the line is."""
    district_id = request.district.pk
    above = [s.link.source for s in lineage.ancestors(district_id, thing, hops=HOPS)]
    below = [s.link.target for s in lineage.descendants(district_id, thing, hops=HOPS)]
    names = named(request, [*above, *below])
    return Kin(told(above, names), told(below, names))


def named(request: Request, things: Iterable[Thing]) -> dict[UUID, Relative]:
    """Those of `things` that one may open, by id."""
    wanted = list(things)
    listings = [thing.id for thing in wanted if thing.kind == OF_LISTINGS]
    matters = [thing.id for thing in wanted if thing.kind == OF_CASES]
    return (_listings(request, listings) if listings else {}) | (
        _cases(request, matters) if matters and request.user.is_authenticated else {}
    )


def told(things: Iterable[Thing], names: dict[UUID, Relative]) -> list[Relative]:
    """Each once, in their order; what one may not open without its name."""
    once = {thing.id: thing for thing in things}
    return [names.get(thing.id) or _hidden(thing) for thing in once.values()]


def _hidden(thing: Thing) -> Relative:
    if thing.kind == OF_CASES:
        return Relative(_("诉求"), _("居民反映的一件事"), "")
    return Relative(_("清单"), _("还没有公开的一条"), "")


def _listings(request: Request, ids: Sequence[UUID]) -> dict[UUID, Relative]:
    on = timezone.localdate()
    visible = policy.listings_visible_to(request.user, request.district.pk, on=on)
    rows = visible.filter(pk__in=ids).only("id", "ref", "kind", "title", "details", "state")
    return {
        row.pk: Relative(
            label=str(KINDS[row.kind].label),
            title=row.title,
            url=reverse("exchange:listing", args=[row.ref]),
            level=progress(row),
        )
        for row in rows
    }


def progress(row: Listing) -> str:
    """How far it has been built, in words; "" for what is not built."""
    for detail in KINDS[row.kind].details:
        if row.kind == "BUILD" and detail.name == "progress":
            return str(detail.choices.get(row.details.get("progress", ""), ""))
    return ""


def _cases(request: Request, ids: Sequence[UUID]) -> dict[UUID, Relative]:
    visible = cases.visible_to(request.user, on=timezone.localdate())
    rows: Iterable[Case] = visible.filter(district_id=request.district.pk, pk__in=ids)
    return {
        row.pk: Relative(_("诉求"), row.subject, reverse("cases:detail", args=[row.ref]))
        for row in rows
    }
