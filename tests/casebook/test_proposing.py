"""When cases share a fix, an answer is proposed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.casebook.actions import proposing, writing
from lianxin.casebook.models import Article, ArticleSource
from lianxin.casebook.states import State
from lianxin.cases.models import Case
from lianxin.outbox.models import Message
from tests import make
from tests.casebook import stories

DAY = dt.timedelta(days=1)
FIXES = (
    "已更换灯泡和镇流器，当晚恢复照明。",
    "更换了灯泡和镇流器，当晚已恢复照明。",
    "已经更换灯泡、镇流器，当晚恢复照明。",
)
OTHERS = ("已补种草皮。", "下水道已疏通，污水清理干净。", "车位已重新划线，请按位停车。")


def same_fix(*, first_at: dt.datetime = make.NOON, **fields: Any) -> list[Case]:
    return [
        stories.solved(note=note, received_at=first_at + n * DAY, **fields)
        for n, note in enumerate(FIXES)
    ]


def propose(at: dt.datetime) -> list[Article]:
    return proposing.propose(make.district().pk, at=at)


def test_three_cases_with_one_fix_are_proposed_once(noon: dt.datetime) -> None:
    """C25."""
    cases = same_fix(text="三号楼前路灯不亮，请打 13800138000。")
    desk = make.dispatcher()

    [article] = propose(noon + 4 * DAY)

    links = ArticleSource.objects.filter(district=make.district(), article=article)
    assert {link.case_id for link in links} == {case.pk for case in cases}
    assert article.state == State.PROPOSED
    assert "13800138000" not in article.problem
    assert "镇流器" in article.answer
    [message] = Message.objects.filter(district=make.district(), to=desk)
    assert (message.kind, message.facts["cases"]) == ("article_proposed", "3")
    assert propose(noon + 5 * DAY) == []


@pytest.mark.parametrize(
    "fields",
    [{"class_code": ""}, {"outcome": "EXPLAINED"}],
    ids=["without a class", "explained only"],
)
def test_other_cases_are_not_proposed(noon: dt.datetime, fields: dict[str, Any]) -> None:
    same_fix(**fields)

    assert propose(noon + 4 * DAY) == []


def test_two_are_not_enough(noon: dt.datetime) -> None:
    """C25."""
    for note in (*FIXES[:2], *OTHERS):
        stories.solved(note=note)

    assert propose(noon + DAY) == []


def test_three_within_ninety_days(noon: dt.datetime) -> None:
    """C25: the oldest of the three falls out of the window."""
    same_fix()

    assert propose(noon + 91 * DAY) == []


def test_classes_do_not_mix(noon: dt.datetime) -> None:
    for note, code in zip(FIXES, ("ROADS", "WATER", "LAND"), strict=True):
        stories.solved(note=note, class_code=code)

    assert propose(noon + DAY) == []


def test_what_was_dismissed_is_not_proposed_again(noon: dt.datetime) -> None:
    """C25."""
    same_fix()
    [article] = propose(noon + 4 * DAY)
    writing.dismiss(article, note="各处情况不同", by=None, at=noon + 4 * DAY)
    same_fix(first_at=noon + 5 * DAY)

    assert propose(noon + 9 * DAY) == []


def test_reports_of_one_matter_are_one_case(noon: dt.datetime) -> None:
    """Forty reports of one power cut teach as much as one."""
    main, *followers = same_fix()
    Case.objects.filter(pk__in=[one.pk for one in followers]).update(into=main)

    assert propose(noon + 4 * DAY) == []


def test_the_desk_hears_once_of_an_answer_to_review(noon: dt.datetime) -> None:
    desk = make.dispatcher()
    stories.article(at=noon)
    district_id = make.district().pk

    assert proposing.remind(district_id, at=noon + 364 * DAY) == 0
    assert proposing.remind(district_id, at=noon + 365 * DAY) == 1
    assert proposing.remind(district_id, at=noon + 366 * DAY) == 1

    [message] = Message.objects.filter(district_id=district_id, to=desk)
    assert message.kind == "article_due"


def test_what_every_answer_says_is_no_fix(noon: dt.datetime) -> None:
    """C25: politeness that three answers share does not make them one."""
    kind = "您好，感谢您的反映，工作人员已到现场查看，"
    for note in ("已更换灯泡。", "已补好路面坑洞。", "已重新划线并装上反光柱。"):
        stories.solved(note=kind + note)

    assert propose(noon + DAY) == []
