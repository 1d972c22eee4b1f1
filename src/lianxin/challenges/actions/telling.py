"""Who is told what, and with which link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from lianxin.challenges.models import Application, Challenge
from lianxin.challenges.notices import ChallengeNotice
from lianxin.kernel import privacy
from lianxin.network import queries as network
from lianxin.network.models import Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

OF_UNIT = (Role.HANDLER, Role.UNIT_LEAD)


def tell_publisher(
    kind: str,
    challenge: Challenge,
    *,
    about: UUID,
    at: datetime,
    team: str = "",
    text: str = "",
    when: str = "",
) -> None:
    notice = _notice(
        kind, challenge, link=f"/challenges/{challenge.listing.ref}/run/", team=team, text=text,
        when=when,
    )  # fmt: skip
    _queue(notice, publishers(challenge, at=at), about=about, at=at)


def tell_leads(
    kind: str, challenge: Challenge, *, about: UUID, at: datetime, when: str = ""
) -> None:
    """The district's managers."""
    root = network.place_coded(challenge.district_id, "")
    if root is None:
        return
    link = f"/challenges/{challenge.listing.ref}/"
    to = network.people_over(root, Role.MANAGER, on=timezone.localdate(at))
    _queue(_notice(kind, challenge, link=link, when=when), to, about=about, at=at)


def tell_reviewer(challenge: Challenge, user: User, *, about: UUID, at: datetime) -> None:
    link = f"/challenges/{challenge.listing.ref}/review/"
    when = challenge.decide_on.isoformat()
    notice = _notice("challenge_appointed", challenge, link=link, when=when)
    _queue(notice, [user], about=about, at=at)


def tell_dismissed(
    challenge: Challenge, user: User, *, about: UUID, at: datetime, text: str
) -> None:
    link = f"/challenges/{challenge.listing.ref}/"
    notice = _notice("challenge_dismissed", challenge, link=link, text=text)
    _queue(notice, [user], about=about, at=at)


def tell_team(
    kind: str,
    application: Application,
    *,
    about: UUID,
    at: datetime,
    text: str = "",
    when: str = "",
) -> None:
    """By account, else by address with the link that is its own."""
    claim, challenge = application.claim, application.challenge
    who = claim.claimant
    own = f"/challenges/applications/{claim.ref}/"
    notice = _notice(
        kind, challenge, link=own if who.user else "", team=application.team, text=text, when=when
    )
    if who.user:
        _queue(notice, [who.user], about=about, at=at)
        return
    outbox.queue_to(
        notice,
        address=Address(
            name=who.name or "",
            email=who.email or "",
            phone=who.phone or "",
            language=who.language,
            link=f"{own}{privacy.tracking_code(claim.pk)}/",
        ),
        district_id=claim.district_id,
        about=about,
        at=at,
    )


def publishers(challenge: Challenge, *, at: datetime) -> list[User]:
    listing = challenge.listing
    if listing.provider is None:
        return [listing.owner] if listing.owner else []
    return list(network.people_in(listing.provider, *OF_UNIT, on=timezone.localdate(at)))


def _notice(
    kind: str, challenge: Challenge, *, link: str, team: str = "", text: str = "", when: str = ""
) -> ChallengeNotice:
    return ChallengeNotice(
        kind=kind,
        ref=challenge.listing.ref,
        subject=challenge.listing.title,
        link=link,
        team=team,
        text=text,
        when=when,
    )


def _queue(notice: ChallengeNotice, to: Iterable[User], *, about: UUID, at: datetime) -> None:
    people = list(to)
    if people:
        outbox.queue(notice, to=people, about=about, at=at)
