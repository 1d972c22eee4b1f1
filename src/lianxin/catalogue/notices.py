"""Every message of the catalogue. Wording: `catalogue/templates/outbox/<kind>.txt`."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.outbox.actions import Notice

KINDS = (
    "search_confirm",  # to an address: is it hers?
    "search_found",  # to who saved a search
)


@dataclass(frozen=True)
class CatalogueNotice(Notice):
    """`kind` is one of KINDS; `link` a path; `number` how many are new."""

    kind: str  # type: ignore[misc]  # one class words all messages of the room
    subject: str
    link: str
    text: str = ""
    number: int = 0
