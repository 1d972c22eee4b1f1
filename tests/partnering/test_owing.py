"""Whoever owes something soon is told a week before, of each period once (NET-06)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lianxin.kernel.ids import new_id
from lianxin.outbox.models import Message
from lianxin.partnering import actions
from lianxin.partnering.actions import owing
from lianxin.partnering.models import NEVER
from lianxin.partnering.terms import Term
from tests.make import NOON
from tests.partnering import pacts
from tests.partnering.pacts import DAY, TODAY

BENCH = Term("PARTNER", "GOODS", "长椅", 400, "ONCE", "张", TODAY + 20 * DAY)
TALK = Term("HOST", "HOURS", "讲座", 200, "ONCE", "小时", TODAY + 40 * DAY)


def agreed(*terms: Term, **fields: Any) -> pacts.Pact:
    return pacts.pact(signed=True, terms=list(terms or (BENCH, TALK)), **fields)


def looked(made: pacts.Pact, day: int) -> list[tuple[str, str]]:
    """Who has been told what by the look of day number `day`."""
    at = NOON + dt.timedelta(days=day)
    before = list(Message.objects.values_list("pk", flat=True))
    owing.remind_owed(made.agreement.district_id, at=at)
    rows = Message.objects.filter(kind="terms_owed").exclude(pk__in=before).order_by("pk")
    return [(row.to.name, row.facts["text"]) for row in rows]


def test_its_giver_is_told_a_week_before_and_once() -> None:
    made = agreed()
    due = f"长椅 4 张（{TODAY + 20 * DAY:%m-%d}）"

    told = [looked(made, day) for day in (12, 13, 13, 14, 20)]

    assert told == [[], [(made.partner.name, due)], [], [], []]
    assert [who for who, _text in looked(made, 33)] == [made.host.name]
    assert pacts.fresh(made.agreement).look_on == NEVER


def test_what_has_been_recorded_is_not_asked_for_and_of_a_part_the_rest_is() -> None:
    made = agreed()
    actions.record(
        made.agreement, "PARTNER", term=1, amount=300, given_on=TODAY + DAY, by=made.partner,
        at=NOON + DAY, key=new_id(),
    )  # fmt: skip

    assert [text for _who, text in looked(made, 13)] == [f"长椅 1 张（{TODAY + 20 * DAY:%m-%d}）"]


def test_each_month_is_asked_for_in_its_last_week() -> None:
    made = agreed(pacts.ROOM, pacts.CUTS)

    told = [len(looked(made, day)) for day in range(62)]

    assert (sum(told), max(told)) == (4, 2)


def test_what_was_owed_while_nothing_ran_is_not_asked_for_afterwards() -> None:
    made = agreed()

    assert looked(made, 21) == []
    assert pacts.fresh(made.agreement).look_on == TODAY + 33 * DAY


def test_of_one_that_ended_early_only_what_was_owed_by_then() -> None:
    made = agreed()
    actions.end(
        pacts.fresh(made.agreement), reason="搬走了", on=TODAY + 30 * DAY, by=made.host, at=NOON,
        key=new_id(),
    )  # fmt: skip

    assert [who for who, _text in looked(made, 13)] == [made.partner.name]
    assert [text for _who, text in looked(made, 23)] == [
        f"讲座 2 小时（{TODAY + 30 * DAY:%m-%d}）"
    ]
