"""Copied cases are cases: whole histories, numbers without gaps, codes, figures, and deeds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lianxin.cases.actions import dispatch, handling, requester
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, CaseClock, Photo, Requester, Solved
from lianxin.cases.states import Outcome, State
from lianxin.insight.models import Axis, DayFigure, StaleDay
from lianxin.kernel import models as kernel
from lianxin.kernel import privacy, timeline
from lianxin.network import queries as network
from lianxin.network.models import Role, User
from lianxin.outbox.models import Message
from lianxin.playbooks.demo import copies, town
from lianxin.playbooks.demo.ground import CODE
from tests.make import NOON
from tests.standing import standing

PLAYED, ALL = 40, 160


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[town.Loaded]:
    yield from standing(django_db_blocker, lambda: town.load(at=NOON, count=ALL, played=PLAYED))


def test_copies_are_whole_and_counted(loaded: town.Loaded, noon: dt.datetime) -> None:
    cases = list(Case.objects.filter(district=loaded.district))

    assert len(cases) == loaded.cases == ALL
    assert [timeline.verify(case) for case in cases] == [None] * ALL
    assert all(timeline.rebuild(case) == timeline.snapshot(case) for case in cases)
    assert max(case.received_at for case in cases) < noon
    assert min(case.received_at for case in cases) < noon - dt.timedelta(days=8 * 365)
    assert len({case.text for case in cases}) > ALL * 0.8
    _are_numbered_without_gaps(cases)
    _have_no_deed_to_come(loaded.district.pk, noon)
    refs = {case.ref for case in cases}
    since = noon - dt.timedelta(days=5)
    told = Message.objects.filter(district_id=CODE, queued_at__gt=since, kind__startswith="case_")
    assert {message.facts["ref"] for message in told} <= refs
    assert len({message.facts["ref"] for message in told}) > PLAYED / 4
    figures = DayFigure.objects.filter(district=loaded.district, axis=Axis.ALL)
    assert sum(figures.values_list("received", flat=True)) == ALL
    assert sum(figures.values_list("closed", flat=True)) == Counter(
        case.state for case in cases
    ).get(State.CLOSED)
    assert not StaleDay.objects.filter(district=loaded.district).exists()

    again = town.load(at=noon + dt.timedelta(days=1), count=ALL, played=PLAYED)
    assert (again.is_new, again.cases) == (False, ALL)


def _are_numbered_without_gaps(cases: list[Case]) -> None:
    series: dict[str, list[int]] = {}
    for case in cases:
        prefix, _dash, number = case.ref.rpartition("-")
        assert prefix.endswith(f"{timezone.localdate(case.received_at):%y}")
        series.setdefault(prefix, []).append(int(number))
    for prefix, numbers in series.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        counter = kernel.Counter.objects.get(district_id=CODE, series=prefix)
        assert counter.value == len(numbers)


def _have_no_deed_to_come(district_id: int, at: dt.datetime) -> None:
    assert not kernel.Entry.objects.filter(district_id=district_id, at__gt=at).exists()
    assert not Message.objects.filter(district_id=district_id, queued_at__gt=at).exists()
    closed = CaseClock.objects.filter(district_id=district_id, case__state=State.CLOSED)
    assert not closed.filter(stopped_at=None).exists()


def test_a_copy_can_be_tracked_handled_and_rated(loaded: town.Loaded, noon: dt.datetime) -> None:
    latest = Case.objects.filter(district_id=CODE, state=State.ASSIGNED, mediations=None).whole()
    case = latest.order_by("-ref")[0]
    officer = _one_of(case, Role.HANDLER, Role.UNIT_LEAD, on=timezone.localdate(noon))
    code = privacy.tracking_code(case.pk)

    dispatch.accept(case, by=officer, at=noon)
    handling.answer(case, outcome=Outcome.SOLVED, note="修好了。", by=officer, at=noon)
    requester.rate(case, Verdict(solved=Solved.YES), code=code, at=noon)

    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert timeline.verify(case) is None
    assert privacy.matches_code(case.pk, code)


def _one_of(case: Case, *roles: Role, on: dt.date) -> User:
    return network.people_in(case.lead, *roles, on=on)[0]


def test_whatever_belongs_to_a_case_is_copied_with_it() -> None:
    belongs = {
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is Case
    }

    assert belongs == {*copies.PARTS, *copies.NOT_COPIED, Case, Requester, Photo}


def test_days_in_words_move_with_the_case() -> None:
    at = dt.datetime(2026, 12, 30, 9, tzinfo=dt.UTC)
    text = "请在1月2日前答复；时限 12-31 17:30 将到；延至 2027-01-05 17:30。"

    assert copies.moved(text, at, by=dt.timedelta(days=-364, minutes=5)) == (
        "请在1月3日前答复；时限 01-01 17:35 将到；延至 2026-01-06 17:35。"
    )
