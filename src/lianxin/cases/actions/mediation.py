"""Settling a dispute between its parties: they consent, meet, agree and sign, or they do not.

Nothing of it is for anybody but the mediator: the timeline names sides (甲方, 乙方), never people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, private, publishing
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import Case, Mediation, MediationOutcome, Party
from lianxin.cases.states import UNANSWERED
from lianxin.cases.together import SIDES
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

FEWEST = 2


@dataclass(frozen=True)
class Side:
    """One party, as whoever opens the mediation knows it."""

    name: str
    phone: str = ""


@transaction.atomic
def open_mediation(
    case: Case,
    *,
    mediator: User,
    parties: Sequence[Side],
    by: User,
    at: datetime,
    key: UUID | None = None,
) -> Mediation:
    """Ask a mediator of the place to settle the case between `parties`. From now on the case is
    confidential: units that helped may not read it any more."""
    clocks = deed.begin(case, "open_mediation", by=by, at=at, key=key)
    if case.state not in UNANSWERED:
        raise IllegalMove(_("已经答复的诉求不用再调解。需要的，请先重新办理。"))
    if private.open_mediation(case):
        raise Refusal(_("这件诉求正在调解，请等这次调解结束。"))
    sides = [side for side in parties if side.name.strip()]
    if not FEWEST <= len(sides) <= len(SIDES):
        raise Refusal(_("调解要有两方到六方，请写明每一方的姓名或名称。"), field="name_1")
    if mediator not in pool(case, on=timezone.localdate(at)):
        raise Refusal(_("“%s”不是这个地方的调解员，请从名单中选择。") % mediator, field="mediator")
    private.shut(case, at=at)
    row = Mediation.objects.create(
        district_id=case.district_id, case=case, mediator=mediator, opened_by=by, opened_at=at
    )
    for name, side in zip(SIDES, sides, strict=False):
        Party.objects.create(
            district_id=case.district_id,
            mediation=row,
            side=name,
            name=side.name.strip(),
            phone=privacy.normalise_phone(side.phone) or None,
        )
    note = _("调解员：%(who)s，%(n)d 方") % {"who": mediator, "n": len(sides)}
    entry = deed.record(
        case,
        "open_mediation",
        by=by,
        clocks=clocks,
        key=key,
        note=note,
        changes={"is_confidential": True} | publishing.taken_back(case),
    )
    private.hide(case, at=at)
    deed.tell([mediator], "mediation_opened", case, entry=entry)
    _tell_parties(row, "mediation_invited", entry=entry)
    return row


@transaction.atomic
def consent(
    party: Party,
    *,
    at: datetime,
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """One side agrees to be mediated: by its own link, or (`by`) on paper the mediator has."""
    case, clocks = _begin(party, "consent", by=by, at=at, code=code, key=key)
    if not _undecided(party).update(consented_at=at):
        raise Overtaken(_("这一方已经表示过是否同意。"))
    party.consented_at = at
    entry = _record(party, "consent", by=by, clocks=clocks, key=key)
    if not _parties(party.mediation).filter(consented_at=None).exists():
        deed.tell([party.mediation.mediator], "mediation_ready", case, entry=entry)


@transaction.atomic
def decline(
    party: Party,
    *,
    at: datetime,
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """One side does not want to be mediated, which ends it: nobody has to."""
    _case, clocks = _begin(party, "decline", by=by, at=at, code=code, key=key)
    if not _undecided(party).update(declined_at=at):
        raise Overtaken(_("这一方已经表示过是否同意。"))
    entry = _record(party, "decline", by=by, clocks=clocks, key=key)
    _end(party.mediation, MediationOutcome.DECLINED, entry=entry)


@transaction.atomic
def set_session(
    case: Case, *, held_at: datetime, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Say when the parties meet, once all have consented; each is told."""
    clocks = deed.begin(case, "set_session", by=by, at=at, key=key)
    row = _consented(case)
    if held_at <= at:
        raise Refusal(_("约定时间要晚于现在。"), field="held_at")
    _still(row).update(held_at=held_at)
    row.held_at = held_at
    note = f"{timezone.localtime(held_at):%Y-%m-%d %H:%M}"
    entry = deed.record(case, "set_session", by=by, clocks=clocks, note=note, key=key)
    _tell_parties(row, "mediation_session", entry=entry, due_at=held_at)


