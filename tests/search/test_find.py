from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.search import actions, full_text, queries
from lianxin.search.actions import Text
from lianxin.search.models import Document
from tests import make

CASE = "CASE"


def put(
    title: str, body: str = "", *, days: int = 0, is_public: bool = True, also: str = ""
) -> UUID:
    pk = new_id()
    actions.put(
        CASE, pk, district_id=make.district().pk, title=title, body=body,
        at=make.NOON - dt.timedelta(days=days), is_public=is_public, also=also,
    )  # fmt: skip
    return pk


def found(q: str, **how: Any) -> list[str]:
    findings = queries.find(make.district().pk, q, kinds=[CASE], **how)
    return ["".join(text for text, _is_hit in row.title) for row in findings.rows]


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("路灯", {"路灯不亮"}),
        ("漏水", {"3号楼屋顶漏水"}),
        ("灯", {"路灯不亮", "绿灯太短"}),
        ("亮", {"路灯不亮"}),
        ("3号楼", {"3号楼屋顶漏水"}),
        ("wifi", {"大厅WiFi连不上"}),
        ("ＷＩＦＩ", {"大厅WiFi连不上"}),
        ("WH-26-00042", {"绿灯太短"}),
        ("00042", {"绿灯太短"}),
        ("屋顶 漏水", {"3号楼屋顶漏水"}),
        ("“顶漏”", {"3号楼屋顶漏水"}),
        ("wif", set()),
        ("一二三", set()),
        ("", set()),
        ("，。!", set()),
        ('" OR *', set()),
    ],
)
def test_words_of_any_length_are_found(q: str, titles: set[str]) -> None:
    put("路灯不亮", "学苑路，晚上看不见台阶")
    put("3号楼屋顶漏水")
    put("绿灯太短", also="WH-26-00042")
    put("大厅WiFi连不上")

    assert set(found(q)) == titles


def test_where_nothing_holds_all_words_what_holds_most_is_found() -> None:
    put("路灯不亮")
    put("楼道灯坏了")
    findings = queries.find(make.district().pk, "门口的路灯不亮好几天了", kinds=[CASE])

    assert [row.title for row in findings.rows] == [[("路灯", True), ("不亮", True)]]
    assert findings.is_loose


def test_what_answers_better_stands_first_or_what_is_newer() -> None:
    put("电梯停了", "路灯也不亮", days=1)
    put("路灯不亮", "路灯坏了三天", days=9)

    assert found("路灯") == ["路灯不亮", "电梯停了"]
    assert found("路灯", order=queries.NEWEST) == ["电梯停了", "路灯不亮"]


def test_hits_are_marked_in_the_text_as_written() -> None:
    put("ＷｉＦｉ ㎡ 路灯", "前面" * 80 + "\n然后路灯坏了")
    (row,) = queries.find(make.district().pk, "wifi 路灯", kinds=[CASE]).rows

    assert row.title == [("ＷｉＦｉ", True), (" ㎡ ", False), ("路灯", True)]
    assert ("路灯", True) in row.snippet
    assert row.snippet[0][0].startswith("…")


