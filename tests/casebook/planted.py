"""Two hundred texts, each with something in it that tells who somebody is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗"
GIVEN = ("伟", "秀英", "建国", "丽娟", "志强", "淑芬", "海燕", "晓东", "桂兰", "明")
CUED = (
    "联系人{name}，晚上都在家。",
    "我叫{name}，住在这里十年了。",
    "请找{name}女士问一下情况。",
    "物业经理{name}说下周来修。",
    "业主{name}家的窗户也破了。",
    "经办人：{name}。",
    "{name}师傅上门看过两次。",
    "楼上住户{name}不肯开门。",
)
NUMBERED = (
    "我的电话是{number}，随时可以打。",
    "请打{number}联系我。",
    "手机{number}（微信同号）",
)
CARDED = ("身份证号{number}，请核实。", "证件号码：{number}")
BEFORE = ("路灯不亮三天了，", "下水道堵了，", "电梯又停了，", "垃圾没人清运，", "夜里施工很吵，")
CHECKS, FACTORS = "10X98765432", (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Planted:
    kind: str
    item: str
    text: str


def corpus(seed: int = 7) -> list[Planted]:
    rng = Random(seed)
    return [
        *islice(_names(rng), 80),
        *islice(_numbers(rng, "PHONE", _phone, NUMBERED), 80),
        *islice(_numbers(rng, "ID_NUMBER", _id_number, CARDED), 40),
    ]


def _names(rng: Random) -> Iterator[Planted]:
    for cue, before in zip(cycle(CUED), cycle(BEFORE), strict=False):
        name = rng.choice(SURNAMES) + rng.choice(GIVEN)
        yield Planted("NAME", name, before + cue.format(name=name))


def _numbers(rng: Random, kind: str, make, cues: tuple[str, ...]) -> Iterator[Planted]:
    for cue, before in zip(cycle(cues), cycle(BEFORE), strict=False):
        number = make(rng)
        yield Planted(kind, number, before + cue.format(number=number))


def _phone(rng: Random) -> str:
    digits = f"1{rng.randint(3, 9)}{rng.randrange(10**9):09}"
    if rng.random() < 0.3:
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits


def _id_number(rng: Random) -> str:
    birthday = f"{rng.randint(1940, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    digits = f"{rng.randint(11, 65)}{rng.randrange(10**4):04}{birthday}{rng.randrange(1000):03}"
    total = sum(int(digit) * factor for digit, factor in zip(digits, FACTORS, strict=True))
    return digits + CHECKS[total % 11]
