"""Which answers are offered, how their uses are counted, and where they are printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from lianxin.casebook import queries
from lianxin.casebook.actions import series, using, writing
from lianxin.casebook.actions.writing import Wording
from lianxin.casebook.models import Article, ArticleSource, Collection, Column
from lianxin.cases.actions import dispatch, retention
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, Refusal
from tests import make
from tests.casebook import stories
from tests.casebook.stories import LAMP

DRAIN = Wording(
    title="下水道堵了找谁？",
    problem="小区或路边的下水道返水、冒污水。",
    answer="小区里的找物业，路上的告诉我们。",
    class_code="WATER",
)


@pytest.fixture
def lamp() -> Article:
    return stories.article(LAMP)


@pytest.fixture
def drain() -> Article:
    return stories.article(DRAIN)


def offered(text: str, class_code: str = "") -> list[Article]:
    return queries.offered(make.district().pk, text, class_code=class_code)


def test_what_fits_is_offered(lamp: Article, drain: Article) -> None:
    """C25: the intake page shows matching answers."""
    assert offered("我家楼下路灯坏了好几天") == [lamp]
    assert offered("下水道又返水了，臭得很") == [drain]
    assert offered("想问一下怎么给孩子报名入学") == []
    assert offered("路灯") == []


def test_the_chosen_class_decides_between_two(lamp: Article, drain: Article) -> None:
    text = "下水道旁边的路灯不亮"

    assert offered(text, "ROADS")[0] == lamp
    assert offered(text, "WATER")[0] == drain


def test_only_what_is_published_is_offered(lamp: Article, noon: dt.datetime) -> None:
    writing.retire(lamp, note="旧了", by=None, at=noon)

    assert offered("路灯不亮了怎么办") == []


def test_uses_are_counted_from_rows(lamp: Article, noon: dt.datetime) -> None:
    """X40: used n×, solved m×."""
    open_case, key = make.case(), new_id()
    using.quote(lamp, case=stories.solved(), by=None, at=noon)
    using.quote(lamp, case=open_case, by=None, at=noon)
    using.quote(lamp, case=open_case, by=None, at=noon)
    using.deflect(lamp, at=noon, key=key)
    using.deflect(lamp, at=noon, key=key)

    tally = queries.tallies(lamp.district_id, [lamp])[lamp.pk]

    assert (tally.used, tally.solved) == (3, 2)
    assert len(queries.uses_of(lamp)) == tally.used
    dispatch.close(open_case, outcome="SOLVED", note="好了", by=None, at=noon)
    assert queries.tallies(lamp.district_id, [lamp])[lamp.pk].solved == 3


def test_a_use_outlives_the_case_it_was_in(lamp: Article, noon: dt.datetime) -> None:
    """C23: the case goes when its retention ends; what was learned from it stays."""
    case = stories.solved()
    using.quote(lamp, case=case, by=None, at=noon)
    ArticleSource.objects.create(district_id=case.district_id, article=lamp, case=case)

    retention.delete(case, at=noon + dt.timedelta(days=2000))

    assert queries.tallies(lamp.district_id, [lamp])[lamp.pk].used == 1
    assert not ArticleSource.objects.filter(article=lamp).exists()


def test_what_is_retired_is_not_counted_any_more(lamp: Article, noon: dt.datetime) -> None:
    writing.retire(lamp, note="旧了", by=None, at=noon)

    with pytest.raises(IllegalMove):
        using.deflect(lamp, at=noon, key=new_id())


def opened(noon: dt.datetime, slug: str = "learn") -> tuple[Column, Collection]:
    told: dict[str, Any] = {"slug": slug, "title": "你我共学", "by": None, "at": noon}
    district_id = make.district().pk
    column = series.open_column(district_id, key=new_id(), **told)
    return column, series.open_collection(district_id, key=new_id(), **told)


def test_issues_are_numbered_in_turn(lamp: Article, drain: Article, noon: dt.datetime) -> None:
    column, book = opened(noon)

    numbers = [
        series.issue(column, one, by=None, at=noon, key=new_id()).number
        for one in (drain, lamp, drain)
    ]
    ranks = [
        series.collect(book, one, by=None, at=noon, key=new_id()).rank
        for one in (drain, lamp, drain)
    ]

    assert numbers == ranks == [1, 2, 1]


def test_only_what_is_published_is_printed(noon: dt.datetime) -> None:
    column, _book = opened(noon)
    draft = stories.article(replace(LAMP, title="还在写"), is_published=False)

    with pytest.raises(IllegalMove):
        series.issue(column, draft, by=None, at=noon, key=new_id())


def test_two_series_do_not_share_an_address(noon: dt.datetime) -> None:
    opened(noon)

    with pytest.raises(Refusal) as refused:
        opened(noon)

    assert refused.value.field == "slug"


def test_a_word_of_every_day_offers_nothing(lamp: Article, drain: Article) -> None:
    assert offered("楼下坏了好几天没有人来") == []
