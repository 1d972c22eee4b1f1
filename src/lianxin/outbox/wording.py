"""What a message says, in the recipient's language, made from its facts when it is shown or sent.

One template a kind, `outbox/<kind>.txt`, that extends `outbox/message.txt` and fills its blocks
`subject`, `body` and `short` (one line: inbox, SMS, group chat). The fact `link`, a path of the
site or a full address, is where the message leads; it follows the text by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

PARTS = ("subject", "body", "short")
SHORT = 200  # characters; a longer line is cut


@dataclass(frozen=True)
class Wording:
    """`url` is the full address of what the message leads to, "" for nothing."""

    subject: str
    body: str
    short: str
    url: str


def render(
    kind: str, facts: Mapping[str, object], language: str = "", *, site: str = ""
) -> Wording:
    """Word the message of `kind`. `site` is the address that links begin with, by default that
    of the installation. Raises `TemplateDoesNotExist` for a kind that no room has worded."""
    template = get_template(f"outbox/{kind}.txt")
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, body, short = (template.render({**facts, "part": part}) for part in PARTS)
    link = str(facts.get("link") or "")
    url = f"{site or settings.SITE_URL}{link}" if link.startswith("/") else link
    return Wording(_line(subject), body.strip(), _cut(_line(short)), url)


def short(kind: str, facts: Mapping[str, object], language: str = "") -> str:
    """The one line alone, for lists."""
    with translation.override(language or settings.LANGUAGE_CODE):
        text = get_template(f"outbox/{kind}.txt").render({**facts, "part": "short"})
    return _cut(_line(text))


def _line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
