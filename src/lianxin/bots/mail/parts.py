"""The parts of a letter: its text, and what is enclosed."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import InvalidBase64LengthDefect
from email.message import Message
from email.utils import collapse_rfc2231_value
from html.parser import HTMLParser

import filetype

from lianxin.bots.mail import decoding
from lianxin.cases.actions.photos import KINDS, LARGEST

ORNAMENT = 4096  # bytes: an inline picture no larger is a logo or a mark that the letter was read
DEEPEST = 20
NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
SPLIT = re.compile(r"[\r\n]+")


@dataclass(frozen=True)
class Enclosure:
    name: str
    kind: str
    content: bytes

    @property
    def is_picture(self) -> bool:
        """By what it is, not by what it is called: one that can be kept."""
        found = filetype.guess(self.content)
        is_known = found is not None and found.extension in KINDS
        return is_known and len(self.content) <= LARGEST


def text_of(message: Message, *, depth: int = 0) -> str:
    """The first telling of each alternative, the parts of a mixture one below the other."""
    kind = message.get_content_type()
    if depth > DEEPEST or (depth and _is_enclosed(message)):
        return ""
    if kind == "multipart/alternative":
        found = [text_of(part, depth=depth + 1) for part in _parts(message)]
        return next((text for text in _plain_first(message, found) if text.strip()), "")
    if message.is_multipart() and kind != "message/rfc822":
        found = [text_of(part, depth=depth + 1) for part in _parts(message)]
        return "\n".join(text for text in found if text.strip())
    if kind == "text/html":
        return plain(_decoded(message))
    return _decoded(message) if kind == "text/plain" else ""


def enclosures(message: Message, *, depth: int = 0) -> Iterator[Enclosure]:
    """Every file, without ornaments."""
    if depth > DEEPEST:
        return
    if message.get_content_type() == "message/rfc822" and depth:
        inner = _parts(message)
        name = decoding.header_of(inner[0]["Subject"]) if inner else ""
        yield Enclosure(f"{name or 'letter'}.eml", "message/rfc822", b"")
    elif message.is_multipart():
        for part in _parts(message):
            yield from enclosures(part, depth=depth + 1)
    elif _is_enclosed(message) or not message.get_content_type().startswith("text/"):
        yield from _enclosure(message)


def letters_within(message: Message) -> Iterator[Message]:
    """Letters that are enclosed as such."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            yield from _parts(part)


def plain(html: str) -> str:
    """What a browser would show, one line for each block, quotations marked with ">"."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.said).splitlines())
    return "\n".join(line for line in lines if line)


def _parts(message: Message) -> list[Message]:
    found = message.get_payload()
    return [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []


def _plain_first(message: Message, texts: list[str]) -> list[str]:
    kinds = [part.get_content_type() for part in _parts(message)]
    order = sorted(range(len(texts)), key=lambda n: kinds[n] != "text/plain")
    return [texts[n] for n in order]


def _is_enclosed(message: Message) -> bool:
    if message.get_content_disposition() == "attachment":
        return True
    return bool(message.get_filename()) and not message.is_multipart()


def _enclosure(message: Message) -> Iterator[Enclosure]:
    content = _content(message)
    is_inline = bool(message["Content-ID"]) or message.get_content_disposition() == "inline"
    kind = message.get_content_type()
    if is_inline and kind.startswith("image/") and len(content) <= ORNAMENT:
        return
    if content:
        yield Enclosure(_name(message) or kind, kind, content)


def _name(message: Message) -> str:
    """However it is written: plain, as RFC 2231 has it, or encoded as if it were a header."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = message.get_param(parameter, header=header)
        if value:
            found = value if isinstance(value, str) else collapse_rfc2231_value(value)
            return SPLIT.sub(" ", decoding.header_of(found))[:200]
    return ""


def _decoded(message: Message) -> str:
    return decoding.text_of(_content(message), str(message.get_param("charset") or ""))


def _content(message: Message) -> bytes:
    """Broken Base64 gives what can be read of it."""
    found = message.get_payload(decode=True)
    content = found if isinstance(found, bytes) else b""
    if not any(isinstance(one, InvalidBase64LengthDefect) for one in message.defects):
        return content
    signs = NO_BASE64.sub(b"", content)  # which Python gives back undecoded
    return base64.b64decode(signs[: len(signs) // 4 * 4])


BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "table", "hr"})
UNSAID = frozenset({"style", "script", "head", "title"})
QUOTES = frozenset({"blockquote"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unsaid = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in UNSAID
        is_quote = tag in QUOTES and any(name in {"type", "class", "id"} for name, _value in attrs)
        self._quoted += is_quote or (tag in QUOTES and self._quoted > 0)
        if tag in BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._unsaid = max(0, self._unsaid - (tag in UNSAID))
        self._quoted = max(0, self._quoted - (tag in QUOTES))
        if tag in BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.said.append(re.sub(r"\s*\n\s*", " ", data))

    def _break(self) -> None:
        self.said.append("\n> " if self._quoted else "\n")
