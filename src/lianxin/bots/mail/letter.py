"""One letter as plain values, whatever it was written with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from uuid import UUID

from imap_tools import MailMessage

from lianxin.bots.mail import decoding, parts
from lianxin.bots.mail.parts import Enclosure
from lianxin.bots.mail.quoting import own_words, tidy

OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|fwd?|fw|回复|答复|转发|自动转发)(?:\[\d+\])?\s*[::]\s*)+", re.IGNORECASE
)
AUTOMATIC = re.compile(
    r"\s*[\[【(]?(?:自动回复|自动答复|automatic reply|auto-?\s?reply|out of (?:the )?office)",
    re.IGNORECASE,
)
FAILED = re.compile(r"^action:\s*failed", re.IGNORECASE | re.MULTILINE)
FORGED = re.compile(r"\bdmarc=fail\b", re.IGNORECASE)
MACHINES = ("mailer-daemon", "postmaster", "mail-daemon")
RETURNS = re.compile(
    r"退信|无法投递|投递失败|undeliver|delivery.*fail|returned mail|failure notice", re.I
)
MOST_HEADERS = 20_000
LONGEST_SUBJECT = 500


@dataclass(frozen=True)
class Letter:
    """`answers` are the ids of our deliveries it answers or returns, the nearest first, `follows`
    those of other letters. `text` is all that it says, `own` what the sender wrote, without what
    was quoted. `is_forged`: the mail server says that it does not come from its sender."""

    message_id: str
    sender: str
    name: str
    subject: str
    text: str
    own: str
    enclosures: Sequence[Enclosure]
    answers: Sequence[UUID]
    follows: Sequence[str]
    is_returned: bool
    is_automatic: bool
    is_forged: bool


def read(message: MailMessage) -> Letter:
    """What `message` says. Unknown charsets and broken parts lose characters, never the letter."""
    letter: Message = message.obj
    returned = _is_returned(letter)
    name, sender = parseaddr(decoding.header_of(letter["From"]))
    subject = decoding.header_of(letter["Subject"])[:LONGEST_SUBJECT]
    text = _text(letter)
    referred = f"{letter['In-Reply-To'] or ''} {letter['References'] or ''}"
    return Letter(
        message_id=str(letter["Message-ID"] or "").strip()
        or f"uid-{message.uid}-{message.date_str}",
        sender=sender.strip().lower() if "@" in sender else "",
        name=name.strip(),
        subject=PREFIX.sub("", subject).strip(),
        text=tidy(text),
        own=own_words(text),
        enclosures=list(parts.enclosures(letter)),
        answers=_answers(letter, referred, is_returned=returned),
        follows=list(dict.fromkeys(MESSAGE_ID.findall(referred))),
        is_returned=returned,
        is_automatic=_is_automatic(letter, subject),
        is_forged=any(FORGED.search(str(one)) for one in letter.get_all(RESULTS, [])),
    )


RESULTS = "Authentication-Results"


def _text(letter: Message) -> str:
    """That of the letters it encloses, where it says nothing itself."""
    own = parts.text_of(letter)
    if own.strip():
        return own
    return "\n".join(filter(None, (parts.text_of(one) for one in parts.letters_within(letter))))


def _answers(letter: Message, referred: str, *, is_returned: bool) -> list[UUID]:
    """A reply names our letter in its headers; a returned letter encloses ours."""
    said = referred
    if is_returned:
        said += " " + " ".join(_headers_within(letter))
    return [UUID(found) for found in dict.fromkeys(OURS.findall(said.lower()))]


def _headers_within(letter: Message) -> list[str]:
    inner = [str(one["Message-ID"] or "") for one in parts.letters_within(letter)]
    texts = [
        parts.text_of(part)[:MOST_HEADERS] for part in letter.walk() if not part.is_multipart()
    ]
    headers = [
        str(part.get_payload())[:MOST_HEADERS]
        for part in letter.walk()
        if part.get_content_type() == "text/rfc822-headers"
    ]
    return [*inner, *headers, *texts]


def _is_returned(letter: Message) -> bool:
    """A report that a letter could not be delivered (RFC 3464), and what servers send instead. One
    that says that it is late is none."""
    sender = parseaddr(decoding.header_of(letter["From"]))[1].lower()
    if _report_kind(letter) == "delivery-status":
        return any(FAILED.search(_status(part)) for part in letter.walk())
    is_machine = sender.partition("@")[0] in MACHINES
    says_so = RETURNS.search(decoding.header_of(letter["Subject"]))
    return bool(letter["X-Failed-Recipients"] or (is_machine and says_so))


def _status(part: Message) -> str:
    if part.get_content_type() != "message/delivery-status":
        return ""
    inner = part.get_payload()
    return "\n".join(map(str, inner)) if isinstance(inner, list) else str(inner)


def _report_kind(letter: Message) -> str:
    is_report = letter.get_content_type() == "multipart/report"
    return str(letter.get_param("report-type") or "none").lower() if is_report else ""


def _is_automatic(letter: Message, subject: str) -> bool:
    """Written by a machine (RFC 3834): answering it could go on for ever."""
    submitted = str(letter["Auto-Submitted"] or "no").strip().lower()
    precedence = str(letter["Precedence"] or "").strip().lower()
    sender = parseaddr(decoding.header_of(letter["From"]))[1].lower()
    return (
        not submitted.startswith("no")
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(letter[name] for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or bool(letter["X-Auto-Response-Suppress"])
        or bool(_report_kind(letter))
        or sender.partition("@")[0] in MACHINES
        or str(letter["Return-Path"] or "x").strip() == "<>"
        or AUTOMATIC.match(PREFIX.sub("", subject)) is not None
    )
