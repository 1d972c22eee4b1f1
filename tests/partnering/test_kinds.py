"""Agreements of every kind: what each needs, how a pairing makes its partner the first who is
asked (NET-07, NET-09), and midnight, leap days and a worker that was down (X3)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Pairing
from lianxin.outbox.models import Message
from lianxin.partnering import actions, policy
from lianxin.partnering.actions import reminding
from lianxin.partnering.models import Agreement
from lianxin.partnering.terms import Term
from tests.make import NOON
from tests.partnering import pacts
from tests.partnering.pacts import DAY, TODAY

END = TODAY + 100 * DAY


def paired(pact: pacts.Pact, *, on: dt.date, matter: str | None = "WATER") -> bool:
    one = pact.agreement
    return one.partner in network.paired_with(one.place, matter, on=on)


def agreed(kind: str = "PAIRING", **fields: Any) -> pacts.Pact:
    return pacts.pact(signed=True, kind=kind, way="", ends_on=END, **fields)


@pytest.mark.parametrize("kind", ["PAIRING", "SERVICE"])
def test_the_partner_is_asked_first_from_the_first_day_to_the_last(kind: str) -> None:
    made = agreed(kind)

    assert [paired(made, on=day) for day in (TODAY - DAY, TODAY, END, END + DAY)] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["COOPERATION", "MEMORANDUM", "PRACTICE", "JOBS", "CLASS"])
def test_other_kinds_change_nobody_s_turn(kind: str) -> None:
    assert not paired(agreed(kind), on=TODAY)


def test_nobody_is_asked_first_before_both_have_signed() -> None:
    assert not paired(pacts.pact(kind="PAIRING", way=""), on=TODAY)


def test_only_in_the_matters_that_were_agreed_on_and_in_any_order_of_a_service() -> None:
    made = agreed(classes=["WATER"])

    told = [paired(made, on=TODAY, matter=matter) for matter in ("WATER", "ROADS", None)]

    assert told == [True, False, True]


def test_what_ends_early_ends_there_and_what_had_not_begun_never_does() -> None:
    running, coming = agreed(), agreed(starts_on=TODAY + 20 * DAY)
    last = TODAY + 5 * DAY

    actions.end(running.agreement, reason="搬走", on=last, by=running.host, at=NOON)
    actions.end(coming.agreement, reason="搬走", on=last, by=coming.host, at=NOON)

    assert (paired(running, on=last), paired(running, on=last + DAY)) == (True, False)
    assert not paired(coming, on=TODAY + 30 * DAY)
    assert Pairing.objects.filter(unit=coming.agreement.partner).count() == 0


def test_a_renewal_goes_on_without_a_gap_once_both_have_signed() -> None:
    made = agreed(classes=["WATER"])
    new = actions.renew(
        made.agreement, ends_on=END + 365 * DAY, by=made.host, at=NOON, key=made.host.pk
    )
    assert (new.kind, new.classes) == ("PAIRING", ["WATER"])
    assert not paired(made, on=END + DAY)

    pacts.sign(pacts.Pact(new, made.host, made.partner))

    assert all(paired(made, on=day) for day in (END, END + DAY, END + 365 * DAY))
    assert not paired(made, on=END + 366 * DAY)


def test_only_a_partnership_needs_a_way_and_something_from_both() -> None:
    one_sided = [Term("PARTNER", "HOURS", "上门理发", 100)]
    assert agreed("MEMORANDUM", terms=one_sided).agreement.state == "SIGNED"

    for changes, field in (
        ({"way": ""}, "way"), ({"kind": "FRIENDSHIP"}, "kind"),
        ({"kind": "PAIRING", "classes": ["NONE"]}, "classes"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            pacts.pact(**changes)
        assert refused.value.field == field
    made = agreed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=made.agreement.pk).update(way="SPACE")


def test_it_is_active_to_the_last_second_of_its_last_day_and_no_longer() -> None:
    """X3: at midnight in Shanghai, with nothing having run."""
    made = agreed()
    shanghai = ZoneInfo("Asia/Shanghai")
    midnight = dt.datetime.combine(END + DAY, dt.time(), shanghai)

    def active(moment: dt.datetime) -> int:
        with time_machine.travel(moment, tick=False):
            day = moment.astimezone(shanghai).date()
            rows = policy.public(made.agreement.district_id).running(on=day)
            return rows.count()

    assert active(midnight - dt.timedelta(seconds=1)) == 1
    assert active(midnight) == 0


def test_reminders_of_one_that_ends_on_a_leap_day() -> None:
    """X3."""
    last = dt.date(2028, 2, 29)
    made = pacts.pact(signed=True, kind="CLASS", way="", ends_on=last)
    heard = []
    day = last - 120 * DAY
    while day <= last + 2 * DAY:
        at = dt.datetime.combine(day, dt.time(9, 20), ZoneInfo("Asia/Shanghai"))
        before = Message.objects.filter(kind="agreement_ending").count()
        reminding.remind_due(made.agreement.district_id, at=at)
        if Message.objects.filter(kind="agreement_ending").count() > before:
            heard.append(day)
        day += DAY

    assert heard == [dt.date(2027, 12, 1), dt.date(2028, 1, 30), dt.date(2028, 2, 22)]


def test_a_worker_that_was_down_on_the_day_reminds_both_once_on_the_next() -> None:
    """X3."""
    made = agreed()
    district, late = made.agreement.district_id, NOON + 11 * DAY  # D−90 was yesterday

    told = [reminding.remind_due(district, at=late + n * DAY) for n in (0, 0, 1)]

    assert told == [1, 0, 0]
    heard = Message.objects.filter(kind="agreement_ending")
    assert set(heard.values_list("to", flat=True)) == {made.host.pk, made.partner.pk}
    assert heard.count() == 2


def test_two_agreements_of_one_day_stand_each_for_itself() -> None:
    """The second takes nothing from the first, and when it ends the first goes on; the unit is
    named once."""
    first = agreed(classes=["WATER"])
    one = first.agreement
    words = pacts.told(
        one.host, one.partner, kind="SERVICE", way="", ends_on=END, classes=["ROADS"]
    )
    made = actions.draft(one.district, words, by=first.host, at=NOON, key=new_id())
    second = pacts.sign(pacts.Pact(pacts.fresh(made), first.host, first.partner))
    both = [paired(first, on=TODAY, matter=matter) for matter in ("WATER", "ROADS")]
    named = network.paired_with(one.place, None, on=TODAY)

    actions.end(
        pacts.fresh(second.agreement), reason="人手不够了", by=first.host, at=NOON, key=new_id()
    )

    assert (both, list(named)) == ([True, True], [one.partner])
    after = [paired(first, on=TODAY + DAY, matter=matter) for matter in ("WATER", "ROADS")]
    assert after == [True, False]
