"""Who is told what."""

from __future__ import annotations

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.incubation import queries
from lianxin.incubation.models import Group
from lianxin.incubation.notices import GroupNotice
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address


def tell_group(kind: str, group: Group, *, entry: Entry, text: str) -> None:
    """Who speaks for it: its lead, the people of the unit it has become, and by her own link who
    put it forward."""
    tell_proposer(kind, group, entry=entry, text=text)
    to = [group.lead] if group.lead else []
    if group.organisation is not None:
        to += network.people_in(group.organisation, *OF_UNIT, on=timezone.localdate(entry.at))
    _queue(kind, group, to, entry=entry, text=text)


def tell_proposer(
    kind: str, group: Group, *, entry: Entry, text: str = "", until: str = ""
) -> None:
    """Who put it forward without an account."""
    proposer = queries.proposer_of(group)
    if proposer is None:
        return
    link = f"/incubation/town/{group.ref}/{privacy.tracking_code(group.pk)}/"
    address = Address(
        name=proposer.name, email=proposer.email or "", phone=proposer.phone or "",
        language=proposer.language, link=link,
    )  # fmt: skip
    outbox.queue_to(
        _notice(kind, group, link="", text=text, until=until),
        address=address,
        district_id=group.district_id,
        about=entry.pk,
        at=entry.at,
    )


def tell_incubator(kind: str, group: Group, *, entry: Entry, text: str, until: str = "") -> None:
    on = timezone.localdate(entry.at)
    to = list(network.people_in(group.incubator, *OF_UNIT, on=on))
    _queue(kind, group, to, entry=entry, text=text, until=until)


def _queue(
    kind: str, group: Group, to: list[User], *, entry: Entry, text: str, until: str = ""
) -> None:
    people = list({one.pk: one for one in to if one.pk != entry.by_id}.values())
    notice = _notice(kind, group, link=f"/incubation/{group.ref}/", text=text, until=until)
    if people:
        outbox.queue(notice, to=people, about=entry.pk, at=entry.at)


def _notice(kind: str, group: Group, *, link: str, text: str, until: str) -> GroupNotice:
    return GroupNotice(
        kind=kind, ref=group.ref, subject=group.name, link=link, text=text, until=until
    )
