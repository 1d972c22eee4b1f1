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
        ("卡号6222 0212 3456 7890 128", "BANK_CARD", "6222 0212 3456 7890 128"),
        ("微信号：deng_1983加我", "ACCOUNT", "deng_1983"),
        ("QQ 38472215", "ACCOUNT", "38472215"),
        ("住3号楼2单元501室", "DOOR", "3号楼2单元501室"),
        ("幸福里12栋1203", "DOOR", "12栋1203"),
        ("3－2－501漏水", "DOOR", "3－2－501"),
        ("三号楼二单元五〇一", "DOOR", "三号楼二单元五〇一"),
        ("学苑路88弄12号501室", "DOOR", "88弄12号501室"),
        ("A座1203室", "DOOR", "A座1203室"),
        ("联系人：王小明", "NAME", "王小明"),
        ("我叫欧阳娜娜，住在这里", "NAME", "欧阳娜娜"),
        ("姓名：阿强，", "NAME", "阿强"),
        ("业主张建国反映楼上漏水", "NAME", "张建国"),
        ("刘洋主任说会来", "NAME", "刘洋"),
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
        "订单号6222021234567890128",
        "人民路12号门口积水",
        "5号楼120户停电，3号楼2单元停水",
        "李阿姨说路灯不亮",  # how she is called
        "业主高度重视，本人常年在外",
        "路灯不亮，见 @ 物业",
    ],
)
def test_what_does_not_is_left_alone(text: str) -> None:
    assert personal.find_personal(text) == []


def test_several_are_found_in_their_order() -> None:
    """C23."""
    text = f"我叫李四，{ID_NUMBER}，手机13812345678，车沪A12345。"
    kinds = [span.kind for span in personal.find_personal(text)]
    assert kinds == ["NAME", "ID_NUMBER", "PHONE", "PLATE"]


def test_how_somebody_is_called_is_found_when_asked_for() -> None:
    (span,) = personal.find_personal("李阿姨说路灯不亮", weak=True)
    assert (span.kind, span.start, span.end) == ("CALLED", 0, 1)


def test_who_was_named_once_is_found_wherever_named() -> None:
    text = "联系人：王小明。昨天王小明又来了。"
    assert [text[s.start : s.end] for s in personal.find_personal(text)] == ["王小明", "王小明"]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("王小明先生说路灯不亮", "某先生说路灯不亮"),
        ("我叫王小明，电话13812345678。", "我叫某某，电话（电话）。"),
        ("李阿姨住幸福里3号楼2单元501室", "某阿姨住幸福里（门牌）"),
        ("车牌沪A12345违停", "车牌（车牌）违停"),
        ("路灯不亮", "路灯不亮"),
    ],
)
def test_what_is_proposed_still_reads_as_a_sentence(text: str, proposed: str) -> None:
    """C23."""
    assert personal.redact(text).text == proposed


ANY = st.text(
    alphabet="0123456789Xx +-.@a沪A一（）王小明李四联系人：先生号楼栋单元室微信我叫，卡",
    max_size=60,
)


@given(ANY)
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = personal.find_personal(text, weak=True)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(ANY)
def test_nothing_certain_is_left_after_redacting(text: str) -> None:
    assert personal.find_personal(personal.redact(text).text) == []


@given(st.text(alphabet="0123456789Xx +-.@a沪A一（）", max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    spans = personal.find_personal(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
