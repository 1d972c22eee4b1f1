"""One letter as plain values, whatever it was written with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import UUID

from imap_tools import MailMessage
from mailparser_reply import EmailReplyParser

OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
LANGUAGES = ["zh", "en"]
QUOTED = re.compile(
    r"^\s*(?:-+\s*(?:原始邮件|回复的原邮件|Original Message|转发的邮件)\s*-+|发件人[::].*|"
    r"在\s?\d{4}.*写道[::]|On .* wrote:)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|回复|答复|转发)\s*[::]\s*)+", re.IGNORECASE)
BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"})
UNSAID = frozenset({"style", "script", "head", "title"})
MOST_HEADERS = 20_000


@dataclass(frozen=True)
class Enclosure:
    name: str
    kind: str
    content: bytes

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")


@dataclass(frozen=True)
class Letter:
    """`answers` are the ids of our deliveries it answers or returns, the nearest first. `text` is
    what the sender wrote, without what was quoted."""

    message_id: str
    sender: str
    name: str
    subject: str
    text: str
    enclosures: Sequence[Enclosure]
    answers: Sequence[UUID]
    is_returned: bool
    is_automatic: bool


def read(message: MailMessage) -> Letter:
    """What `message` says. Unknown charsets and broken parts lose characters, never the letter."""
    returned = _is_returned(message)
    sender = message.from_values
    return Letter(
        message_id=_header(message, "message-id") or f"uid-{message.uid}-{message.date_str}",
        sender=(sender.email if sender else "").lower(),
        name=(sender.name if sender else "").strip(),
        subject=PREFIX.sub("", message.subject).strip(),
        text=_own_words(message.text or _plain(message.html)),
        enclosures=[
            Enclosure(part.filename or "", part.content_type, part.payload)
            for part in message.attachments
            if part.payload
        ],
        answers=_answers(message, is_returned=returned),
        is_returned=returned,
        is_automatic=_is_automatic(message),
    )


def _header(message: MailMessage, name: str) -> str:
    headers: Mapping[str, tuple[str, ...]] = message.headers
    found = headers.get(name, ())
    return " ".join(found).strip()


def _answers(message: MailMessage, *, is_returned: bool) -> list[UUID]:
    """A reply names our letter in its headers; a returned letter encloses ours."""
    said = f"{_header(message, 'in-reply-to')} {_header(message, 'references')}"
    if is_returned:
        said += f" {message.obj.as_string()[:MOST_HEADERS]}"
    return [UUID(found) for found in dict.fromkeys(OURS.findall(said.lower()))]


def _is_returned(message: MailMessage) -> bool:
    """A report that a letter could not be delivered (RFC 3464)."""
    is_report = message.obj.get_content_type() == "multipart/report"
    kind = str(message.obj.get_param("report-type") or "").lower()
    sender = message.from_values.email.lower() if message.from_values else ""
    return (is_report and kind == "delivery-status") or sender.startswith("mailer-daemon@")


def _is_automatic(message: MailMessage) -> bool:
    """Written by a machine (RFC 3834): answering it could go on for ever."""
    submitted = _header(message, "auto-submitted").lower() or "no"
    precedence = _header(message, "precedence").lower()
    return (
        not submitted.startswith("no")
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or bool(_header(message, "x-autoreply") or _header(message, "x-auto-response-suppress"))
        or bool(_header(message, "list-id"))
    )


def _own_words(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if found := QUOTED.search(text):
        text = text[: found.start()]
    own = EmailReplyParser(languages=LANGUAGES).parse_reply(text=text)
    return (own or text).strip()


def _plain(html: str) -> str:
    words = _Words()
    words.feed(html)
    lines = (" ".join(line.split()) for line in "".join(words.said).splitlines())
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """What a browser would show, one line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._unsaid += tag in UNSAID
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unsaid = max(0, self._unsaid - (tag in UNSAID))
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.said.append(data)
