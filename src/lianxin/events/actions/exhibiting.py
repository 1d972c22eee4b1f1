"""What is shown at an event, and who meets whom there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy, queries
from lianxin.events.models import Exhibit, Talk
from lianxin.events.notices import TalkNotice
from lianxin.events.states import TALK, TalkState
from lianxin.exchange.actions import places
from lianxin.exchange.models import Listing, Slot
from lianxin.exchange.policy import OF_UNIT
from lianxin.exchange.states import ListingState
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.outbox import actions as outbox


@transaction.atomic
def show(event: Listing, shown: Listing, *, by: User | None, at: datetime, key: UUID) -> Exhibit:
    """A published listing of a unit stands in the hall. The same one twice is once."""
    policy.require_giving(by, event, on=timezone.localdate(at))
    is_out = shown.state == ListingState.PUBLISHED and shown.provider_id is not None
    if shown.district_id != event.district_id or not is_out or shown.kind == queries.EVENT:
        raise Refusal(_("只有本辖区单位已上架的条目可以展示。"), field="shown")
    made, is_new = Exhibit.objects.get_or_create(
        district_id=event.district_id, event=event, shown=shown, defaults={"key": key}
    )
    if is_new:
        timeline.append(event, "show", by=by, at=at, note=shown.ref)
    return made


@transaction.atomic
def take_down(exhibit: Exhibit, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """It is not shown any more; refused while somebody has asked to meet there."""
    policy.require_giving(by, exhibit.event, on=timezone.localdate(at))
    if Talk.objects.filter(district_id=exhibit.district_id, exhibit=exhibit).exists():
        raise Refusal(_("已经有单位约谈，不能撤展。请参展单位先答复。"), code="asked")
    ref, event = exhibit.shown.ref, exhibit.event
    if Exhibit.objects.filter(district_id=event.district_id, pk=exhibit.pk).delete()[0]:
        timeline.append(event, "take_down", by=by, at=at, key=key, note=ref)


@transaction.atomic
def ask(
    exhibit: Exhibit,
    slot: Slot,
    unit: Organisation,
    *,
    starts_at: datetime,
    about: str,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Talk:
    """A unit asks who shows something for a meeting. The same `key` is one."""
    policy.require_of(by, unit, on=timezone.localdate(at))
    rows = Talk.objects.filter(district_id=slot.district_id)
    if first := rows.filter(key=key).first():
        found: Talk = first
        return found
    places.lock(slot)
    host = exhibit.shown.provider
    if host is None or host.pk == unit.pk:
        raise Refusal(_("不用约自己单位。"), field="unit")
    if not about.strip():
        raise Refusal(_("请写一句想谈什么，对方据此答复。"), field="about")
    if slot.listing_id != exhibit.event_id or starts_at not in queries.times(slot):
        raise Refusal(_("请在时间表里选一个时间。"), field="starts_at")
    if slot.cancelled_at or starts_at <= at:
        raise Refusal(_("这个时间已经过了，或者活动取消了。"), field="starts_at")
    talk = Talk(
        district_id=slot.district_id, key=key, slot=slot, exhibit=exhibit, host=host, unit=unit,
        starts_at=starts_at, about=about.strip()[:300],
    )  # fmt: skip
    _require_free(talk)
    if rows.filter(exhibit=exhibit, unit=unit, state=TalkState.ASKED).exists():
        raise Refusal(_("已经约过，请等对方答复。"), code="already")
    entry = timeline.begin(talk, "ask", by=by, at=at)
    _tell("talk_asked", talk, talk.host, entry=entry, text=talk.about)
    return talk


@transaction.atomic
def accept(talk: Talk, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Who shows it agrees; neither of both has agreed to another one at that time."""
    policy.require_of(by, talk.host, on=timezone.localdate(at))
    places.lock(talk.slot)
    if TALK.allows(talk.state, "accept"):
        _require_free(talk)
    try:
        with transaction.atomic():
            entry = TALK.apply(talk, "accept", by=by, at=at, key=key)
            _tell("talk_accepted", talk, talk.unit, entry=entry)
    except IntegrityError as error:
        raise Overtaken(_("这个时间刚刚约给了别人，请另选时间。")) from error


@transaction.atomic
def decline(
    talk: Talk, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Not this time, with a reason that the other side reads."""
    policy.require_of(by, talk.host, on=timezone.localdate(at))
    said = reason.strip()[:200]
    if not said:
        raise Refusal(_("请写一句原因，对方看得到。"), field="reason")
    entry = TALK.apply(talk, "decline", by=by, at=at, key=key, reason=said)
    _tell("talk_declined", talk, talk.unit, entry=entry, text=said)


@transaction.atomic
def withdraw(talk: Talk, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Who asked takes it back; the time is free again."""
    policy.require_of(by, talk.unit, on=timezone.localdate(at))
    entry = TALK.apply(talk, "withdraw", by=by, at=at, key=key)
    _tell("talk_withdrawn", talk, talk.host, entry=entry)


def _tell(kind: str, talk: Talk, unit: Organisation, *, entry: Entry, text: str = "") -> None:
    """The people of one side, of the other."""
    event, other = talk.exhibit.event, talk.unit if unit.pk == talk.host_id else talk.host
    notice = TalkNotice(
        kind=kind, ref=event.ref, subject=talk.exhibit.shown.title, unit=other.name, text=text,
        when=talk.starts_at.isoformat(), link=f"/events/{event.ref}/hall/",
    )  # fmt: skip
    people = network.people_in(unit, *OF_UNIT, on=timezone.localdate(entry.at))
    to = [person for person in people if person.pk != entry.by_id]
    if to:
        outbox.queue(notice, to=to, about=entry.pk, at=entry.at)


def _require_free(talk: Talk) -> None:
    if queries.agreed(talk.slot, talk.starts_at) & {talk.host_id, talk.unit_id}:
        raise Refusal(_("这个时间有一方已经约了别人，请另选时间。"), field="starts_at")
