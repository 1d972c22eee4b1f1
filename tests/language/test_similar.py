from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.language import similar, taxonomy
from lianxin.language.similar import Text

DECOYS = [(phrase, Text(phrase)) for entry in taxonomy.shipped() for phrase in entry.phrases[1::2]]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (
            Text("金桥路路灯不亮", "金桥路从银行到小学这段路灯三天没亮了"),
            Text("路灯坏了", "小学到银行的金桥路一路漆黑，路灯全灭"),
        ),
        (
            Text("幸福里小区停水", "早上起来就没水，物业说不知道"),
            Text("没有水", "幸福里小区今天停水，连个通知都没有"),
        ),
        (
            Text("", "春晖苑楼下老王烧烤的油烟熏得睡不着"),
            Text("烧烤店油烟", "春晖苑底商烧烤店油烟直排，窗户不敢开"),
        ),
    ],
)
def test_the_same_matter_is_found_among_500_others(asked: Text, known: Text) -> None:
    """C15."""
    first, second, *_ = similar.among(asked, [*DECOYS, ("KNOWN", known)])
    assert first.key == "KNOWN"
    assert first.score > second.score
    whole = known.title + known.body
    assert first.words
    assert all(word in whole and word in asked.title + asked.body for word in first.words)


def test_the_same_text_is_the_same_matter() -> None:
    text = Text("金桥路路灯不亮", "三天没亮了")
    (like,) = similar.among(text, [(7, text)])
    assert like.key == 7
    assert like.score == pytest.approx(1, abs=0.01)


def test_a_score_depends_little_on_what_else_there_is() -> None:
    asked, known = Text("金桥路路灯不亮"), Text("金桥路的路灯坏了")
    (alone,) = similar.among(asked, [("KNOWN", known)])
    (first, *_) = similar.among(asked, [*DECOYS, ("KNOWN", known)])
    assert first.key == "KNOWN"
    assert first.score == pytest.approx(alone.score, abs=0.12)


def test_an_answer_is_found_in_other_words() -> None:
    documents = [
        ("LAMP", "老旧小区路灯损坏维修：联系路灯管理所更换灯具"),
        ("MEAL", "独居老人助餐：社区食堂送餐上门"),
        ("HEAT", "供暖温度不达标：供热公司入户测温"),
        ("WAGE", "农民工工资拖欠：劳动监察立案"),
    ]
    for query, key in [
        ("老人自己烧不了饭", "MEAL"),
        ("暖气片是凉的", "HEAT"),
        ("老板欠我们的钱不给", "WAGE"),
        ("照明灯不亮", "LAMP"),
    ]:
        assert similar.rank(query, documents)[0].key == key


def test_nothing_is_like_nothing() -> None:
    assert similar.among(Text(""), []) == []
    assert similar.rank("路灯", []) == []
    (like,) = similar.among(Text(""), [(1, Text("路灯不亮"))])
    assert (like.score, like.words) == (0, ())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_no_text_breaks_it(title: str, others: list[str]) -> None:
    found = similar.among(Text(title, title), [(n, Text(t)) for n, t in enumerate(others)])
    assert sorted(like.key for like in found) == list(range(len(others)))
    assert all(-0.01 <= like.score <= 1.01 for like in found)
    similar.rank(title, list(enumerate(others)))
