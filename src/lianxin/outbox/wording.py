"""What a message says, in the recipient's language, made from its facts when it is shown or sent.

One template a kind, `outbox/<kind>.txt`, that extends `outbox/message.txt` and fills its blocks:
`subject`, `body`, `short` (one line: inbox, SMS, group chat) and `path` (where it leads).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

PARTS = ("subject", "body", "short", "path")


@dataclass(frozen=True)
class Wording:
    """`path` is the place on the site it leads to ("" for none), `url` the same in full."""

    subject: str
    body: str
    short: str
    path: str
    url: str


def render(
    kind: str, facts: Mapping[str, object], language: str = "", *, site: str = ""
) -> Wording:
    """Word the message of `kind`. `site` is the address that links begin with, by default that
    of the installation. Raises `TemplateDoesNotExist` for a kind that no room has worded."""
    template = get_template(f"outbox/{kind}.txt")
    site = site or settings.SITE_URL
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, body, short, path = (
            template.render({**facts, "part": part, "site": site}).strip() for part in PARTS
        )
    return Wording(" ".join(subject.split()), body, short, path, f"{site}{path}" if path else "")
