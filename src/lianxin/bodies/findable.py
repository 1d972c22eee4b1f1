"""What is found of a body: its name, what it does, who convenes it. All of it is public."""

from __future__ import annotations

from typing import Final

from lianxin.bodies.models import Body
from lianxin.search import actions as search

BODY: Final = "BODY"


def put(body: Body) -> None:
    """Call it in the deed that founds it, or changes its words."""
    search.put(
        BODY, body.pk, district_id=body.district_id, title=body.name,
        body=f"{body.about}\n{body.convener.name}", at=body.founded_at, is_public=True,
        also=body.ref,
    )  # fmt: skip
