"""What came from what: append-only, without circles, walked in one query."""

from __future__ import annotations

import itertools
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.lineage import actions, queries
from lianxin.lineage.models import Link, Thing
from tests import make
from tests.kernel.race import race
from tests.make import NOON


def things(count: int) -> list[Thing]:
    return [Thing("exchange.listing", new_id()) for _n in range(count)]


def link(source: Thing, target: Thing, district_id: int | None = None) -> Link:
    return actions.link(
        source, target, district_id=district_id or make.district().pk, how="SERVICE", by=None,
        at=NOON,
    )  # fmt: skip


def chain(*of: Thing) -> None:
    for source, target in itertools.pairwise(of):
        link(source, target)


def ids(steps: list[queries.Step], *, up: bool = False) -> list[tuple[UUID, int]]:
    return [(s.link.from_id if up else s.link.to_id, s.hops) for s in steps]


def test_four_hops_are_walked_both_ways_in_one_query() -> None:
    """X33."""
    a, b, c, d, e = things(5)
    chain(a, b, c, d, e)

    district_id = make.district().pk

    with CaptureQueriesContext(connection) as asked:
        down = queries.descendants(district_id, a)
        up = queries.ancestors(district_id, e)

    assert len(asked) == 2
    assert ids(down) == [(b.id, 1), (c.id, 2), (d.id, 3), (e.id, 4)]
    assert ids(up, up=True) == [(d.id, 1), (c.id, 2), (b.id, 3), (a.id, 4)]
    assert all(step.root == a.id for step in down)


def test_where_ways_meet_each_link_is_told_once_with_its_shortest_way() -> None:
    a, b, c, d = things(4)
    chain(a, b, d)
    chain(a, c, d)
    link(a, d)

    found = queries.descendants(make.district().pk, a)

    assert len(found) == 5
    assert min(s.hops for s in found if s.link.to_id == d.id) == 1


def test_several_are_walked_at_once_and_hops_can_be_bounded() -> None:
    a, b, c, other, late = things(5)
    chain(a, b, c)
    link(other, late)
    district_id = make.district().pk

    with CaptureQueriesContext(connection) as asked:
        found = queries.targets_of(district_id, [a, other])

    assert len(asked) == 1
    assert {root: [one.to_id for one in links] for root, links in found.items()} == {
        a.id: [b.id], other.id: [late.id],
    }  # fmt: skip
    assert queries.sources_of(district_id, [a]) == {}
    assert queries.descendants(district_id) == []


def test_said_twice_is_once() -> None:
    a, b = things(2)

    assert link(a, b).pk == link(a, b).pk
    assert Link.objects.count() == 1


def test_nothing_comes_of_what_it_led_to() -> None:
    a, b, c = things(3)
    chain(a, b, c)

    for source, target in ((c, a), (b, a), (a, a)):
        with pytest.raises(Refusal):
            link(source, target)


@pytest.mark.django_db(transaction=True)
def test_at_once_no_circle_comes_about_either() -> None:
    district_id = make.district().pk
    ring = things(6)

    def close(n: int) -> object:
        return link(ring[n], ring[(n + 1) % len(ring)], district_id)

    answers = race(close, runners=len(ring))

    links = list(Link.objects.order_by("seq"))
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert (len(links), len(refused)) == (len(ring) - 1, 1)
    assert [one.seq for one in links] == list(range(1, len(ring)))


def test_another_district_is_not_walked_into() -> None:
    a, b, c = things(3)
    other = make.district("other").pk
    link(a, b)
    link(b, c, other)

    assert ids(queries.descendants(make.district().pk, a)) == [(b.id, 1)]


def test_what_has_been_noted_stays() -> None:
    chain(*things(2))

    with pytest.raises(TypeError):
        Link.objects.update(how="X")
    with pytest.raises(TypeError):
        Link.objects.all().delete()


def test_the_table_refuses_a_link_to_itself() -> None:
    (a,) = things(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(
            district=make.district(), seq=1, from_kind=a.kind, from_id=a.id, to_kind=a.kind,
            to_id=a.id, how="X", at=NOON,
        )  # fmt: skip
