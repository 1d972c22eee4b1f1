"""The kinds of listings. A new one is a module here and its name in the list below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lianxin.exchange.kinds import (
    build,
    challenge,
    course,
    event,
    finance,
    job,
    mentor,
    need,
    partner,
    point,
    policy,
    result,
    secondment,
    service,
    shift,
    stall,
    tour,
    trade,
    venue,
)
from lianxin.exchange.kinds.base import As, Detail, Kind, Side

__all__ = ["KINDS", "As", "Detail", "Kind", "Side", "choices"]

KINDS: Final[Mapping[str, Kind]] = {
    each.KIND.code: each.KIND
    for each in (
        service,
        course,
        event,
        mentor,
        tour,
        point,
        venue,
        stall,
        shift,
        need,
        build,
        result,
        challenge,
        job,
        secondment,
        policy,
        finance,
        trade,
        partner,
    )
}


def choices() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.label)) for kind in KINDS.values()]
