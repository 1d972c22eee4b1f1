"""Notice personal data in a text before it is published, and propose words in its place."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from lianxin.language.names import find_names


class Span(NamedTuple):
    """`text[start:end]` looks like an ID_NUMBER, EMAIL, PLATE, PHONE, BANK_CARD, ACCOUNT, DOOR or
    NAME; or, where it is asked for, CALLED: the surname of somebody called by it."""

    kind: str
    start: int
    end: int


class Redacted(NamedTuple):
    """`text` may be read by anybody; `spans` is what was taken out of the original."""

    text: str
    spans: Sequence[Span]


# One character for one character, so that positions stay those of the original text.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "　－—–·•〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "      001234567891123456789"
)
_DASHED = _PLAIN | str.maketrans("－—–", "---")
_G = "[ -]?"  # people write long numbers in groups
_NUMBER = re.compile(
    rf"""
    (?P<ID_NUMBER> [1-9](?:{_G}\d){{5}} {_G} (?:1{_G}9|2{_G}0)(?:{_G}\d){{2}}
        {_G} (?:0{_G}[1-9]|1{_G}[0-2]) {_G} (?:0{_G}[1-9]|[12]{_G}\d|3{_G}[01])
        (?:{_G}\d){{3}} {_G} [\dX] (?!\d) )
    | (?P<BANK_CARD> [3-69]\d{{3}} (?:{_G}\d{{4}}){{3}} (?:{_G}\d{{1,3}})? (?!\d) )
    | (?P<PHONE> (?: (?:\+|00)?86{_G} )? 1[ .-]?[3-9](?:[ .-]?\d){{9}} (?!\d)
        | \(?0\d{{2,3}}\)? {_G} [2-9]\d{{2,3}}{_G}\d{{4}} (?!\d) )
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
# What is said to be such a number is one, whatever its check digit.
_SAID = re.compile(
    rf"""
    (?:身份证|证件)号?码?[^\d，。]{{0,3}}
        (?P<ID_NUMBER> \d(?:{_G}\d){{13}} {_G} (?:\d|(?:\d{_G}){{3}}[\dX]) (?![\dX]) )
    | (?:卡号?|账号|账户|帐号|帐户|存折)[^\d，。]{{0,3}}
        (?P<BANK_CARD> [3-69]\d{{3}}(?:{_G}\d){{12,15}} (?!\d) )
    | (?:座机|固话|固定电话|家里电话|宅电|联系电话|电话号码|电话)[^\d，。]{{0,3}}
        (?P<PHONE> [2-8]\d{{2,3}}{_G}\d{{4}} (?![\d-]) )
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_NUMBER_START = re.compile(r"[\d+(]", re.ASCII)
_EMAIL = re.compile(
    r"(?<![\w.%+-])[\w.%+-]{1,64}@[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63})+",
    re.ASCII | re.IGNORECASE,
)
_PLATE = re.compile(
    r"""[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]
    [ ]?[A-HJ-NP-Z] [ .-]? (?=[A-Z]*\d)
    [A-HJ-NP-Z0-9]{4,5} [A-HJ-NP-Z0-9挂学警港澳] (?![A-Z\d])""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"""(?: 微信号?|薇信|V信|wechat|\bvx号?|\bwx号?|[+加]\ ?v|QQ号?码?|扣扣号?|企鹅号|抖音号|快手号
        |支付宝账?号? )
    (?:是|为|叫|加)?\s*[::]?\s*
    (?P<ACCOUNT> [A-Z][\w-]{5,19} | [1-9]\d{4,10} ) (?![\w@])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_NO_MEASURE = (  # 5号楼120户 is no door
    r"(?![\d.-]*\s*(?:元|米|天|人|户|年|月|日|点|平|度|块|多|余|件|个|吨|斤|万|千|号线|路|辆|只|棵|次|热线|楼"
    r"|栋|层|套|病房|教室|会议室|办公室|窗口|包厢|包间|诊室|展厅))"
)
_BLOCK = r"(?:[\d十百]{1,4}|[A-Z]\d{0,2}|[甲乙丙丁东南西北])(?:号楼|号院|栋|幢|座|\#楼?|楼)"
_STAIRS, _FLOOR = r"(?:[\d十]{1,3}|[东西南北中甲乙丙])(?:单元|门)", r"[\d十]{1,3}(?:层|楼)"
_ROOM = rf"(?: \d{{3,4}}(?:室|号房|房|号)?(?!\d){_NO_MEASURE} | [\d十]{{1,2}}(?:室|号房|房间) )"
_ROOM_OF_STAIRS = rf"(?: \d{{3,4}}(?:室|户|号)?(?!\d){_NO_MEASURE} | [\d十]{{1,2}}(?:室|户|号) )"
_DOOR = re.compile(
    rf"""
    {_BLOCK} \s* (?:{_STAIRS}\s*)? (?:{_FLOOR}\s*)? {_ROOM}
    | {_BLOCK} \s* {_STAIRS} \s* (?:{_FLOOR}\s*)? {_ROOM_OF_STAIRS}
    | {_BLOCK} \s* \d{{1,2}}-\d{{3,4}}室?(?![\d-])
    | [\d十]{{1,3}}单元 \s* (?:{_FLOOR}\s*)? {_ROOM_OF_STAIRS}
    | \d{{1,4}}弄 \s* \d{{1,4}}号 \s* (?:\d{{1,2}}楼\s*)? \d{{2,4}}室?(?!\d){_NO_MEASURE}
    | \d{{1,4}}号 \s* (?:[\d十]{{1,3}}(?:单元|楼)\s*)? \d{{3,4}}(?:室|房|户)
    | \d{{1,3}} - \d{{1,2}} - (?!(?:19|20)\d\d(?!\d)) \d{{3,4}}室? (?![\d-])
    | \d{{1,3}} - \d{{3,4}}室
    | \d{{1,2}}(?:组|队|社) \s* \d{{1,4}}号 (?!线|楼|车)
    """,
    re.VERBOSE | re.ASCII,
)
_DOOR_START = re.compile(r"[\dA-Z十百甲乙丙丁东南西北]", re.ASCII)
_JOINED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_ORDER = re.compile(r"(?:单|编|流水|票|快递|运单|工单|案件|合同)号?码?\s*[::]?\s*$")
REPLACED = {
    "PHONE": _("（电话）"),
    "ID_NUMBER": _("（证件号）"),
    "PLATE": _("（车牌）"),
    "EMAIL": _("（邮箱）"),
    "BANK_CARD": _("（卡号）"),
    "ACCOUNT": _("（账号）"),
    "DOOR": _("（门牌）"),
    "CALLED": _("某"),
    "NAME": _("某某"),
}
_MOST_PASSES = 4


def find_personal(text: str, *, weak: bool = False) -> list[Span]:
    """What in `text` points at a person, in order and apart: numbers, addresses to the door,
    names; with `weak` also how somebody is called (李阿姨), without a given name.

    Numbers are also found in full-width digits, in Chinese numerals and with gaps. A run of 18
    digits is an ID number only if it holds a birthday and its check digit is right, a bank card
    only with its own, unless the text says that it is one. A name is one where a word announces
    it or a title follows (`names`).
    """
    found = [*_numbers(text), *_doors(text)]
    found += [
        Span("NAME" if name.is_certain else "CALLED", name.start, name.end)
        for name in find_names(text)
        if weak or name.is_certain
    ]
    return _apart(found)


def redact(text: str) -> Redacted:
    """Propose `text` without what points at a person, still to be read as a sentence: 某先生,
    （电话）. Somebody should read it before it is published."""
    spans = find_personal(text, weak=True)
    redacted = _replaced(text, spans)
    for _pass in range(_MOST_PASSES):  # what stood beside what was taken out may show only now
        left = find_personal(redacted, weak=True)
        if not left:
            break
        redacted = _replaced(redacted, left)
    return Redacted(redacted, spans)


def _replaced(text: str, spans: Sequence[Span]) -> str:
    titled = {name.start for name in find_names(text) if name.has_title}
    for kind, start, end in reversed(spans):
        word = REPLACED["CALLED"] if kind == "NAME" and start in titled else REPLACED[kind]
        text = f"{text[:start]}{word}{text[end:]}"
    return text


def _numbers(text: str) -> Iterator[Span]:
    plain = text.translate(_PLAIN)
    for match in _at_starts(plain, _NUMBER_START, _NUMBER, after="0123456789"):
        kind, number = match.lastgroup or "", match[0]
        if kind == "ID_NUMBER" and not _has_check_digit(number):
            continue
        if kind == "BANK_CARD" and not _is_card(number, plain[: match.start()]):
            continue
        yield Span(kind, match.start(), match.end())
    for match in _SAID.finditer(plain):
        kind = match.lastgroup or ""
        yield Span(kind, *match.span(kind))
    if "@" in plain:
        yield from (Span("EMAIL", *match.span()) for match in _EMAIL.finditer(plain))
    yield from (Span("PLATE", *match.span()) for match in _PLATE.finditer(plain))
    yield from (Span("ACCOUNT", *match.span("ACCOUNT")) for match in _ACCOUNT.finditer(plain))


def _doors(text: str) -> Iterator[Span]:
    dashed = text.translate(_DASHED)
    for match in _at_starts(dashed, _DOOR_START, _DOOR, after=_JOINED):
        yield Span("DOOR", *match.span())


def _at_starts(
    text: str, start: re.Pattern[str], whole: re.Pattern[str], *, after: Container[str]
) -> Iterator[re.Match[str]]:
    """What `whole` matches where a `start` stands that follows nothing of `after`. Searching for
    `whole` itself would try all of it at every character."""
    end = 0
    for first in start.finditer(text):
        place = first.start()
        if place < end or (place and text[place - 1] in after):
            continue
        if match := whole.match(text, place):
            end = match.end()
            yield match


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Of two that overlap the one that begins first stays, else the longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _has_check_digit(id_number: str) -> bool:
    """GB 11643-1999, that is ISO 7064 MOD 11-2."""
    digits = re.sub(r"[ -]", "", id_number).upper()
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits[:17]))
    return "10X98765432"[total % 11] == digits[17]


def _is_card(number: str, before: str) -> bool:
    """By the check digit of Luhn, ISO/IEC 7812, and nothing before that names another number."""
    digits = [int(digit) for digit in re.sub(r"\D", "", number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and not _ORDER.search(before)
