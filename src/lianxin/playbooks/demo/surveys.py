"""Surveys of the demo town: one that was used, one that is closed, one that runs, one in the
making."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction

from lianxin.deliberation.actions import surveying
from lianxin.deliberation.actions.surveying import Asked
from lianxin.deliberation.models import Hall, Survey
from lianxin.network.models import District
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("5b0c7f0e-7d8e-4f0f-9a43-2f6a1f5d8c11")
DAY: Final = timedelta(days=1)
ASKED_FOR: Final = 14 * DAY


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many there are."""
    found = Survey.objects.filter(district_id=district.pk)
    if not found.exists():
        rows = Hall.objects.filter(district_id=district.pk)
        halls = {hall.code: hall for hall in rows.select_related("district", "place", "unit")}
        for row in load("surveys")["surveys"]:
            _survey(halls[row["unit"]], row, at=at)
    return found.count()


def _survey(hall: Hall, row: Mapping[str, Any], *, at: datetime) -> None:
    closes = at + row["closes"] * DAY
    begins = min(closes - ASKED_FOR, at - DAY)
    asked = Asked(row["title"], row["about"], row["questions"], closes)
    key = uuid5(KEYS, row["title"])
    made = surveying.draw_up(hall, asked, by=None, at=begins, key=key)
    survey: Survey = Survey.objects.whole().get(district_id=hall.district_id, pk=made.pk)
    if "of" not in row:
        return
    surveying.ask(survey, by=None, at=begins)
    for number, answers in enumerate(_answers(row, Random(row["title"]))):
        when = begins + timedelta(minutes=5 * (number + 1))
        surveying.reply(survey, answers, at=when, key=uuid5(key, str(number)))
    if closes > at:
        return
    surveying.close(survey, at=closes)
    if "answer" in row:
        survey.refresh_from_db()
        surveying.conclude(survey, text=row["answer"], by=None, at=closes + 9 * DAY)


def _answers(row: Mapping[str, Any], rng: Random) -> list[dict[str, Any]]:
    """So many, that the counts come out as told."""
    found: list[dict[str, Any]] = [{} for _one in range(row["of"])]
    for name, counts in row["chosen"].items():
        if sum(counts) == row["of"]:
            codes = [f"o{n}" for n, count in enumerate(counts, 1) for _one in range(count)]
            rng.shuffle(codes)
            for answers, code in zip(found, codes, strict=True):
                answers[name] = code
            continue
        for n, count in enumerate(counts, 1):
            for answers in rng.sample(found, count):
                answers[name] = [*answers.get(name, []), f"o{n}"]
    last = f"q{len(row['chosen']) + 1}"
    for answers, text in zip(rng.sample(found, len(row["written"])), row["written"], strict=True):
        answers[last] = text
    return found