def test_pages_follow_each_other() -> None:
    for n in range(5):
        put(f"路灯{n}", days=n)
    pages = [found("路灯", limit=2, after=n) for n in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({title for page in pages for title in page}) == 5


def test_only_moments_asked_for() -> None:
    put("路灯旧", days=30)
    put("路灯新", days=1)
    since = make.NOON - dt.timedelta(days=7)
    assert found("路灯", span=queries.Span(since=since)) == ["路灯新"]
    assert found("路灯", span=queries.Span(until=since)) == ["路灯旧"]


def test_putting_again_replaces_and_removing_removes() -> None:
    pk = put("路灯不亮")
    actions.put(
        CASE, pk, district_id=make.district().pk, title="电梯停运", body="", at=make.NOON,
        is_public=True,
    )  # fmt: skip
    assert (found("路灯"), found("电梯")) == ([], ["电梯停运"])

    actions.remove(CASE, pk, district_id=make.district().pk)
    assert found("电梯") == []
    assert not Document.objects.filter(district_id=make.district().pk).exists()


def test_things_of_one_minute_have_numbers_of_their_own() -> None:
    texts = [Text(new_id(), f"路灯{n}", "", make.NOON) for n in range(700)]
    assert actions.put_many(CASE, texts, district_id=make.district().pk) == 700
    numbers = Document.objects.filter(district_id=make.district().pk).values("number")
    assert numbers.distinct().count() == 700


def test_a_number_that_is_taken_is_left_to_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TAIL", 1)  # two numbers a minute
    first, second = put("路灯一"), put("路灯二")
    rows = Document.objects.filter(district_id=make.district().pk)
    assert {row.thing_id for row in rows} == {first, second}
    assert len({row.number for row in rows}) == 2


def test_without_leave_only_what_is_public_is_found() -> None:
    make.case(text="路灯不亮")
    put("路灯公开")
    put("路灯内部", is_public=False)
    assert found("路灯") == ["路灯公开"]


def test_what_may_be_seen_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = make.case(), make.case()
    for case in (mine, other):
        actions.put(
            CASE, case.pk, district_id=case.district_id, title=f"路灯 {case.ref}", body="",
            at=case.received_at, is_public=False,
        )  # fmt: skip
    visible = {CASE: Case.objects.filter(district_id=mine.district_id, pk=mine.pk)}
    assert found("路灯", among=visible) == [f"路灯 {mine.ref}"]

    monkeypatch.setattr(queries, "WINDOWS", (1, 1))  # so that little is seen of much
    assert found("路灯", among=visible) == [f"路灯 {mine.ref}"]
    assert found("路灯 某某", among=visible) == [f"路灯 {mine.ref}"]
    monkeypatch.setattr(queries, "FEW", 0)
    assert found("路灯", among=visible) == [f"路灯 {mine.ref}"]


def test_other_districts_and_kinds_are_not_found() -> None:
    other = make.district("other")
    actions.put(
        CASE, new_id(), district_id=other.pk, title="路灯", body="", at=make.NOON, is_public=True
    )
    actions.put(
        "ARTICLE", new_id(), district_id=make.district().pk, title="路灯答复", body="",
        at=make.NOON, is_public=True,
    )  # fmt: skip
    assert found("路灯") == []
    both = queries.find(make.district().pk, "路灯", kinds=[CASE, "ARTICLE"])
    assert [row.kind for row in both.rows] == ["ARTICLE"]


def test_a_list_can_be_narrowed_to_what_matches() -> None:
    case = make.case()
    actions.put(
        CASE, case.pk, district_id=case.district_id, title="路灯", body="", at=case.received_at,
        is_public=False,
    )  # fmt: skip
    cases = Case.objects.filter(district_id=case.district_id)
    assert queries.matching(case.district_id, "路灯", kind=CASE, among=cases) == [case.pk]
    assert queries.matching(case.district_id, " ", kind=CASE, among=cases) == []


def test_the_index_outlives_a_second_installation() -> None:
    put("路灯不亮")
    connection.check_constraints()  # PostgreSQL changes no table before its checks
    full_text.install(connection.alias)
    assert found("路灯") == ["路灯不亮"]


@pytest.mark.parametrize("few", [0, 6000])
def test_what_is_older_is_found_too_whoever_asks(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However little of all may be seen, and however the database goes about it."""
    for name, value in (("NEWEST_READ", 2), ("WINDOWS", (1, 2, 8)), ("FEW", few)):
        monkeypatch.setattr(queries, name, value)
    cases = [make.case(text=f"路灯坏了{n}") for n in range(6)]
    for n, case in enumerate(cases):
        actions.put(
            CASE, case.pk, district_id=case.district_id, title=f"路灯{n}", body="",
            at=make.NOON - dt.timedelta(days=n), is_public=False,
        )  # fmt: skip
    own = Case.objects.filter(district_id=cases[0].district_id)
    some = own.filter(pk__in=[cases[0].pk, cases[4].pk, cases[5].pk])

    assert found("路灯", among={CASE: some}, order=queries.NEWEST) == ["路灯0", "路灯4", "路灯5"]
    assert found("路灯 没有", among={CASE: some}, order=queries.NEWEST) == [
        "路灯0", "路灯4", "路灯5",
    ]  # fmt: skip
    assert queries.matching(cases[0].district_id, "路灯", kind=CASE, among=some) == [
        cases[0].pk, cases[4].pk, cases[5].pk,
    ]  # fmt: skip
