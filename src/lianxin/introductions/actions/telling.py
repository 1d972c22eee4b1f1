"""Who is told what, and with which link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from lianxin.introductions.models import Introduction, Side
from lianxin.introductions.notices import IntroductionNotice
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

OF_UNIT = (Role.HANDLER, Role.UNIT_LEAD)


def tell_sides(
    kind: str, introduction: Introduction, sides: Sequence[Side], *, entry: Entry, text: str = ""
) -> None:
    for side in sides:
        other = next(one.name for one in sides if one.number != side.number)
        tell_side(kind, introduction, side, other=other, about=entry.pk, at=entry.at, text=text)


def tell_side(
    kind: str,
    introduction: Introduction,
    side: Side,
    *,
    other: str,
    about: UUID,
    at: datetime,
    text: str = "",
    when: str = "",
) -> None:
    """By account where it has one, else by its address, with the link that is its own."""
    people = _people(side, at=at)
    if people:
        link = f"/introductions/{introduction.ref}/"
        outbox.queue(
            _notice(kind, introduction, link=link, other=other, text=text, when=when),
            to=people,
            about=about,
            at=at,
        )
        return
    outbox.queue_to(
        _notice(kind, introduction, link="", other=other, text=text, when=when),
        address=Address(
            name=side.name,
            email=side.email or "",
            phone=side.phone or "",
            link=f"/introductions/{introduction.ref}/{privacy.tracking_code(side.pk)}/",
        ),
        district_id=introduction.district_id,
        about=about,
        at=at,
    )


def tell_desk(kind: str, introduction: Introduction, *, entry: Entry, text: str = "") -> None:
    root = network.place_coded(introduction.district_id, "")
    if root is None:
        return
    to = network.people_in(
        network.desk_for(root), Role.DISPATCHER, on=timezone.localdate(entry.at)
    )
    notice = _notice(
        kind, introduction, link=f"/introductions/{introduction.ref}/", other="", text=text
    )
    outbox.queue(notice, to=to, about=entry.pk, at=entry.at)


def _people(side: Side, *, at: datetime) -> list[User]:
    if side.user is not None:
        return [side.user]
    if side.organisation is None:
        return []
    return list(network.people_in(side.organisation, *OF_UNIT, on=timezone.localdate(at)))


def _notice(
    kind: str, introduction: Introduction, *, link: str, other: str, text: str, when: str = ""
) -> IntroductionNotice:
    return IntroductionNotice(
        kind=kind,
        ref=introduction.ref,
        subject=introduction.subject,
        link=link,
        other=other,
        text=text,
        when=when,
    )
