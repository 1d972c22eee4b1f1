"""A team looks on where people are: told before, agreed to, and of nobody (KNO-06)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network import own
from lianxin.studies import actions, policy
from lianxin.studies.models import Observation
from tests import make
from tests.kernel.race import race
from tests.make import NOON
from tests.studies.test_studies import Desk, desk, fresh, paper, running

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ETHICS = "先贴七天告示，居委会同意才去，不进家门，不拍人。"


def looking_on() -> Desk:
    made = running()
    actions.promise(made.study, ETHICS, by=made.teacher, at=NOON)
    return made


def seen(text: str = "广场的路灯六盏亮四盏", **fields: Any) -> actions.Seen:
    told: dict[str, Any] = {"place": make.root(), "seen_on": NOON.date(), "text": text}
    return actions.Seen(**(told | fields))


def note(of: Desk, what: actions.Seen | None = None, **fields: Any) -> Observation:
    told: dict[str, Any] = {"by": of.teacher, "at": NOON, "key": new_id()} | fields
    return actions.note(of.study, what or seen(), **told)


def test_what_is_seen_is_written_down_once() -> None:
    of, key = looking_on(), new_id()
    assert note(of, key=key) == note(of, key=key)
    made = Observation.objects.get()
    assert (made.place, made.noted_by) == (make.root(), of.teacher)


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_one_key_from_two_phones_at_once_is_one_note() -> None:
    of, key = looking_on(), new_id()
    found = race(lambda _n: note(of, key=key), runners=2)
    assert found[0] == found[1]
    assert Observation.objects.count() == 1


def test_nobody_looks_on_before_it_is_said_how() -> None:
    of = running()
    with pytest.raises(Refusal, match="告知、自愿、不记人"):
        note(of)
    with pytest.raises(Refusal) as why:
        actions.promise(of.study, "  ", by=of.teacher, at=NOON)
    assert why.value.field == "ethics"
    assert not policy.observing(of.study.district_id).exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "长" * 501}, "text"),
        ({"text": "三楼的王大爷又在楼道抽烟"}, "text"),
        ({"text": "302 的住户信佛"}, "text"),
        ({"text": "打 13800000117 问过"}, "text"),
        ({"place": None}, "place"),
        ({"seen_on": NOON.date() + DAY}, "seen_on"),
    ],
)
def test_what_is_of_somebody_or_cannot_be_is_refused(fields: Any, field: str) -> None:
    of = looking_on()
    with pytest.raises(Refusal) as why:
        note(of, seen(**fields))
    assert why.value.field == field
    assert not Observation.objects.exists()


def test_only_the_team_writes_and_only_while_it_runs() -> None:
    of = looking_on()
    with pytest.raises(NotAllowed):
        note(of, by=make.handler(make.organisation()))
    one = note(of)
    with pytest.raises(NotAllowed):
        actions.strike(of.study, one, reason="x", by=make.user(), at=NOON)
    actions.report(of.study, summary="路灯坏得多", files=[paper()], by=of.teacher, at=NOON)
    with pytest.raises(IllegalMove):
        note(of)
    with pytest.raises(IllegalMove):
        actions.promise(fresh(of.study), ETHICS, by=of.teacher, at=NOON)


def test_what_somebody_there_wants_away_is_deleted_and_why_stays() -> None:
    of = looking_on()
    one = note(of)
    with pytest.raises(Refusal):
        actions.strike(of.study, one, reason="", by=of.teacher, at=NOON)
    actions.strike(of.study, one, reason="居委会请删", by=of.teacher, at=NOON)
    assert not Observation.objects.exists()
    assert "居委会请删" in timeline.of(of.study).order_by("-seq")[0].note


def test_the_database_holds_that_something_is_said() -> None:
    of = looking_on()
    with pytest.raises(IntegrityError):
        Observation.objects.create(
            district_id=of.study.district_id, study=of.study, place=make.root(),
            seen_on=NOON.date(), text="", noted_at=NOON,
        )  # fmt: skip


def test_who_wrote_is_told_of_it_and_taken_from_it() -> None:
    of = looking_on()
    note(of)
    [part] = [one for one in own.parts() if one.code == "observations"]
    assert [row["text"] for row in part.told(of.teacher)] == ["广场的路灯六盏亮四盏"]
    assert part.erase(of.teacher, NOON) == ""
    assert Observation.objects.get().noted_by is None


def test_what_is_asked_but_not_begun_is_not_looked_on() -> None:
    of = desk()
    actions.promise(of.study, ETHICS, by=of.asker, at=NOON)
    assert not policy.observing(of.study.district_id).exists()
