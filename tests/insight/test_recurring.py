"""Where the same thing recurs, and where time was lost."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse

from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case
from lianxin.insight import recurring
from lianxin.network.models import PlaceKind
from tests import make

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def test_what_comes_every_week_stands_first(noon: dt.datetime) -> None:
    street = make.place(kind=PlaceKind.STREET)
    here, there = make.place(under=street), make.place(under=street)
    grid = make.place(kind=PlaceKind.GRID, under=here)
    for week in range(4):
        make.case(grid, class_code="ROADS", received_at=noon - week * 7 * DAY)
    for hour in range(5):
        make.case(there, class_code="WATER", received_at=noon - hour * HOUR)
    make.case(there, class_code="LAND")

    rows = recurring.recurring(
        Case.objects.filter(district_id=here.district_id), since=noon - 27 * DAY, until=noon + HOUR
    )

    assert [(row.class_code, row.path) for row in rows] == [
        ("ROADS", here.path),
        ("WATER", there.path),
    ]
    assert rows[0].weeks == (1, 1, 1, 1)
    assert rows[1].weeks == (0, 0, 0, 5)


def test_time_is_charged_to_whoever_had_the_case(noon: dt.datetime) -> None:
    """C12: minutes and bounces are charged per unit."""
    first, second = make.organisation(), make.organisation()
    case = make.case()
    dispatch.assign(case, to=first, by=None, at=noon + 2 * HOUR)
    dispatch.bounce(
        case,
        reason="NOT_OUR_DUTY",
        proposed=second,
        note="",
        by=None,
        at=noon + 12 * HOUR,
    )
    dispatch.assign(case, to=second, by=None, at=noon + 13 * HOUR)
    dispatch.accept(case, by=None, at=noon + 14 * HOUR)
    handling.ask(case, note="哪一盏？", by=None, at=noon + 20 * HOUR)
    handling.resume(case, by=None, at=noon + 30 * HOUR)
    handling.feedback(case, note="在修", by=None, at=noon + 90 * HOUR)
    cases = Case.objects.filter(district_id=case.district_id)

    lost = recurring.waited(cases, district_id=case.district_id, at=noon + 10 * DAY)

    hours = {holder: seconds / 3600 for holder, seconds in lost.by_holder.items()}
    assert lost.cases == 1
    assert hours == {"DESK": 3, "SIGNING": 11, "UNIT": 66, "REQUESTER": 10}
    assert lost.by_unit == {str(first.pk): 10 * 3600, str(second.pk): 67 * 3600}
    turns = recurring.turns(case.district_id, [first.pk, second.pk], since=noon)
    assert (turns[first.pk].taken, turns[first.pk].bounced) == (1, 1)
    assert turns[second.pk].to_sign == HOUR


def test_a_promise_that_is_kept_has_lost_no_time(noon: dt.datetime) -> None:
    case = make.case(answered=True)

    lost = recurring.waited(
        Case.objects.filter(district_id=case.district_id),
        district_id=case.district_id,
        at=noon + 10 * DAY,
    )

    assert lost.cases == 0
    assert not lost.by_holder


def test_every_figure_of_the_pages_leads_to_its_rows(client: Client, clock: object) -> None:
    street = make.place(kind=PlaceKind.STREET, name="海韵街道")
    here = make.place(under=street, name="学苑社区")
    unit = make.organisation(name="路灯管理所")
    cases = [
        make.case(here, class_code="ROADS", received_at=make.NOON - n * 7 * DAY) for n in range(3)
    ]
    dispatch.assign(cases[-1], to=unit, by=None, at=make.NOON)
    client.force_login(make.manager())

    again = client.get(reverse("lead:recurring")).content.decode()
    rows = client.get(
        reverse("lead:cases"), {"area": here.code, "class_code": "ROADS", "days": "90"}
    ).content.decode()
    waited = client.get(reverse("lead:waited")).content.decode()

    assert "学苑社区" in again
    assert "3 件<span" in again
    assert rows.count("WH-26-") >= 3
    assert "路灯管理所" in waited
