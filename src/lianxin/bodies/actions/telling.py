"""Who is told what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from lianxin.bodies import links
from lianxin.bodies.models import Body, Member, SignUp, Term
from lianxin.bodies.notices import BodyNotice
from lianxin.exchange.policy import OF_UNIT
from lianxin.kernel import privacy
from lianxin.network import queries as network
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address


def tell_unit(
    kind: str, term: Term, *, about: UUID, at: datetime, until: date | None = None, text: str = ""
) -> None:
    """The people of the unit whose term it is."""
    to = list(network.people_in(term.unit, *OF_UNIT, on=timezone.localdate(at)))
    notice = BodyNotice(
        kind=kind, subject=term.body.name, link=f"/bodies/{term.body.ref}/", text=text,
        until=until.isoformat() if until else "",
    )  # fmt: skip
    if to:
        outbox.queue(notice, to=to, about=about, at=at)


def ask_to_confirm(sign_up: SignUp, *, at: datetime) -> None:
    """Her own link, and nobody else's."""
    address = Address(
        name=sign_up.name, email=sign_up.email or "", phone=sign_up.phone or "",
        language=sign_up.language, link=f"/bodies/town/confirm/{links.token(sign_up)}/",
    )  # fmt: skip
    notice = BodyNotice(
        kind="body_confirm", subject=sign_up.body.name, until=sign_up.expires_at.isoformat(),
        text=sign_up.invited_by.name if sign_up.invited_by else "",
    )  # fmt: skip
    outbox.queue_to(
        notice, address=address, district_id=sign_up.district_id, about=sign_up.pk, at=at
    )


def tell_member(kind: str, member: Member, *, about: UUID, at: datetime, text: str = "") -> None:
    tell_members(kind, member.body, [member], about=about, at=at, text=text)


def tell_members(
    kind: str,
    body: Body,
    members: Iterable[Member],
    *,
    about: UUID,
    at: datetime,
    text: str = "",
    until: str = "",
) -> None:
    """By account, or by the address they gave, each with her own link."""
    for member in members:
        link = member_link(body, member)
        if member.user is not None:
            notice = BodyNotice(kind, body.name, link, text=text, until=until)
            outbox.queue(notice, to=[member.user], about=about, at=at)
        elif member.email or member.phone:
            address = Address(
                name=member.name or "", email=member.email or "", phone=member.phone or "",
                language=member.language, link=link,
            )  # fmt: skip
            notice = BodyNotice(kind, body.name, text=text, until=until)
            outbox.queue_to(
                notice, address=address, district_id=body.district_id, about=about, at=at
            )


def member_link(body: Body, member: Member) -> str:
    """Hers alone: who has an account comes to it signed in."""
    if member.user_id is not None:
        return f"/bodies/town/{body.ref}/"
    return f"/bodies/town/member/{member.pk}/{privacy.tracking_code(member.pk)}/"
