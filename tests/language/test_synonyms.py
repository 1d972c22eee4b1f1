"""What else people call what they look for."""

from __future__ import annotations

import pytest

from lianxin.language import synonyms


def told(q: str) -> list[tuple[str, bool]]:
    return [("".join(sense.word.runs), sense.is_needed) for sense in synonyms.senses(q)]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("按摩", "理疗"),
        ("按摩", "康养"),
        ("送餐", "助餐"),
        ("剃头", "理发"),
        ("官司", "法律"),
        ("腰疼", "按摩"),  # in no list: by the word table
        ("头发", "理发"),
    ],
)
def test_what_is_called_otherwise_stands_beside_it(text: str, other: str) -> None:
    assert other in synonyms.near(text)
    assert text not in synonyms.near(text)


@pytest.mark.parametrize("text", ["独角兽", "xyz", "DC-26-00042", "灯"])
def test_what_nobody_knows_stands_alone(text: str) -> None:
    assert [sense.near for sense in synonyms.senses(text)] == [()]


def test_a_question_without_spaces_is_cut_into_what_is_known() -> None:
    assert told("老人按摩") == [("老人", False), ("按摩", True)]


def test_whom_it_is_for_is_needed_where_nothing_else_is_asked() -> None:
    assert told("老人") == [("老人", True)]


def test_every_listed_word_is_one_word_and_stands_once_a_line() -> None:
    for name in ("services", "whom"):
        for line in (synonyms.FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
            words = line.split("|")
            assert len(words) == len(set(words)) > 1, line
            assert all(word and word == word.strip() for word in words), line