@transaction.atomic
def draft_agreement(
    case: Case, *, agreement: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Write down what the parties agreed on, for them to sign. Words that change are signed
    anew by everybody."""
    clocks = deed.begin(case, "draft_agreement", by=by, at=at, key=key)
    row = _consented(case)
    text = deed.require_text(agreement, _("请写明协议内容。"), field="agreement")
    if row.agreement == text:
        raise Refusal(_("协议内容没有变化。"), field="agreement")
    voided = _parties(row).filter(signed_at__isnull=False).update(signed_at=None)
    row.agreement = text
    row.save(update_fields=["agreement"])
    note = _("已签的要重新签署") if voided else ""
    entry = deed.record(case, "draft_agreement", by=by, clocks=clocks, note=note, key=key)
    _tell_parties(row, "mediation_to_sign", entry=entry)


@transaction.atomic
def sign(
    party: Party,
    *,
    at: datetime,
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
    seen: str | None = None,
) -> None:
    """One side signs the agreement, by its link or on paper; the last signature concludes it.
    With `seen`, the text that was read: it must be what is signed."""
    _case, clocks = _begin(party, "sign", by=by, at=at, code=code, key=key)
    row = party.mediation
    if not row.agreement:
        raise IllegalMove(_("协议还没有写好，不能签署。"))
    if seen is not None and _same(seen) != _same(row.agreement):
        raise Overtaken(_("协议内容刚刚改过，请重新看一遍再签。"))
    unsigned = _parties(row).filter(pk=party.pk, consented_at__isnull=False, signed_at=None)
    if not unsigned.update(signed_at=at):
        raise Overtaken(_("这一方已经签署过了。"))
    entry = _record(party, "sign", by=by, clocks=clocks, key=key)
    if not _parties(row).filter(signed_at=None).exists():
        _end(row, MediationOutcome.AGREED, entry=entry)


@transaction.atomic
def end_mediation(
    case: Case, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """No agreement came about. The unit goes on with the case, and tells the requester of the
    other ways that remain."""
    clocks = deed.begin(case, "end_mediation", by=by, at=at, key=key)
    row = _open(case)
    note = deed.require_text(note, _("请写明为什么没有达成，不要写当事人说了什么。"))
    entry = deed.record(case, "end_mediation", by=by, clocks=clocks, note=note, key=key)
    _end(row, MediationOutcome.FAILED, entry=entry)


def pool(case: Case, *, on: date) -> list[User]:
    """The mediators of the case's place and of the places above it."""
    found = [
        network.people_over(place, Role.MEDIATOR, on=on) for place in network.ancestors(case.place)
    ]
    return list(dict.fromkeys(person for people in found for person in people))


def path(party: Party) -> str:
    """Where one side reads, consents and signs. Whoever has it may."""
    return f"/mediation/{party.pk}/{privacy.tracking_code(party.pk)}/"


def _begin(
    party: Party, verb: str, *, by: User | None, at: datetime, code: str, key: UUID | None
) -> tuple[Case, Clocks]:
    """What every deed of one side checks: its code, or that the mediator has it on paper."""
    row, case = party.mediation, party.mediation.case
    if code:
        timeline.refuse_repeated(case, key)
        if not privacy.matches_code(party.pk, code):
            raise NotAllowed(_("链接不完整，请从收到的消息里重新打开。"))
        clocks = Clocks(case, at=at)
    else:
        clocks = deed.begin(case, verb, by=by, at=at, key=key)
    if row.ended_at or not case.is_open:
        raise IllegalMove(_("这次调解已经结束。"))
    return case, clocks


def _record(
    party: Party, verb: str, *, by: User | None, clocks: Clocks, key: UUID | None
) -> Entry:
    note = _("%s（纸质，调解员登记）") % party.side if by else party.side
    return deed.record(party.mediation.case, verb, by=by, clocks=clocks, note=note, key=key)


def _end(row: Mediation, outcome: MediationOutcome, *, entry: Entry) -> None:
    if not _still(row).update(outcome=outcome, ended_at=entry.at):
        raise Overtaken(_("这次调解刚刚已经结束。"))
    row.outcome, row.ended_at = outcome, entry.at
    kind, said = "mediation_ended", str(outcome.label)
    deed.tell_unit(row.case.lead, kind, row.case, entry=entry, text=said)
    deed.tell([row.mediator], kind, row.case, entry=entry, text=said)


def _consented(case: Case) -> Mediation:
    row = _open(case)
    if _parties(row).filter(consented_at=None).exists():
        raise Refusal(_("还有当事方没有同意调解，要各方都同意才能继续。"), code="not_consented")
    return row


def _open(case: Case) -> Mediation:
    row = private.open_mediation(case)
    if row is None:
        raise IllegalMove(_("这件诉求现在没有在调解。"))
    row.case = case
    return row


def _tell_parties(
    row: Mediation, kind: str, *, entry: Entry, due_at: datetime | None = None
) -> None:
    """Write to those sides that left a number. What it is about, only the page says."""
    letter = deed.notice(kind, row.case, text="", due_at=due_at, link="")
    for party in _parties(row).exclude(phone=None):
        outbox.queue_to(
            replace(letter, subject=""),
            address=Address(name=party.name or "", phone=party.phone or "", link=path(party)),
            district_id=row.district_id,
            about=uuid5(entry.pk, party.side),
            at=entry.at,
        )


def _same(text: str) -> str:
    return " ".join(text.split())


def _parties(row: Mediation) -> QuerySet[Party]:
    return Party.objects.filter(district_id=row.district_id, mediation=row)


def _undecided(party: Party) -> QuerySet[Party]:
    own = Party.objects.filter(district_id=party.district_id, pk=party.pk)
    return own.filter(consented_at=None, declined_at=None)


def _still(row: Mediation) -> QuerySet[Mediation]:
    return Mediation.objects.filter(district_id=row.district_id, pk=row.pk, ended_at=None)
