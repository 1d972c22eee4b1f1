"""Short reports from one place: which are taken for one matter."""

from __future__ import annotations

import pytest

from lianxin.cases import likeness
from lianxin.language import matters, similar
from lianxin.language.values import Text
from tests.language import alike

ALL = alike.SCENES, alike.CHECKED, alike.FRESH


def text(told: str) -> Text:
    return Text(told[:40], told)


def share(pairs: list[alike.Pair], least: float) -> float:
    likes = [
        similar.among(text(one), [(0, text(other))], at_one_place=True)[0] for one, other in pairs
    ]
    return sum(like.score >= least for like in likes) / len(pairs)


def test_nine_of_ten_pairs_are_known_for_one_matter_and_one_in_fifty_is_mistaken() -> None:
    """C15."""
    found = [alike.pairs(scenes) for scenes in ALL]
    same = [pair for pairs, _ in found for pair in pairs]
    apart = [pair for _, pairs in found for pair in pairs]
    assert (len(same), len(apart)) == (354, 999)
    assert share(same, likeness.SAME) >= 0.88
    assert share(apart, likeness.SAME) <= 0.02
    assert share(apart, likeness.OFFERED) <= 0.04


def test_in_words_never_seen_less_is_known_and_as_little_mistaken() -> None:
    """C15: other matters of the place stay apart."""
    same, apart = alike.pairs(alike.FRESH)
    assert share(same, likeness.SAME) >= 0.4
    assert share(apart, likeness.SAME) <= 0.02


def test_the_likest_at_a_place_tells_of_the_same_matter() -> None:
    """C15: nine times of ten, in words never seen."""
    right = total = 0
    for scene in alike.FRESH.values():
        told = [(name, line.strip()) for name, some in scene.items() for line in some.split("\n")]
        told = [(name, line) for name, line in told if line]
        for asked in told:
            others = [(name, text(line)) for name, line in told if line != asked[1]]
            (like, *_) = similar.among(text(asked[1]), others, most=1, at_one_place=True)
            right += like.key == asked[0]
            total += 1
    assert right / total >= 0.88


def test_forty_reports_of_a_power_cut_find_each_other() -> None:
    """C15: each of them is like one that came before it."""
    told = [line.strip() for line in alike.SCENES["POWER"]["cut"].strip().splitlines()]
    for n, asked in enumerate(told[1:], 1):
        before = list(enumerate(map(text, told[:n])))
        (like, *_) = similar.among(text(asked), before, most=1, at_one_place=True)
        assert like.score >= likeness.SAME, asked


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("没电了", "怎么跳闸了", True),
        ("房本什么时候办", "不动产权证办不下来", True),
        ("路灯不亮", "红绿灯坏了", False),
        ("停水了", "自来水发黄", False),
        ("今天天气不错", "谢谢", False),
    ],
)
def test_a_matter_is_known_under_its_other_names(one: str, other: str, *, is_one: bool) -> None:
    assert bool(matters.named(one) & matters.named(other)) is is_one


def test_a_matter_stands_in_one_line() -> None:
    """No name is in two, and none is empty."""
    names = [n for line in matters.PATH.read_text("utf-8").splitlines() for n in line.split("|")]
    assert all(name and not name.startswith("…") for name in names)
    assert len(set(names)) == len(names)
