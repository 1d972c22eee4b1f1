"""What a thing came of and what came of it, in order, as one may see it: a part for the pages of
things (`following/_chain.html`), and a page of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from lianxin.kernel.models import DistrictOwned
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Link, Thing
from lianxin.web.following import steps
from lianxin.web.following.steps import Shown, Viewer
from lianxin.web.parts import Photo
from lianxin.web.respond import Request


@dataclass(frozen=True)
class Step:
    """`came_of` are the numbers of the steps that led to it, said where it is not simply the one
    before. What one may not see has neither title nor date."""

    number: int
    label: str
    title: str
    is_here: bool
    came_of: Sequence[int]
    is_hidden: bool = False
    url: str = ""
    state: str = ""
    level: str = ""
    holder: str = ""
    text: str = ""
    on: date | None = None
    until: date | None = None
    photo: Photo | None = None


@dataclass(frozen=True)
class Chain:
    steps: Sequence[Step]
    prov_url: str
    url: str = ""


@dataclass(frozen=True)
class Walked:
    """All on the line of one thing, what led to something before it; `came_of` by id."""

    things: Sequence[Thing]
    links: Sequence[Link]
    shown: dict[UUID, Shown]


def viewer_of(request: Request, opened: Collection[UUID] = ()) -> Viewer:
    on = timezone.localdate()
    return Viewer(request.user, request.district.pk, on, frozenset(opened))


def of(
    request: Request, row: DistrictOwned, *, opened: Collection[UUID] = (), code: str = ""
) -> Chain | None:
    """None where nothing led to it and nothing came of it. `opened` and `code` are those of a
    page that a code opens."""
    thing, viewer = Thing.of(row), viewer_of(request, opened)
    links = _links(viewer, thing)
    return drawn(_walked(viewer, thing, links), thing, code=code) if links else None


def walk(viewer: Viewer, thing: Thing) -> Walked:
    """Two queries, and those of each kind there is."""
    return _walked(viewer, thing, _links(viewer, thing))


def drawn(walked: Walked, here: Thing, *, code: str = "") -> Chain:
    number = {thing.id: n for n, thing in enumerate(walked.things, 1)}
    at = [here.kind, here.id, code] if code else [here.kind, here.id]
    return Chain(
        steps=[_step(walked, thing, number, is_here=thing == here) for thing in walked.things],
        url=reverse("following:chain_by_code" if code else "following:chain", args=at),
        prov_url=reverse("following:prov_by_code" if code else "following:prov", args=at),
    )


def _links(viewer: Viewer, thing: Thing) -> list[Link]:
    above = lineage.ancestors(viewer.district_id, thing)
    below = lineage.descendants(viewer.district_id, thing)
    return list({step.link.pk: step.link for step in [*above, *below]}.values())


def _walked(viewer: Viewer, thing: Thing, links: Sequence[Link]) -> Walked:
    things = _in_order(thing, links)
    return Walked(things, links, steps.shown(viewer, things))


def _in_order(thing: Thing, links: Sequence[Link]) -> list[Thing]:
    """Each behind all that led to it; of those that could come next, what was noted first."""
    waiting = sorted(links, key=lambda link: link.seq)
    ends = {thing.id: thing}
    for link in waiting:
        ends |= {link.from_id: link.source, link.to_id: link.target}
    led_by = {pk: {link.from_id for link in waiting if link.to_id == pk} for pk in ends}
    order = {pk: n for n, pk in enumerate(ends)}
    found: list[Thing] = []
    while led_by:
        nearest = min(
            (pk for pk, sources in led_by.items() if not sources & led_by.keys()),
            key=lambda pk: order[pk],
        )
        found.append(ends[nearest])
        del led_by[nearest]
    return found


def _step(walked: Walked, thing: Thing, number: dict[UUID, int], *, is_here: bool) -> Step:
    own, kind = number[thing.id], steps.kind_of(thing)
    led = sorted(number[link.from_id] for link in walked.links if link.to_id == thing.id)
    came_of = [] if led in ([], [own - 1]) else led
    row = walked.shown.get(thing.id)
    if row is None:
        return Step(own, str(kind.label), str(kind.hidden), is_here, came_of, is_hidden=True)
    return Step(
        number=own, label=row.label or str(kind.label), title=row.title, is_here=is_here,
        came_of=came_of, url="" if is_here else row.url, state=row.state, level=row.level,
        holder=row.unit.name if row.unit else "", text=row.text, on=row.on, until=row.until,
        photo=row.photo,
    )  # fmt: skip
