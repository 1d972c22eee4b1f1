"""Halls of the demo town: topics in every state, three of them with somebody's vote asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction

from lianxin.deliberation.actions import answering, joining, moderating, topics, voting
from lianxin.deliberation.actions.joining import Said
from lianxin.deliberation.actions.topics import Draft, Plan
from lianxin.deliberation.actions.voting import Terms
from lianxin.deliberation.models import Hall, Topic
from lianxin.deliberation.states import Rule
from lianxin.kernel import privacy
from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("c1f0a7d4-52b3-4f8e-9a67-0d3e8b5c2f19")
DAY: Final = timedelta(days=1)
OPENED: Final = 400 * DAY  # ago
LOOKED_AT: Final = DAY  # after it was handed in
OPEN_FOR: Final = 14 * DAY  # votes are taken


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many topics there are."""
    found = Topic.objects.filter(district_id=district.pk)
    if not found.exists():
        book = load("halls")
        halls = _halls(district, book, at=at)
        for row in book["topics"]:
            _topic(halls[row["unit"]], row, at=at)
    return found.count()


def _halls(district: District, book: Mapping[str, Any], *, at: datetime) -> dict[str, Hall]:
    units = Organisation.objects.filter(district_id=district.pk, code__in=book["units"])
    made = {}
    for unit in units.select_related("place", "district"):
        plan = Plan(
            code=unit.code, name=f"{unit.place.name}议事厅", policy=book["policy"],
            about=f"{unit.place.name}大家的事，在这里商量。", place=unit.place, unit=unit,
        )  # fmt: skip
        key = uuid5(KEYS, unit.code)
        made[unit.code] = topics.open_hall(plan, by=None, at=at - OPENED, key=key)
    return made


def _topic(hall: Hall, row: Mapping[str, Any], *, at: datetime) -> None:
    shown = at - row.get("shown", 5) * DAY
    raised = shown - LOOKED_AT if "shown" in row or "hidden" in row else at - DAY / 4
    draft = Draft(
        title=row["title"], text=row["text"], shown_as=row["shown_as"], kind=row["kind"],
        phone="13800000000",
    )  # fmt: skip
    made = topics.raise_topic(hall, draft, at=raised, key=uuid5(KEYS, row["title"]))
    topic = _now(made)
    if "hidden" in row:
        moderating.hide(topic, reason=row["hidden"], by=None, at=shown)
    if "shown" not in row:
        return
    moderating.show(topic, is_read=True, by=None, at=shown)
    _talk(topic, row, at=shown)
    if ballot := row.get("ballot"):
        _vote(topic, ballot, Random(row["title"]), at=shown + DAY, now=at)
    if "answer" in row:
        topic = _now(topic)  # the ballot has written into its history
        said = shown + row["answered"] * DAY
        answering.answer(topic, outcome=row["outcome"], text=row["answer"], by=None, at=said)
        if row.get("done"):
            answering.finish(topic, note=row["finish"], by=None, at=said + 10 * DAY)


def _now(topic: Topic) -> Topic:
    whole: Topic = Topic.objects.whole().get(district_id=topic.district_id, pk=topic.pk)
    return whole


def _talk(topic: Topic, row: Mapping[str, Any], *, at: datetime) -> None:
    for number in range(row["support"]):
        moment = at + (number + 1) * timedelta(hours=3)
        made = joining.support(topic, email=f"neighbour{number}@example.org", at=moment)
        joining.confirm(made, code=privacy.tracking_code(made.pk), at=moment)
    for number, (name, text) in enumerate(row.get("remarks", ())):
        moment = at + (number + 2) * timedelta(hours=5)
        key = uuid5(KEYS, f"{row['title']} {number}")
        remark = joining.say(topic, Said(text=text, shown_as=name), at=moment, key=key)
        if remark.state == "WAITING":
            moderating.show_remark(remark, by=None, at=moment)


def _vote(
    topic: Topic, row: Mapping[str, Any], rng: Random, *, at: datetime, now: datetime
) -> None:
    closes = at + OPEN_FOR if row["state"] == "COUNTED" else now + OPEN_FOR / 2
    terms = Terms(
        question=row["question"], options=row["options"], opens_at=at, closes_at=closes,
        quorum=row.get("quorum", 0), rule=row.get("rule", Rule.MOST),
    )  # fmt: skip
    ballot = voting.set_up(topic, terms, by=None, at=at, key=uuid5(KEYS, row["question"]))
    codes = voting.hand_out(ballot, row["codes"], by=None, at=at)
    voting.open_ballot(ballot, by=None, at=at)
    for number, code in enumerate(codes[: row["votes"]]):
        picked = rng.choices(range(1, len(row["options"]) + 1), weights=(6, 3, 1))
        moment = at + (number + 1) * timedelta(hours=4)
        key = uuid5(KEYS, f"{row['question']} {number}")
        voting.vote(ballot, picked, code=code, at=min(moment, now), key=key)
    if row["state"] == "COUNTED":
        voting.count(ballot, at=closes)
