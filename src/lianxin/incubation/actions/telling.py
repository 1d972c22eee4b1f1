"""Who is told what."""

from __future__ import annotations

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.incubation.models import Group
from lianxin.incubation.notices import GroupNotice
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import User
from lianxin.outbox import actions as outbox


def tell_group(kind: str, group: Group, *, entry: Entry, text: str) -> None:
    """Who speaks for it: its lead, and the people of the unit it has become."""
    to = [group.lead] if group.lead else []
    if group.organisation is not None:
        to += network.people_in(group.organisation, *OF_UNIT, on=timezone.localdate(entry.at))
    _queue(kind, group, to, entry=entry, text=text)


def tell_incubator(kind: str, group: Group, *, entry: Entry, text: str) -> None:
    on = timezone.localdate(entry.at)
    to = list(network.people_in(group.incubator, *OF_UNIT, on=on))
    _queue(kind, group, to, entry=entry, text=text)


def _queue(kind: str, group: Group, to: list[User], *, entry: Entry, text: str) -> None:
    people = list({one.pk: one for one in to if one.pk != entry.by_id}.values())
    link = f"/incubation/{group.ref}/"
    notice = GroupNotice(kind=kind, ref=group.ref, subject=group.name, link=link, text=text)
    if people:
        outbox.queue(notice, to=people, about=entry.pk, at=entry.at)
