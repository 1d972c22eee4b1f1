"""Bytes to text, whatever their label says. Characters may be lost, never the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import Header, decode_header

CHINESE = re.compile(r"(?:x-|cs)?(?:gb|cp936|ms936|936|euc-?cn|chinese)[\w-]*", re.IGNORECASE)
STATEFUL = re.compile(r"(?:iso-2022|hz|utf-?7|utf-?16|utf-?32|unicode-1-1)", re.IGNORECASE)
WESTERN = re.compile(
    r"(?:us-)?ascii|ansi.*|(?:iso-?8859|windows-?125|cp125|latin).*|", re.IGNORECASE
)
BOM = "\ufeff"
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
"""What no column takes, and what nobody sees."""


def text_of(content: bytes, label: str = "") -> str:
    """UTF-8 where it can be; else as labelled; GBK and its kin where the label is wrong. A label
    of GB2312 means whatever extends it."""
    for encoding in _candidates(label.strip().strip("\"'")):
        try:
            return _clean(content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return _clean(content.decode("utf-8", "replace"))


def header_of(value: object) -> str:
    """A header's words: encoded as RFC 2047 has it, raw in some encoding, or cut in the middle."""
    if value is None:
        return ""
    raw = _raw(value)
    if "=?" not in raw:
        return _folded(text_of(_bytes(raw)))
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):  # broken Base64
        return _folded(text_of(_bytes(raw)))
    said = (part if isinstance(part, str) else text_of(part, label or "") for part, label in parts)
    return _folded("".join(said))


def _candidates(label: str) -> Iterator[str]:
    if STATEFUL.match(label):
        yield label
    yield "utf-8"
    if CHINESE.fullmatch(label):
        yield "gb18030"
    elif WESTERN.fullmatch(label):
        yield "gb2312"
        yield label or "gb18030"
        yield "cp1252"
    else:
        yield label
    yield "gb18030"
    yield "big5hkscs"


def _raw(value: object) -> str:
    """As it stood in the letter, with bytes that are no ASCII kept aside in surrogates."""
    if isinstance(value, Header):
        return b"".join(_chunks(value)).decode("ascii", "surrogateescape")
    return str(value)


def _chunks(header: Header) -> Iterator[bytes]:
    for chunk, _charset in header._chunks:  # type: ignore[attr-defined]  # noqa: SLF001  it shows them to nobody
        yield chunk.encode("ascii", "surrogateescape")


def _bytes(raw: str) -> bytes:
    try:
        return raw.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "surrogateescape")


def _folded(text: str) -> str:
    return " ".join(text.split())


def _clean(text: str) -> str:
    return UNKEPT.sub("", text.removeprefix(BOM))
