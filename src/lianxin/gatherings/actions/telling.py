"""Who is told what."""

from __future__ import annotations

from django.utils import timezone
from django.utils.functional import Promise

from lianxin.exchange.policy import OF_UNIT
from lianxin.following import actions as following
from lianxin.gatherings.models import Action, Attendee, Meeting, Resolution, Series, Topic
from lianxin.gatherings.notices import MeetingNotice
from lianxin.gatherings.states import TOLD
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

LEADS = (Role.UNIT_LEAD,)


def title_of(meeting: Meeting) -> str:
    return f"{meeting.series.name} {timezone.localtime(meeting.starts_at):%Y-%m-%d}"


def rsvp_path(one: Attendee) -> str:
    return f"/gatherings/rsvp/{one.pk}/{privacy.tracking_code(one.pk)}/"


def town_path(meeting: Meeting) -> str:
    return f"/gatherings/town/{meeting.series.code}/{meeting.ref}/"


def tell_invited(kind: str, meeting: Meeting, *, entry: Entry, text: str = "") -> None:
    """Everybody who is invited, each with the link of her invitation."""
    rows = Attendee.objects.filter(district_id=meeting.district_id, meeting=meeting)
    until = meeting.starts_at.isoformat()
    for one in rows.select_related("unit", "user").order_by("pk"):
        to = [one.user] if one.user else []
        if one.unit is not None:
            on = timezone.localdate(entry.at)
            to = [*to, *(network.people_in(one.unit, *LEADS, on=on) or people(one.unit, entry))]
        notice = MeetingNotice(
            kind=kind, ref=meeting.ref, subject=title_of(meeting), link=rsvp_path(one),
            text=text, until=until,
        )  # fmt: skip
        _queue(notice, to, entry=entry)
        if one.email:
            address = Address(name=one.name, email=one.email, link=rsvp_path(one))
            outbox.queue_to(
                notice, address=address, district_id=meeting.district_id, about=entry.pk,
                at=entry.at,
            )  # fmt: skip


def tell_clerk(
    kind: str, series: Series, *, entry: Entry, ref: str, subject: str, link: str, text: str = ""
) -> None:
    """The clerk; where there is none, the people of the unit that convenes."""
    to = [series.clerk] if series.clerk else people(series.convener, entry)
    notice = MeetingNotice(kind=kind, ref=ref, subject=subject, link=link, text=text)
    _queue(notice, list(to), entry=entry)


def tell_owner(kind: str, action: Action, *, entry: Entry, text: str = "") -> None:
    notice = MeetingNotice(
        kind=kind, ref=action.ref, subject=action.series.name,
        link=f"/gatherings/actions/{action.ref}/", text=text or action.text,
        until=action.due_on.isoformat(),
    )  # fmt: skip
    _queue(notice, people(action.owner, entry), entry=entry)


def happened(
    row: Topic | Resolution | Action, meeting: Meeting | None, *, entry: Entry, text: str | Promise
) -> None:
    """Those who follow it hear, where the series is public and the meeting has been called. What
    a parked case is called stays between those who work on it."""
    if meeting is None or not reaches(meeting):
        return
    following.happened(
        row, entry=entry, subject=meeting.series.name, text=text, link=town_path(meeting)
    )


def reaches(meeting: Meeting) -> bool:
    """Whether those who follow what it talks about hear of it."""
    return meeting.series.is_public and meeting.state in TOLD


def people(unit: Organisation, entry: Entry) -> list[User]:
    return list(network.people_in(unit, *OF_UNIT, on=timezone.localdate(entry.at)))


def _queue(notice: MeetingNotice, to: list[User], *, entry: Entry) -> None:
    told = list({one.pk: one for one in to if one.pk != entry.by_id}.values())
    if told:
        outbox.queue(notice, to=told, about=entry.pk, at=entry.at)
