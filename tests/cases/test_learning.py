"""What the desk confirms is learned from, and a worse model is not used."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command

from lianxin.cases import queries
from lianxin.cases.actions import learning, understanding
from lianxin.cases.models import Case, ClassedBy, Classifier
from lianxin.kernel.refusals import Refusal
from lianxin.language import training
from tests import make

SAID = {
    "ROADS": "{n}号楼前的景观灯不亮，绊倒了人",
    "LAND": "{n}组的地块补偿款还没有发到户",
}


@pytest.fixture
def confirmed() -> int:
    """Sixty cases classed by the desk; gives the district's number."""
    where, desk = make.grid(), make.dispatcher()
    for n in range(30):
        for code, said in SAID.items():
            text = said.format(n=n * 7 + 1)
            make.case(where, text=text, class_code=code, by=desk, source="PHONE")
    return where.district_id


def test_confirmed_cases_teach_a_new_model(noon: dt.datetime, confirmed: int) -> None:
    lesson = learning.learn(confirmed, at=noon)

    row = Classifier.objects.get()
    assert lesson.is_better
    assert (row.version, row.labelled, row.is_used, row.made_at) == (1, 60, True, noon)
    assert row.scores["accuracy"] >= row.scores_before["accuracy"]
    guesses, version = understanding.guess(
        confirmed, "5号楼的景观灯又不亮了", rules=queries.rules_of(confirmed)
    )
    assert (guesses[0].code, version) == ("ROADS", 1)


def test_a_worse_model_is_kept_for_comparison_and_not_used(
    noon: dt.datetime, confirmed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning.learn(confirmed, at=noon)
    monkeypatch.setattr(training, "is_not_worse", lambda *_: False)

    lesson = learning.learn(confirmed, at=noon)

    assert not lesson.is_better
    used = Classifier.objects.filter(is_used=True)
    assert list(used.values_list("version", flat=True)) == [1]


def test_too_little_is_not_learned_from(noon: dt.datetime) -> None:
    make.case(class_code="ROADS", by=make.dispatcher(), source="PHONE")

    with pytest.raises(Refusal, match="50"):
        learning.learn(make.district().pk, at=noon)


def test_only_what_people_stand_behind_is_learned() -> None:
    desk = make.dispatcher()
    said = make.case(class_code="ROADS", by=desk, source="PHONE")
    chosen = make.case(class_code="ROADS")
    guessed = make.case(class_code="ROADS")
    handled = make.case(class_code="ROADS", answered=True)
    secret = make.case(class_code="ROADS", by=desk, source="PHONE")
    Case.objects.filter(pk__in=[guessed.pk, handled.pk]).update(classed_by=ClassedBy.MACHINE)
    Case.objects.filter(pk=secret.pk).update(is_confidential=True)
    Case.objects.filter(pk=handled.pk).update(state="CLOSED", closed_at=make.NOON)

    found = set(learning.confirmed(said.district_id))

    assert found == {said, handled}
    assert chosen not in found


def test_five_old_models_are_kept(noon: dt.datetime, confirmed: int) -> None:
    for n in range(7):
        learning._keep(
            Classifier(
                district_id=confirmed, made_at=noon, labelled=n, is_used=True, data=b"model"
            )
        )

    kept = Classifier.objects.order_by("-version")
    assert list(kept.values_list("version", "is_used")) == [(7, True)] + [
        (n, False) for n in range(6, 1, -1)
    ]


def test_there_is_news_when_enough_was_confirmed(noon: dt.datetime, confirmed: int) -> None:
    assert learning.has_news(confirmed)
    learning.learn(confirmed, at=noon)
    assert not learning.has_news(confirmed)


def test_where_no_more_is_learned_from_only_the_new_are_news(
    noon: dt.datetime, confirmed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "MOST", 55)
    later = noon + dt.timedelta(days=400)
    learning.learn(confirmed, at=later)

    assert not learning.has_news(confirmed)
    make.case(class_code="ROADS", received_at=later + dt.timedelta(days=1))
    assert not learning.has_news(confirmed)  # nobody has confirmed its class
    Case.objects.update(classed_by=ClassedBy.STAFF)
    assert not learning.has_news(confirmed)  # one is less than a twentieth
    make.case(class_code="ROADS", received_at=later + dt.timedelta(days=1))
    Case.objects.update(classed_by=ClassedBy.STAFF)
    assert learning.has_news(confirmed)


def test_the_command_tells_the_scores(confirmed: int) -> None:
    said = io.StringIO()

    call_command("train", "--now", district=confirmed, stdout=said)

    assert "version 1 from 60 cases, in use" in said.getvalue()
