"""Walk up and down: one query, whatever the number of hops and of things one starts from.

A recursive query, and not a table of all pairs kept on write: links are few and read by the
thing, and what is not stored cannot be wrong. Both databases know it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from lianxin.lineage.models import Link, Thing

MOST_HOPS: Final = 32

WALK: Final = """
    WITH RECURSIVE walk(root, link, thing, hops) AS (
        SELECT first.{near}, first.id, first.{far}, 1 FROM lineage_link first
        WHERE first.district_id = %s AND first.{near} IN ({roots})
        UNION
        SELECT walk.root, onward.id, onward.{far}, walk.hops + 1
        FROM walk JOIN lineage_link onward ON onward.{near} = walk.thing
        WHERE onward.district_id = %s AND walk.hops < %s
    )
    SELECT found.*, walk.root AS root, MIN(walk.hops) AS hops
    FROM walk JOIN lineage_link found ON found.id = walk.link
    WHERE found.district_id = %s
    GROUP BY found.id, walk.root ORDER BY hops, found.seq
"""


@dataclass(frozen=True)
class Step:
    """One link of the walk that began at the id `root`, so many hops away from it."""

    root: UUID
    link: Link
    hops: int


def ancestors(district_id: int, *things: Thing, hops: int = MOST_HOPS) -> list[Step]:
    """What `things` came from, the nearest first: the `source` of each step's link."""
    return _walk(district_id, things, near="to_id", far="from_id", hops=hops)


def descendants(district_id: int, *things: Thing, hops: int = MOST_HOPS) -> list[Step]:
    """What came of `things`, the nearest first: the `target` of each step's link."""
    return _walk(district_id, things, near="from_id", far="to_id", hops=hops)


def sources_of(district_id: int, things: Iterable[Thing]) -> dict[UUID, list[Link]]:
    """The links that lead straight to each of `things`, oldest first."""
    return _next(ancestors(district_id, *things, hops=1))


def targets_of(district_id: int, things: Iterable[Thing]) -> dict[UUID, list[Link]]:
    """The links that lead straight on from each of `things`, oldest first."""
    return _next(descendants(district_id, *things, hops=1))


def _walk(
    district_id: int, things: Sequence[Thing], *, near: str, far: str, hops: int
) -> list[Step]:
    if not things:
        return []
    column = Link._meta.get_field("from_id")
    roots = [column.get_db_prep_value(thing.id, connection) for thing in things]
    sql = WALK.format(near=near, far=far, roots=", ".join(["%s"] * len(roots)))
    found = Link.objects.raw(sql, [district_id, *roots, district_id, hops, district_id])
    return [
        Step(UUID(str(getattr(link, "root"))), link, getattr(link, "hops"))  # noqa: B009  of the query
        for link in found
    ]


def _next(steps: Iterable[Step]) -> dict[UUID, list[Link]]:
    links: defaultdict[UUID, list[Link]] = defaultdict(list)
    for step in steps:
        links[step.root].append(step.link)
    return links
