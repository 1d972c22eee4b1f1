from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language import personal

ID_NUMBER = "11010519491231002X"  # the example of GB 11643


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("请打13812345678。", "PHONE", "13812345678"),
        ("电话138-1234-5678找我", "PHONE", "138-1234-5678"),
        ("138 123 45678", "PHONE", "138 123 45678"),
        ("＋86１３８１２３４５６７８", "PHONE", "＋86１３８１２３４５６７８"),
        ("幺三八一二三四五六七八", "PHONE", "幺三八一二三四五六七八"),
        ("座机021-55667788", "PHONE", "021-55667788"),
        ("座机（0813）5566778", "PHONE", "（0813）5566778"),
        (f"身份证{ID_NUMBER}号", "ID_NUMBER", ID_NUMBER),
        ("110105 19491231 002x", "ID_NUMBER", "110105 19491231 002x"),
        ("车牌沪A12345违停", "PLATE", "沪A12345"),
        ("川C·D12345", "PLATE", "川C·D12345"),
        ("写信到 li.si@example.com.cn 吧", "EMAIL", "li.si@example.com.cn"),
        ("13812345678@example.cn", "EMAIL", "13812345678@example.cn"),
    ],
)
def test_what_points_at_a_person_is_found(text: str, kind: str, part: str) -> None:
    """C23."""
    (span,) = personal.find_personal(text)
    assert (span.kind, text[span.start : span.end]) == (kind, part)


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月15日上午9点到12点，3号楼停电",
        "编号 DC-26-00042，费用 1380 元",
        "110105194912310021",  # wrong check digit
        "11010519491331002X",  # no such month
        "202603151200301234567890",
        "新APP上线了",
        "路灯不亮，见 @ 物业",
    ],
)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert personal.find_personal(text) == []


def test_several_are_found_in_their_order() -> None:
    """C23."""
    text = f"我叫李四，{ID_NUMBER}，手机13812345678，车沪A12345。"
    kinds = [span.kind for span in personal.find_personal(text)]
    assert kinds == ["ID_NUMBER", "PHONE", "PLATE"]


@given(st.text(alphabet="0123456789Xx +-.@a沪A一（）", max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    spans = personal.find_personal(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
