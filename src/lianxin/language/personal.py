"""Notice personal data in a text before it is published."""

from __future__ import annotations

import re
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]` looks like an ID_NUMBER, EMAIL, PLATE or PHONE."""

    kind: str
    start: int
    end: int


# One character for one character, so that positions stay those of the original text.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "　－—–·•〇零一二三四五六七八九幺", "      001234567891"
)
_PATTERN = re.compile(
    r"""
    (?P<ID_NUMBER> (?<!\d) [1-9]\d{5} [ -]?
        (?:19|20)\d\d (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01]) [ -]? \d{3}[\dX] (?!\d) )
    | (?P<EMAIL> (?<![\w.%+-]) [\w.%+-]{1,64} @ [A-Z0-9-]{1,63} (?:\.[A-Z0-9-]{1,63})+ )
    | (?P<PLATE> [京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]
        [A-HJ-NP-Z] [ .-]? (?=[A-Z]*\d) [A-HJ-NP-Z0-9]{4,5} [A-HJ-NP-Z0-9挂学警港澳] (?![A-Z\d]) )
    | (?P<PHONE> (?<!\d) (?: (?:\+|00)?86[ -]? )? 1[ .-]?[3-9](?:[ .-]?\d){9} (?!\d)
        | (?<!\d) \(?0\d{2,3}\)? [ -]? [2-9]\d{6,7} (?!\d) )
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def find_personal(text: str) -> list[Span]:
    """Phone, ID and plate numbers and e-mail addresses in `text`, in order.

    Numbers are also found in full-width digits, in Chinese numerals and with gaps. A run of 18
    digits is an ID number only if it holds a birthday and its check digit is right.
    """
    return [
        Span(match.lastgroup or "", match.start(), match.end())
        for match in _PATTERN.finditer(text.translate(_PLAIN))
        if match.lastgroup != "ID_NUMBER" or _has_check_digit(match[0])
    ]


def _has_check_digit(id_number: str) -> bool:
    """GB 11643-1999, that is ISO 7064 MOD 11-2."""
    digits = re.sub(r"[ -]", "", id_number).upper()
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits[:17]))
    return "10X98765432"[total % 11] == digits[17]
