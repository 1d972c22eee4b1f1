"""Invite to a need the organisations that fit it, ten at a time, until six are interested."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.matching import links, policy, queries
from lianxin.matching.models import Call, Invite
from lianxin.matching.notices import MatchingNotice
from lianxin.matching.states import Answer, CallState, NotNow
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

WAVE: Final = 10
ENOUGH: Final = 6
MOST_REMINDERS: Final = 2
BETWEEN: Final = timedelta(hours=24)  # an invitation and its reminders
OFTEN: Final = timedelta(hours=1)
NEXT_WAVE: Final = timedelta(hours=48)
LONGEST: Final = timedelta(days=60)
CALLED: Final = frozenset({"NEED", "CHALLENGE"})
OF_UNIT: Final = (Role.HANDLER, Role.UNIT_LEAD)
BATCH: Final = 50


def call(
    need: Listing,
    *,
    deadline_at: datetime,
    by: User | None,
    at: datetime,
    key: UUID,
    text: str = "",
) -> Call:
    """Begin to invite; the first wave goes out at once. The same `key` is one round.

    Raises `Refusal` when nobody fits or the deadline is not in the next 60 days, `Overtaken`
    while another round is open.
    """
    policy.require_owner(by, need, on=timezone.localdate(at))
    known = Call.objects.filter(district_id=need.district_id, key=key).first()
    if known is not None:
        return known
    is_open = need.state == "PUBLISHED" and not need.is_over(at=at, on=timezone.localdate(at))
    if need.kind not in CALLED or not is_open:
        raise Refusal(_("只有还在清单上的需求可以邀请单位来对接。"), code="not_public")
    if not at < deadline_at <= at + LONGEST:
        raise Refusal(_("截止时间要在 60 天以内。"), field="deadline_at")
    try:
        with transaction.atomic():
            made = Call.objects.create(
                district_id=need.district_id, key=key, need=need, text=text.strip()[:500],
                next_at=at, deadline_at=deadline_at, opened_at=at, opened_by=by,
            )  # fmt: skip
            if not _send_wave(made, at=at):
                raise Refusal(_("现在清单里没有合适的单位可以邀请，换几个说法或者过些天再试。"))
    except IntegrityError as error:
        raise Overtaken(_("这项需求已经在邀请了。")) from error
    return made


@transaction.atomic
def answer(
    invite: Invite,
    said: str,
    *,
    at: datetime,
    not_now: str = "",
    note: str = "",
    by: User | None = None,
    is_by_link: bool = False,
) -> None:
    """An organisation says whether it is interested; it may think again until the round is over.

    Raises `Refusal` without one of the listed reasons where it is not.
    """
    if not is_by_link and (
        by is None or not policy.may_answer(by, invite, on=timezone.localdate(at))
    ):
        raise NotAllowed(_("只有受邀单位的人员可以回复。"))
    held = Call.objects.select_for_update().get(district_id=invite.district_id, pk=invite.call_id)
    if held.state == CallState.ENDED or at >= held.deadline_at:
        raise Refusal(_("这次邀请已经结束，谢谢。"), code="over")
    if said not in Answer.values or (said == Answer.NOT_NOW and not_now not in NotNow.values):
        raise Refusal(_("请选一个原因。"), field="not_now")
    is_news = invite.answer != said
    invite.answer, invite.note, invite.answered_at = said, note.strip()[:500], at
    invite.not_now = not_now if said == Answer.NOT_NOW else ""
    invite.save(update_fields=["answer", "not_now", "note", "answered_at"])
    if is_news:
        _tell_owner("match_answered", held, invite.need, unit=invite.organisation.name,
                    text=str(Answer(said).label), about=invite.pk, at=at)  # fmt: skip
    if held.state == CallState.OPEN and _interested(held) >= ENOUGH:
        _close(held, CallState.ENOUGH, at=at)


@transaction.atomic
def end(held: Call, *, by: User | None, at: datetime) -> None:
    """Its owner needs nobody else."""
    policy.require_owner(by, held.need, on=timezone.localdate(at))
    locked = Call.objects.select_for_update().get(district_id=held.district_id, pk=held.pk)
    if locked.state == CallState.OPEN:
        _close(locked, CallState.ENDED, at=at, is_told=False)


def advance(district_id: int, *, at: datetime) -> int:
    """Do what is due in every open round: end it, remind, or send the next wave. Returns how many
    rounds were looked at."""
    due = Call.objects.filter(district_id=district_id, state=CallState.OPEN, next_at__lte=at)
    pks = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        with transaction.atomic():
            _advance(district_id, pk, at=at)
    return len(pks)


def _advance(district_id: int, pk: UUID, *, at: datetime) -> None:
    locked = Call.objects.select_for_update(of=("self",)).select_related("need")
    held = locked.get(district_id=district_id, pk=pk)
    if held.state != CallState.OPEN or held.next_at > at:
        return
    if at >= held.deadline_at or held.need.state != "PUBLISHED":
        _close(held, CallState.OVER, at=at)
        return
    _remind(held, at=at)
    latest = Invite.objects.filter(district_id=district_id, call=held, wave=held.wave)
    sent_at = max(latest.values_list("sent_at", flat=True), default=held.opened_at)
    everybody_answered = not latest.filter(answer="").exists()
    is_due = everybody_answered or at >= sent_at + NEXT_WAVE
    is_dry = is_due and not _send_wave(held, at=at)
    _look_again(held, at=at + (BETWEEN if is_dry else OFTEN))


def _send_wave(held: Call, *, at: datetime) -> int:
    """Invite the next ten. Who was ever asked for this need is not asked again."""
    chosen = queries.organisations_for(held.need, at=at, most=WAVE)
    if not chosen:
        return 0
    held.wave += 1
    for one in chosen:
        invite = Invite.objects.create(
            district_id=held.district_id, call=held, need=held.need, wave=held.wave, sent_at=at,
            organisation=one.unit, fits=one.listing, reasons=[r.text for r in one.reasons],
        )  # fmt: skip
        _tell("match_invited", held, invite, at=at)
    _look_again(held, at=at + OFTEN)
    return len(chosen)


def _remind(held: Call, *, at: datetime) -> None:
    silent = Invite.objects.filter(
        district_id=held.district_id, call=held, answer="", reminders__lt=MOST_REMINDERS
    )
    told = ("organisation", "fits__place", "need__provider", "need__place")
    for invite in silent.select_related(*told).order_by("pk"):
        if at < (invite.reminded_at or invite.sent_at) + BETWEEN:
            continue
        invite.reminders, invite.reminded_at = invite.reminders + 1, at
        invite.save(update_fields=["reminders", "reminded_at"])
        _tell("match_reminded", held, invite, at=at)


def _look_again(held: Call, *, at: datetime) -> None:
    """The deadline is kept to the minute."""
    held.next_at = min(at, held.deadline_at)
    held.save(update_fields=["wave", "next_at"])


def _interested(held: Call) -> int:
    mine = Invite.objects.filter(district_id=held.district_id, call=held)
    return mine.filter(answer=Answer.INTERESTED).count()


def _close(held: Call, state: CallState, *, at: datetime, is_told: bool = True) -> None:
    held.state, held.closed_at = state, at
    held.save(update_fields=["state", "closed_at"])
    if is_told:
        _tell_owner("match_called", held, held.need, text=str(state.label),
                    number=_interested(held), about=held.pk, at=at)  # fmt: skip


def _tell(kind: str, held: Call, invite: Invite, *, at: datetime) -> None:
    """The people and the group of the organisation; where it has none, the number that stands in
    its listing."""
    unit: Organisation = invite.organisation
    about = invite.pk if kind == "match_invited" else _nth(invite)
    people = list(network.people_in(unit, *OF_UNIT, on=timezone.localdate(at)))
    for language in dict.fromkeys(person.language for person in people):
        speakers = [person for person in people if person.language == language]
        notice = _notice(kind, held, invite, language=language, at=at)
        outbox.queue(notice, to=speakers, about=about, at=at)
    notice = _notice(kind, held, invite, language="", at=at)
    if not people and invite.fits.phone:
        outbox.queue_to(
            notice, address=Address(name=invite.fits.contact, phone=invite.fits.phone),
            district_id=unit.district_id, about=about, at=at,
        )  # fmt: skip
    outbox.queue_group(notice, organisation=unit, about=about, at=at)


def _notice(
    kind: str, held: Call, invite: Invite, *, language: str, at: datetime
) -> MatchingNotice:
    """With the reasons in the language of who reads it."""
    with translation.override(language or settings.LANGUAGE_CODE):
        told = _("；").join(queries.why_invited(invite, at=at))
    return MatchingNotice(
        kind=kind,
        subject=held.need.title,
        link=links.answer(invite),
        unit=held.need.provider.name if held.need.provider else "",
        text=held.text,
        reasons=told,
        when=held.deadline_at.isoformat(),
    )


def _nth(invite: Invite) -> UUID:
    """What a reminder is about: the first and the second are two."""
    return UUID(int=invite.pk.int ^ invite.reminders)


def _tell_owner(
    kind: str, held: Call, need: Listing, *, about: UUID, at: datetime,
    unit: str = "", text: str = "", number: int = 0,
) -> None:  # fmt: skip
    on = timezone.localdate(at)
    if need.provider is not None:
        people = list(network.people_in(need.provider, *OF_UNIT, on=on))
    else:
        people = [need.owner] if need.owner else []
    notice = MatchingNotice(
        kind=kind, subject=need.title, link=f"/matching/calls/{held.pk}/", unit=unit, text=text,
        number=number,
    )  # fmt: skip
    if people:
        outbox.queue(notice, to=people, about=about, at=at)
