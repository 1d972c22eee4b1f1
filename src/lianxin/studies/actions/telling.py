"""Who is told what."""

from __future__ import annotations

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.outbox import actions as outbox
from lianxin.studies import queries
from lianxin.studies.models import Member, Study
from lianxin.studies.notices import StudyNotice


def public_link(study: Study) -> str:
    return f"/studies/town/{study.ref}/"


def name_of(member: Member) -> str:
    if member.organisation is not None:
        return member.organisation.name
    return member.user.get_full_name() if member.user else ""


def tell_unit(kind: str, study: Study, *, entry: Entry, text: str) -> None:
    _queue(kind, study, _people(study.unit, entry), entry=entry, text=text)


def tell_team(kind: str, study: Study, *, entry: Entry, text: str) -> None:
    """Those who said yes."""
    to: list[User] = []
    for member in queries.members_of(study):
        if member.consented_at:
            to += _of(member, entry)
    _queue(kind, study, to, entry=entry, text=text)


def tell_member(kind: str, study: Study, member: Member, *, entry: Entry, text: str) -> None:
    _queue(kind, study, _of(member, entry), entry=entry, text=text)


def _of(member: Member, entry: Entry) -> list[User]:
    if member.organisation is not None:
        return _people(member.organisation, entry)
    return [member.user] if member.user else []


def _people(unit: Organisation, entry: Entry) -> list[User]:
    return list(network.people_in(unit, *OF_UNIT, on=timezone.localdate(entry.at)))


def _queue(kind: str, study: Study, to: list[User], *, entry: Entry, text: str) -> None:
    people = list({one.pk: one for one in to if one.pk != entry.by_id}.values())
    notice = StudyNotice(
        kind=kind, ref=study.ref, subject=study.title, link=f"/studies/{study.ref}/", text=text,
        until=study.due_on.isoformat(),
    )  # fmt: skip
    if people:
        outbox.queue(notice, to=people, about=entry.pk, at=entry.at)
