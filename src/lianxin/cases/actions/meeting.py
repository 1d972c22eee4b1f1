"""Hard cases: on the list of the next monthly meeting, and off it with a decision."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, private
from lianxin.cases.facts import CaseListed
from lianxin.cases.models import Case, Parking
from lianxin.kernel.models import Audience
from lianxin.kernel.reactions import announce
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User


@transaction.atomic
def park(
    case: Case,
    *,
    reason: str,
    by: User,
    at: datetime,
    meeting_on: date | None = None,
    key: UUID | None = None,
) -> None:
    """Put the case on the list of the next meeting. Response and feedback stay due as promised;
    what is parked is the solution."""
    clocks = deed.begin(case, "park", by=by, at=at, key=key)
    reason = deed.require_text(reason, _("请写明为什么要上会。"), field="reason")
    if not case.is_open:
        raise IllegalMove(_("已办结的诉求不用上会。需要重新办理的，请先重新办理。"))
    private.refuse_sharing(case)
    if case.meeting_on:
        raise Refusal(_("已在 %s 的会议清单上。") % case.meeting_on)
    today = timezone.localdate(at)
    held_on = meeting_on or clocks.rules.meeting.next_on(today)
    if held_on < today:
        raise Refusal(_("会议日期不能早于今天。"), field="meeting_on")
    entry = deed.record(
        case,
        "park",
        by=by,
        clocks=clocks,
        key=key,
        note=f"{clocks.rules.meeting.name} {held_on}：{reason}",
        changes={"meeting_on": held_on},
        audience=Audience.PUBLIC,
    )
    Parking.objects.create(
        district_id=case.district_id,
        case=case,
        meeting_on=held_on,
        reason=reason,
        parked_by=by,
        parked_at=at,
    )
    desk = network.desk_for(case.place)
    deed.tell_unit(
        desk, "case_parked", case, entry=entry, roles=(Role.DISPATCHER,), text=entry.note
    )
    deed.tell_requester(case, "case_listed", entry=entry, text=entry.note)
    _announce(case, at=at)


@transaction.atomic
def decide(
    case: Case,
    *,
    decision: str,
    owner: Organisation,
    due_on: date,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
    is_heard: bool = False,
) -> None:
    """Write down what the meeting decided; the case leaves the list. Whoever reported it is told,
    unless she `is_heard`: hears of it from the meeting. Raises `Refusal` unless the decision says
    what, who and until when."""
    clocks = deed.begin(case, "decide", by=by, at=at, key=key)
    decision = deed.require_text(decision, _("请写明会议决定。"), field="decision")
    parking = _listed(case)
    if due_on < timezone.localdate(at):
        raise Refusal(_("完成期限不能早于今天。"), field="due_on")
    if owner.district_id != case.district_id or not owner.is_active:
        raise Refusal(_("请选择本辖区的责任单位。"), field="owner")
    entry = deed.record(
        case,
        "decide",
        by=by,
        clocks=clocks,
        key=key,
        note=f"{owner.name}，{due_on}：{decision}",
        changes={"meeting_on": None},
        audience=Audience.PUBLIC,
    )
    parking.decision, parking.owner = decision, owner
    parking.due_on, parking.decided_at = due_on, at
    parking.save(update_fields=["decision", "owner", "due_on", "decided_at"])
    deed.tell_unit(owner, "case_decided", case, entry=entry, text=entry.note)
    if owner.pk != case.lead_id:
        deed.tell_unit(case.lead, "case_decided", case, entry=entry, text=entry.note)
    if not is_heard:
        deed.tell_requester(case, "case_settled", entry=entry, text=entry.note, unit=owner)
    _announce(case, at=at)


@transaction.atomic
def carry_over(
    case: Case, *, to: date, at: datetime, by: User | None = None, key: UUID | None = None
) -> None:
    """The meeting did not decide: the case stays listed, for the meeting on `to`."""
    clocks = deed.begin(case, "decide", by=by, at=at, key=key)
    parking = _listed(case)
    if to <= parking.meeting_on:
        raise Refusal(_("下次会议要晚于 %s。") % parking.meeting_on, field="to")
    entry = deed.record(
        case,
        "park",
        by=by,
        clocks=clocks,
        key=key,
        note=_("留到 %s 的会议") % to,
        changes={"meeting_on": to},
        audience=Audience.PUBLIC,
    )
    parking.meeting_on = to
    parking.save(update_fields=["meeting_on"])
    deed.tell_requester(case, "case_listed", entry=entry, text=entry.note)
    _announce(case, at=at)


def _announce(case: Case, *, at: datetime) -> None:
    announce(CaseListed(case.district_id, case.pk, case.meeting_on, at))


def _listed(case: Case) -> Parking:
    parking = Parking.objects.filter(
        district_id=case.district_id, case=case, decided_at__isnull=True
    ).first()
    if parking is None:
        raise IllegalMove(_("这件诉求不在会议清单上。"))
    return parking
