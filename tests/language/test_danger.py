from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language.danger import find_danger


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("楼道里有很浓的煤气味，快来人", "GAS"),
        ("厨房燃气管在漏气", "GAS"),
        ("施工把天然气管道挖断了", "GAS"),
        ("闻到一股天然气的味道", "GAS"),
        ("三号楼电梯困人了", "LIFT"),
        ("我被关在电梯里出不来", "LIFT"),
        ("电梯卡在七楼和八楼中间，里面有个老人", "LIFT"),
        ("路灯杆漏电，狗被电了", "SHOCK"),
        ("台风刮断的电线掉在路上", "WIRE"),
        ("有裸露的电线，小孩够得着", "WIRE"),
        ("楼下电瓶车冒烟了", "FIRE"),
        ("仓库着火了", "FIRE"),
        ("马路塌陷了一个大坑", "COLLAPSE"),
        ("后山滑坡压了半边房", "COLLAPSE"),
        ("有人落水了", "WATER"),
        ("孩子掉进河里了", "WATER"),
        ("路口井盖没了", "MANHOLE"),
        ("这里缺了个井盖", "MANHOLE"),
        ("有人高空抛物", "FALLING"),
        ("外墙瓷砖往下掉，差点砸到人", "FALLING"),
        ("有个老人晕倒在广场", "HURT"),
        ("救命，有人被困", "HURT"),
        ("路面塌陷，请尽快修好", "COLLAPSE"),
        ("井盖不见了，什么时候能补好", "MANHOLE"),
        ("漏电一直没修好", "SHOCK"),
    ],
)
def test_a_danger_is_seen(text: str, kind: str) -> None:
    found = find_danger(text)
    assert kind in {danger.kind for danger in found}
    for danger in found:
        assert text[danger.start : danger.end]
        assert danger.label


@pytest.mark.parametrize(
    "text",
    [
        "师傅查过了，没有漏气",
        "上次着火的地方已经修好了",
        "井盖丢失的问题已修好，谢谢",
        "希望加强消防宣传，防止火灾",
        "物业态度差，我快气死了",
        "他跟我发火，我也冒火了",
        "未发现燃气泄漏",
        "没有人受伤",
        "想咨询一下燃气开户",
        "电梯什么时候加装",
        "预防溺水的讲座几点开始",
        "工资的事情火烧眉毛",
        "这家店生意很火",
        "井盖有点响",
        "楼上邻居往下倒水",
        "天然气表坏了，没有漏气",
        "想报名触电急救培训",
        "着火点检测仪多少钱",
        "",
    ],
)
def test_what_is_none_or_over_is_no_danger(text: str) -> None:
    assert find_danger(text) == []


def test_one_that_is_over_hides_none_that_is_not() -> None:
    found = find_danger("昨天的漏电已经修好了，今天楼道又冒烟")
    assert [danger.kind for danger in found] == ["FIRE"]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    ends = [0]
    for danger in find_danger(text):
        assert ends[-1] <= danger.start < danger.end <= len(text)
        ends.append(danger.end)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("There is a strong smell of gas on the stairs", "GAS"),
        ("It smells of gas in block 3", "GAS"),
        ("My mother is stuck in the lift", "LIFT"),
        ("The bin next to the gate is on fire!", "FIRE"),
        ("an exposed wire hangs over the playground", "WIRE"),
        ("open manhole in front of the school", "MANHOLE"),
    ],
)
def test_a_danger_told_in_english_is_seen(text: str, kind: str) -> None:
    assert [one.kind for one in find_danger(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The man who reads the gas meter never came",
        "No gas leak was found, but the stove still does not work",
        "There is no smell of gas any more",
        "The lift is slow",
        "Please fire the guard",
    ],
)
def test_ordinary_english_is_no_danger(text: str) -> None:
    assert find_danger(text) == []
