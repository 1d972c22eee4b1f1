from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("路灯不亮", ["路灯", "灯不", "不亮", "亮"]),
        ("灯", ["灯"]),
        ("3号楼漏水", ["3", "号楼", "楼漏", "漏水", "水"]),
        ("ＷＨ－26-00042", ["wh", "26", "00042"]),
        ("WiFi6信号", ["wifi6", "信号", "号"]),
        ("漏水，停电", ["漏水", "水", "停电", "电"]),
        ("…… ，。", []),
    ],
)
def test_what_the_index_keeps(text: str, kept: list[str]) -> None:
    assert words.tokens(text).split() == kept


def test_spaces_and_marks_part_a_question_and_quotes_hold_it_together() -> None:
    assert [w.runs for w in words.asked("路灯 不亮，电梯")] == [("路灯",), ("不亮",), ("电梯",)]
    assert [w.runs for w in words.asked("“WH 26” 路灯")] == [("wh", "26"), ("路灯",)]
    assert words.asked("“路灯 不亮”")[0].runs == ("路灯不亮",)


def test_one_character_asks_for_every_word_that_begins_with_it() -> None:
    assert [(w.tokens, w.is_open) for w in words.asked("灯")] == [(("灯",), True)]
    assert [(w.tokens, w.is_open) for w in words.asked("灯a")] == [(("灯", "a"), False)]


def test_a_sentence_falls_into_its_telling_pairs() -> None:
    parts = words.looser(words.asked("我们的路灯不亮"))
    assert {"路灯", "不亮"} <= {part.runs[0] for part in parts}
    assert not any("的" in part.runs[0] for part in parts)


@given(st.text(max_size=40))
def test_any_text_can_be_cut_and_asked_for(text: str) -> None:
    kept = words.tokens(text)
    assert kept.startswith(" ")
    assert kept.endswith(" ")
    assert all(token in kept.split() for w in words.asked(text)[:1] for token in w.tokens[:-1])


@given(st.text(alphabet="路灯不亮aB1 ，３-", min_size=1, max_size=30), st.data())
def test_any_part_of_a_run_is_found_in_it(text: str, data: st.DataObject) -> None:
    """What is asked for stands side by side among what was kept."""
    runs = words.RUN.findall(words.plain(text))
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    part = run
    if not run.isascii():
        start = data.draw(st.integers(0, len(run) - 1))
        part = run[start : data.draw(st.integers(start + 1, len(run)))]
    (word,) = words.asked(part)
    end = "" if word.is_open else " "
    assert f" {' '.join(word.tokens)}{end}" in words.tokens(text)
