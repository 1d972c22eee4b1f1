"""What is remembered of the reference data, and when it is asked for anew."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lianxin.cases import queries as cases
from lianxin.exchange import queries as exchange
from lianxin.forms import queries as forms
from lianxin.kernel import calendar, reference
from lianxin.kernel.models import CalendarDay, Edition
from lianxin.network import geo, tokens
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, Seat
from lianxin.outbox import letters
from lianxin.outbox import queries as outbox
from lianxin.web.cases import fields
from tests import make

DAY = dt.date(2026, 3, 2)


def _mark() -> str:
    return Edition.objects.get(district_id=make.district().pk).mark


def test_an_answer_is_asked_for_once(django_assert_num_queries) -> None:
    unit = make.organisation()
    network.people_in(unit, Role.HANDLER, on=DAY)

    with django_assert_num_queries(1):  # the mark
        network.people_in(unit, Role.HANDLER, on=DAY)
    with reference.steady(), django_assert_num_queries(1):
        network.people_in(unit, Role.HANDLER, on=DAY)
        network.people_in(unit, Role.HANDLER, on=DAY)


def _rename(unit: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE network_organisation SET name = 'x' WHERE district_id = %s", [unit.district_id]
        )


CHANGES: dict[str, Callable[[Organisation], Any]] = {
    "save": lambda unit: unit.save(),
    "update": lambda unit: Organisation.objects.filter(
        district_id=unit.district_id, pk=unit.pk
    ).update(is_active=False),
    "bulk": lambda unit: Seat.objects.bulk_create([_seat(unit), _seat(unit)]),
    "delete": lambda unit: CalendarDay.objects.filter(district=unit.district_id).delete(),
    "sql": _rename,
    "everybody's": lambda _unit: CalendarDay.objects.create(day=DAY, is_working=True),
}


def _seat(unit: Organisation) -> Seat:
    person = make.user()
    return Seat(
        district_id=unit.district_id, user=person, organisation=unit, place=unit.place,
        role=Role.HANDLER, starts_on=DAY,
    )  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_way_to_change_a_row_gives_a_new_mark(name: str) -> None:
    unit = make.organisation()
    CalendarDay.objects.create(district_id=unit.district_id, day=DAY, is_working=False)
    if name == "save":
        unit.name = "另一个名字"
    before = _mark()

    CHANGES[name](unit)

    assert _mark() != before


def test_signing_in_changes_nothing() -> None:
    person = make.user()
    before = _mark()

    person.last_login = make.NOON
    person.save(update_fields=["last_login"])

    assert _mark() == before


def test_what_was_rolled_back_is_not_remembered() -> None:
    unit = make.organisation()
    with transaction.atomic():
        Seat.objects.bulk_create([_seat(unit)])
        assert len(network.people_in(unit, Role.HANDLER, on=DAY)) == 1
        transaction.set_rollback(True)

    assert network.people_in(unit, Role.HANDLER, on=DAY) == ()


def test_a_request_sees_what_it_changed_itself() -> None:
    unit = make.organisation()
    with reference.steady():
        assert network.people_in(unit, Role.HANDLER, on=DAY) == ()
        Seat.objects.bulk_create([_seat(unit)])
        assert len(network.people_in(unit, Role.HANDLER, on=DAY)) == 1


@pytest.mark.django_db(transaction=True)
def test_another_process_is_seen_at_the_next_request() -> None:
    unit = make.organisation()
    assert network.people_in(unit, Role.HANDLER, on=DAY) == ()

    def elsewhere() -> None:
        Seat.objects.bulk_create([_seat(unit)])
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()

    assert len(network.people_in(unit, Role.HANDLER, on=DAY)) == 1


def test_a_district_without_a_mark_is_answered_too() -> None:
    assert calendar.load(make.district().pk + 7).is_working_day(DAY)


@pytest.mark.parametrize("model", reference.reference_models(), ids=lambda m: m._meta.label)
def test_each_reference_table_has_its_triggers(model: Any) -> None:
    table = model._meta.db_table
    names = {f"reference_{table}_{event}" for event in ("insert", "update", "delete")}
    asked = (
        "SELECT tgname FROM pg_trigger"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert names <= {name for (name,) in cursor.fetchall()}


ASKED: dict[str, Callable[[], object]] = {
    "lianxin.network.tokens._hashed": lambda: tokens._hashed(make.district().pk, "x"),
    "lianxin.cases.queries.rules_of": lambda: cases.rules_of(make.district().pk),
    "lianxin.cases.queries.rules_at": lambda: cases.rules_at(make.district().pk, 1),
    "lianxin.cases.queries._duties_of": lambda: cases._duties_of(make.district().pk, "x"),
    "lianxin.web.cases.fields._units": lambda: fields.Units(make.district().pk).labels,
    "lianxin.web.cases.fields._places": lambda: fields.Places(make.district().pk).all,
    "lianxin.web.cases.fields._places_by_label": lambda: fields.Places(make.district().pk).labels,
    "lianxin.exchange.queries.terms_of": lambda: exchange.terms_of(make.district().pk),
    "lianxin.forms.queries.latest": lambda: forms.latest(make.district().pk, "X"),
    "lianxin.forms.queries.at_version": lambda: forms.at_version(make.district().pk, "X", 1),
    "lianxin.forms.queries.versions": lambda: forms.versions(make.district().pk),
    "lianxin.kernel.calendar.load": lambda: calendar.load(make.district().pk),
    "lianxin.network.queries._seats_of": lambda: network._seats_of(make.user()),
    "lianxin.network.queries.place_coded": lambda: network.place_coded(make.district().pk, "x"),
    "lianxin.network.queries._pairings_of": lambda: network._pairings_of(make.district().pk),
    "lianxin.network.queries.unit_coded": lambda: network.unit_coded(make.district().pk, "x"),
    "lianxin.network.queries._seated_in": lambda: network._seated_in(make.organisation()),
    "lianxin.network.queries._seated_over": lambda: network._seated_over(make.grid()),
    "lianxin.network.geo._version": lambda: geo._version(make.district().pk),
    "lianxin.network.geo._place": lambda: geo._place(make.district().pk, make.grid().pk),
    "lianxin.network.queries.ancestors": lambda: network.ancestors(make.grid()),
    "lianxin.network.queries.desk_for": lambda: network.desk_for(make.case().place),
    "lianxin.outbox.letters._found_at": lambda: letters._found_at(make.district().pk),
    "lianxin.outbox.queries.groups_of": lambda: outbox.groups_of(make.organisation()),
    "lianxin.outbox.queries.endpoints_of": lambda: outbox.endpoints_of(make.district().pk),
}


def test_every_question_is_known_here() -> None:
    assert {f"{q.__module__}.{q.__name__}" for q in reference.questions} == set(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_a_question_reads_reference_tables_only(name: str) -> None:
    make.case()
    reference._kept.clear()
    tables = {model._meta.db_table for model in reference.reference_models()}
    with CaptureQueriesContext(connection) as asked:
        ASKED[name]()
    read = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    named = {table for sql in read for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)}
    assert named
    assert named <= tables
