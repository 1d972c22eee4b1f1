"""The chair goes round without gap or overlap (NET-05), which the database itself holds (X1)."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianxin.bodies import queries
from lianxin.bodies.actions import rota
from lianxin.bodies.calendar import months_on, slots
from lianxin.bodies.models import Term, UnitMember
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from tests import make
from tests.bodies import build
from tests.bodies.build import BEGUN, DAY
from tests.kernel.race import race
from tests.make import NOON


def days(terms: list[Term]) -> list[tuple[dt.date, dt.date]]:
    return [(one.starts_on, one.ends_on) for one in terms]


def without_gap(terms: list[Term]) -> bool:
    return all(a.ends_on + DAY == b.starts_on for a, b in pairwise(terms))


def test_six_members_and_three_months_are_eight_terms_in_two_years() -> None:
    """X1: no gap, no overlap."""
    body = build.body()
    turn = build.units(body, 6)

    made = build.terms(body, turn)

    terms = queries.terms_of(body)
    assert [one.pk for one in terms] == [one.pk for one in made]
    assert len(terms) == 8
    assert without_gap(terms)
    assert (terms[0].starts_on, terms[-1].ends_on) == (BEGUN, dt.date(2026, 12, 31))
    assert [one.unit_id for one in terms] == [turn[n % 6].pk for n in range(8)]
    for number in range(730):
        rows = Term.objects.filter(district=body.district, body=body)
        if number % 45 == 0:
            assert rows.running(on=BEGUN + number * DAY).count() == 1


def test_a_month_without_such_a_day_ends_with_its_last() -> None:
    assert months_on(dt.date(2025, 1, 31), 1) == dt.date(2025, 2, 28)
    found = list(slots(dt.date(2025, 1, 31), months=5, span=12))
    assert [last for _first, last in found] == [
        dt.date(2025, 6, 29), dt.date(2025, 11, 29), dt.date(2026, 1, 30)
    ]  # fmt: skip


def test_the_database_refuses_a_second_chair_on_one_day() -> None:
    """X1: by a new row, by a longer one, and by one that is moved to another body."""
    body = build.body()
    turn = build.units(body, 2)
    terms = build.terms(body, turn)
    last = terms[-1].ends_on
    own = {"district": body.district, "body": body, "unit": turn[0]}

    with pytest.raises(IntegrityError, match="term_alone"), transaction.atomic():
        Term.objects.create(**own, starts_on=last, ends_on=last + 60 * DAY)
    rows = Term.objects.filter(district=body.district, pk=terms[0].pk)
    with pytest.raises(IntegrityError, match="term_alone"), transaction.atomic():
        rows.update(ends_on=terms[0].ends_on + DAY)
    other = build.body(name="别的会")
    elsewhere = Term.objects.create(**{**own, "body": other}, starts_on=last, ends_on=last)
    with pytest.raises(IntegrityError, match="term_alone"), transaction.atomic():
        Term.objects.filter(district=body.district, pk=elsewhere.pk).update(body=body)

    Term.objects.create(**own, starts_on=last + DAY, ends_on=last + DAY)


def test_a_unit_is_a_member_once_at_a_time() -> None:
    body = build.body()
    (unit,) = build.units(body, 1)
    own = {"district": body.district, "body": body, "unit": unit}

    with pytest.raises(IntegrityError, match="unitmember_alone"), transaction.atomic():
        UnitMember.objects.create(**own, starts_on=dt.date(2030, 1, 1))
    UnitMember.objects.filter(district=body.district, body=body).update(
        ends_on=dt.date(2029, 12, 31)
    )
    UnitMember.objects.create(**own, starts_on=dt.date(2030, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_write_a_chair_at_once_one_does() -> None:
    """X1: each a day further on, so that every two of them meet."""
    body = build.body()
    turn = build.units(body, 2)

    def write(number: int) -> Term:
        first = BEGUN + number * DAY
        with transaction.atomic():
            return Term.objects.create(
                district=body.district, body=body, unit=turn[number % 2], starts_on=first,
                ends_on=first + 40 * DAY,
            )  # fmt: skip

    answers = race(write, runners=20)

    assert sum(isinstance(one, Term) for one in answers) == 1
    assert sum(isinstance(one, IntegrityError) for one in answers) == 19
    assert Term.objects.filter(district=body.district, body=body).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_lay_down_a_roster_at_once_one_does() -> None:
    """X1"""
    body = build.body()
    turn = build.units(body, 6)

    answers = race(lambda _n: build.terms(body, turn), runners=20)

    assert sum(isinstance(one, list) for one in answers) == 1
    assert sum(isinstance(one, Overtaken | Refusal) for one in answers) == 19
    assert len(queries.terms_of(body)) == 8


def test_the_same_key_is_one_roster() -> None:
    body, key = build.body(), new_id()
    told: dict[str, Any] = {
        "starts_on": BEGUN,
        "months": 3,
        "span": 6,
        "by": None,
        "at": NOON,
        "key": key,
    }
    turn = build.units(body, 2)

    first = rota.lay(body, turn, **told)

    assert [one.pk for one in rota.lay(body, turn, **told)] == [one.pk for one in first]


def test_a_roster_goes_on_where_the_last_one_ends() -> None:
    body = build.body()
    turn = build.units(body, 2)
    build.terms(body, turn, span=6)

    with pytest.raises(Refusal, match="2025-07-01"):
        build.terms(body, turn, since=dt.date(2025, 7, 2), span=6)
    with pytest.raises(Refusal, match="2025-07-01"):
        build.terms(body, turn, since=dt.date(2025, 6, 30), span=6)
    build.terms(body, turn, since=dt.date(2025, 7, 1), span=6)

    assert without_gap(queries.terms_of(body))


def test_only_member_units_take_turns() -> None:
    body = build.body()
    stranger = make.organisation(name="外来公司")

    with pytest.raises(Refusal, match="外来公司"):
        build.terms(body, [stranger])
    with pytest.raises(Refusal) as refused:
        build.terms(body, [])
    assert refused.value.field == "units"


def test_two_terms_to_come_change_places() -> None:
    body = build.body()
    first, second = build.units(body, 2)
    terms = build.terms(body, [first, second])
    was = days(terms)

    rota.swap(terms[6], terms[7], by=make.handler(body.convener), at=NOON)

    after = queries.terms_of(body)
    assert days(after) == was
    assert [one.unit_id for one in after[6:]] == [second.pk, first.pk]
    with pytest.raises(Refusal):  # the first has begun long ago
        rota.swap(after[0], after[7], by=make.handler(body.convener), at=NOON)


@pytest.mark.parametrize("moved", [-20, 20])
def test_a_term_is_shortened_or_lengthened_without_a_gap(moved: int) -> None:
    body = build.body()
    terms = build.terms(body, build.units(body, 2))
    until = terms[6].ends_on + moved * DAY

    rota.move_end(terms[6], ends_on=until, by=make.handler(body.convener), at=NOON)

    after = queries.terms_of(body)
    assert after[6].ends_on == until
    assert without_gap(after)
    assert timeline.verify(after[7]) is None


def test_a_term_does_not_swallow_the_next() -> None:
    body = build.body()
    terms = build.terms(body, build.units(body, 2))

    with pytest.raises(Refusal, match="成员单位1"):
        rota.move_end(terms[6], ends_on=terms[7].ends_on, by=None, at=NOON)


def test_who_does_not_run_the_body_changes_no_roster() -> None:
    body = build.body()
    turn = build.units(body, 2)
    terms, stranger = build.terms(body, turn), make.handler(turn[0])

    for deed in (
        lambda: rota.swap(terms[6], terms[7], by=stranger, at=NOON),
        lambda: rota.move_end(terms[6], ends_on=terms[6].ends_on, by=stranger, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            deed()
