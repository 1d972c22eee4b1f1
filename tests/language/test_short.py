"""Texts as short as people type them, before anybody has confirmed a class."""

from __future__ import annotations

import pytest

from lianxin.language import classify, scores, taxonomy
from lianxin.language.faint import FAINT
from tests.language import short
from tests.language.said import said


@pytest.fixture(scope="module")
def shipped():
    return classify.shipped(taxonomy.shipped())


def test_there_are_enough_of_every_class() -> None:
    for told, least in ((short.FIRST, 7), (short.FRESH, 3)):
        assert set(told) == {entry.code for entry in taxonomy.shipped()}
        assert all(len(some.split("|")) >= least for some in told.values())
    texts = [text for told in (short.FIRST, short.FRESH) for text, _ in short.texts(told)]
    assert len(set(texts)) == len(texts) >= 200
    assert all(len(text) <= 20 for text in texts)
    phrases = {phrase for entry in taxonomy.shipped() for phrase in entry.phrases}
    assert not phrases & set(texts)


def test_nine_of_ten_short_texts_find_their_class_among_21(shipped) -> None:
    """C8: .97 of those read while phrases were written, .92 of those nobody had read."""
    read = scores.score(shipped, short.texts(short.FIRST))
    unread = scores.score(shipped, short.texts(short.FRESH))
    assert read.accuracy >= 0.94
    assert unread.accuracy >= 0.88
    assert unread.top2 >= 0.95


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("领导您好，请问路灯坏了怎么办，希望相关部门尽快解决", "路灯"),
        ("反映一下，我们小区电梯经常坏，一直没人管", "电梯"),
        ("尊敬的领导，想咨询医保报销的问题，谢谢", "医保"),
        ("麻烦问下，家里暖气不热，投诉好几次没有答复", "暖气"),
    ],
)
def test_what_decided_is_the_matter_and_no_courtesy(shipped, text: str, word: str) -> None:
    guess = shipped.classify(text)[0]
    assert word in guess.words[0]
    assert not any(faint in guess.words for faint in FAINT)
    for said_often in ("领导", "您好", "希望", "请问", "怎么", "反映", "相关部门", "尊敬"):
        assert not any(said_often in found for found in guess.words)


def test_no_class_is_told_by_words_of_courtesy(shipped) -> None:
    texts = [f"您好，请问{text}怎么办？希望有关部门尽快解决，谢谢" for text, _ in said()]
    for text in texts:
        for guess in shipped.classify(text):
            assert not FAINT & set(guess.words)


def test_courtesies_alone_decide_nothing(shipped) -> None:
    (guess, *_) = shipped.classify("领导您好，请问怎么办，希望尽快解决，谢谢")
    assert guess.words == ()
