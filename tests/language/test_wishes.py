"""Who does not want to be named says so in many words; who speaks of secrecy mostly does not."""

from __future__ import annotations

import pytest

from lianxin.language.wishes import asks_for_privacy


@pytest.mark.parametrize(
    "text",
    [
        "隔壁烧烤店半夜扰民，请保密。",
        "麻烦替我保密，我怕他们来找我。",
        "请对我的姓名和电话保密",
        "希望贵单位为投诉人保密",
        "我的个人信息请务必保密",
        "我要匿名反映，三楼违规养鸡。",
        "要求匿名。物业乱收停车费",
        "请不要透露我的电话",
        "千万别告诉物业是我反映的",
        "不要把我的名字告诉他们，也别让他们知道是我",
        "请勿泄露本人信息",
        "Please keep my name confidential.",
        "I want to report this anonymously",
        "Don't tell the company who I am.",
        "please do not give my phone number to the landlord",
    ],
)
def test_it_is_heard(text: str) -> None:
    assert asks_for_privacy(text)


@pytest.mark.parametrize(
    "text",
    [
        "物业和业委会签了保密协议，账目从不公开。",
        "公司要求员工对工资保密，拖欠了三个月。",
        "快递把我的电话泄露给别人了，天天有推销。",
        "请公开小区公共收益。",
        "不知道是谁把垃圾倒在楼道里。",
        "请告诉我什么时候修好，我的电话是 13800138000",
        "希望尽快把路灯修好，谢谢。",
        "不要让他们把车停在消防通道",
        "收到匿名短信说我中奖了",
        "The street lamp is out, please tell me when it is repaired.",
        "My anonymous neighbour keeps throwing rubbish.",
    ],
)
def test_ordinary_words_ask_for_nothing(text: str) -> None:
    assert not asks_for_privacy(text)
