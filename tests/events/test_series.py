"""Series of events, and what came of them."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.events import actions, queries
from lianxin.events.models import EventSeries
from lianxin.exchange.models import Listing
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Organisation
from tests import make
from tests.events.test_door import DOORS, LATER, seen, sign_up
from tests.exchange import shelf
from tests.make import NOON

pytestmark = pytest.mark.django_db


def series(unit: Organisation | None = None, code: str = "talks") -> EventSeries:
    return actions.begin_series(
        unit or make.organisation(name="海洋大学", kind="CAMPUS"), code=code, name="海洋大讲堂",
        by=None, at=NOON, key=new_id(),
    )  # fmt: skip


def event(unit: Organisation | None = None) -> Listing:
    return shelf.listing(unit, kind="EVENT", title="海洋科普讲座")


def test_a_series_counts_who_came_and_nobody_else() -> None:
    """GAT-06: sessions and attendances, from the doors."""
    many = series()
    for number in range(2):
        listing = event(many.unit)
        actions.put_in(many, listing, by=None, at=NOON)
        slot = shelf.slot(listing)
        claims = [sign_up(slot, 10 * number + n) for n in range(4)]
        group = sign_up(slot, 10 * number + 5, seats=3)
        came = [seen(claim) for claim in (*claims[:2], group)]
        actions.check_in(slot, came, by=None, at=LATER)

    assert queries.counted([many], many.district_id)[many.pk] == queries.Figures(2, 10)
    year = {"since": NOON, "until": NOON + dt.timedelta(days=300)}
    assert queries.figures(many.district_id, **year) == queries.Figures(2, 10)


def test_an_event_is_in_one_series_and_can_be_taken_out() -> None:
    one, other, listing = series(), series(code="salon"), event()
    actions.put_in(one, listing, by=None, at=NOON)
    actions.put_in(one, listing, by=None, at=NOON)

    with pytest.raises(Refusal, match="已经在别的系列里"):
        actions.put_in(other, listing, by=None, at=NOON)
    actions.take_out(one, listing, by=None, at=NOON)
    actions.put_in(other, listing, by=None, at=NOON)

    assert queries.series_of(listing) == other
    assert [entry.verb for entry in timeline.of(one)] == ["begin", "put_in", "take_out"]


def test_only_its_unit_and_coordinators_run_a_series_and_an_ended_one_takes_nothing() -> None:
    many, listing = series(), event()
    with pytest.raises(NotAllowed):
        actions.put_in(many, listing, by=make.handler(make.organisation(name="别家")), at=NOON)
    actions.put_in(many, listing, by=make.handler(many.unit), at=NOON)
    actions.end_series(many, by=make.dispatcher(), at=NOON)

    with pytest.raises(Refusal, match="已经结束"):
        actions.put_in(many, event(), by=None, at=NOON)
    with pytest.raises(Refusal, match="只有本辖区的活动"):
        actions.put_in(series(code="b"), shelf.listing(), by=None, at=NOON)


def test_the_same_series_begun_twice_is_one() -> None:
    unit = make.organisation(name="海洋大学", kind="CAMPUS")

    assert series(unit) == series(unit)
    with pytest.raises(Refusal, match="请写一个名称"):
        actions.begin_series(unit, code="x", name=" ", by=None, at=NOON, key=new_id())


def test_a_report_waits_for_the_end_says_no_names_and_keeps_what_it_said() -> None:
    listing = event()
    slot = shelf.slot(listing)
    key = new_id()
    with pytest.raises(Refusal, match="还没有一场办完"):
        actions.report(listing, text="很好", by=None, at=DOORS, key=key)
    with pytest.raises(Refusal, match="像是电话"):
        actions.report(listing, text="联系 13800138000", by=None, at=slot.ends_at, key=key)

    first = actions.report(listing, text="讲了潮汐。", by=None, at=slot.ends_at, key=key)
    actions.report(listing, text="讲了潮汐。", by=None, at=slot.ends_at, key=key)
    again = actions.report(listing, text="讲了潮汐和洋流。", by=None, at=LATER, key=new_id())

    assert first == again
    assert [entry.facts.get("text") for entry in timeline.of(first)] == [
        "讲了潮汐。", "讲了潮汐和洋流。",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.report(listing, text="好", by=make.dispatcher(), at=LATER, key=new_id())
