"""How a case finds the unit that answers for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases.actions import checklist, deed, directing, private, publishing
from lianxin.cases.models import Case, ClassedBy, ClockName, Level, Stint
from lianxin.cases.rules import LEVELS, Rules
from lianxin.cases.states import LIFECYCLE, UNANSWERED, Outcome, State
from lianxin.kernel import timeline
from lianxin.kernel.database import rows
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, PlaceKind, Role, User

TAKE_BACK_WITHIN = timedelta(minutes=5)  # a slip is seen at once; later the unit may have set out
TO_A_UNIT = [name for name, move in LIFECYCLE.moves.items() if move.target == State.ASSIGNED]


@transaction.atomic
def assign(
    case: Case,
    *,
    to: Organisation,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Hand the case to the unit that must answer it; the unit has the ACCEPT term to sign.

    After two bounces (the playbook's number) the assignment is binding and cannot be bounced.
    """
    _give(case, "assign", to=to, by=by, at=at, note=note, key=key)


@transaction.atomic
def reassign(
    case: Case,
    *,
    to: Organisation,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Take the case from the unit that has it, and hand it to another."""
    _give(case, "reassign", to=to, by=by, at=at, note=note, key=key)


def _give(
    case: Case,
    verb: str,
    *,
    to: Organisation,
    by: User | None,
    at: datetime,
    note: str,
    key: UUID | None,
) -> None:
    clocks = deed.begin(case, verb, by=by, at=at, key=key)
    if to.pk == case.lead_id:
        raise Refusal(_("这件诉求已经在“%s”。请选择别的单位。") % to.name, field="to")
    if to.district_id != case.district_id or not to.is_active:
        raise Refusal(_("“%s”现在不能承办，请选择别的单位。") % to.name, field="to")
    clocks.resume()
    clocks.stop(ClockName.WAIT)
    clocks.start(ClockName.ACCEPT)
    entry = deed.move(
        case,
        verb,
        by=by,
        clocks=clocks,
        note=note,
        key=key,
        lead=to,
        handler=None,
        pause_reason="",
        is_binding=case.bounces >= clocks.rules.binding_after_bounces,
    )
    _hand_over(case, to, at=at)
    deed.tell_unit(to, "case_assigned", case, entry=entry, text=note, due_at=case.next_due_at)


@transaction.atomic
def unassign(
    case: Case, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Take an assignment back that was a slip: the case waits at the desk as if it had not been
    assigned, and the unit hears of it. Raises `Refusal` when it is no longer fresh."""
    clocks = deed.begin(case, "unassign", by=by, at=at, key=key)
    until = taken_back_until(case)
    if until is None:
        raise Refusal(_("只有刚分派的才能撤回。请改派给应当办理的单位。"))
    if at > until:
        minutes = TAKE_BACK_WITHIN // timedelta(minutes=1)
        raise Refusal(
            _("分派已过 %d 分钟，单位可能已着手，不能再撤回。请改派给应当办理的单位。") % minutes
        )
    clocks.forget(ClockName.ACCEPT)
    unit, desk = case.lead, network.desk_for(case.place)
    Stint.objects.filter(
        district_id=case.district_id, case=case, ended_at__isnull=True
    ).delete()  # it was no turn: no statistics may count it for the unit
    entry = deed.move(
        case, "unassign", by=by, clocks=clocks, note=note, key=key, lead=desk, is_binding=False
    )
    deed.tell_unit(unit, "case_unassigned", case, entry=entry, text=note)


def taken_back_until(case: Case) -> datetime | None:
    """Until when the assignment may be taken back; None: the case came to the unit otherwise."""
    last = timeline.of(case).filter(verb__in=TO_A_UNIT).last()
    return last.at + TAKE_BACK_WITHIN if last and last.verb == "assign" else None


@transaction.atomic
def accept(case: Case, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """The unit signs for the case; the requester hears who handles it, which is the response."""
    clocks = deed.begin(case, "accept", by=by, at=at, key=key)
    clocks.stop(ClockName.ACCEPT, ClockName.RESPOND)
    turn = {"district_id": case.district_id, "case_id": case.pk, "ended_at": None}
    rows.update(Stint, turn, {"accepted_at": at})
    entry = deed.move(case, "accept", by=by, clocks=clocks, key=key, handler=by)
    deed.tell_requester(case, "case_accepted", entry=entry, due_at=case.next_due_at)


@transaction.atomic
def bounce(
    case: Case,
    *,
    reason: str,
    proposed: Organisation | None,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Give the case back to the desk, with a listed reason and the unit that should have it.

    `received_at` and the promises to the requester stay as they are. Raises `Refusal` when the
    assignment is binding, the reason is not listed or no unit is proposed.
    """
    clocks = deed.begin(case, "bounce", by=by, at=at, key=key)
    if case.is_binding:
        raise Refusal(_("调度中心已指定本单位办理，不能再退回。可以请求协办或提交连心会。"))
    if reason not in clocks.rules.bounce_reasons:
        raise Refusal(_("请选择一项退回原因。"), field="reason")
    if proposed is None or proposed.pk == case.lead_id:
        raise Refusal(_("请写明建议由哪个单位办理，不能是本单位。"), field="proposed")
    clocks.stop(ClockName.ACCEPT)
    unit, desk = case.lead, network.desk_for(case.place)
    deed.end_stint(case, at=at, bounce_reason=reason, proposed_unit_id=proposed.pk)
    why = f"{clocks.rules.bounce_reasons[reason].label} → {proposed.name}"
    entry = deed.move(
        case,
        "bounce",
        by=by,
        clocks=clocks,
        note=f"{why}：{note}" if note else why,
        key=key,
        lead=desk,
        handler=None,
        bounces=case.bounces + 1,
    )
    deed.tell_unit(desk, "case_bounced", case, entry=entry, text=f"{unit.name}：{entry.note}")


@transaction.atomic
def classify(
    case: Case,
    *,
    class_code: str,
    grade: str,
    by: User | None,
    at: datetime,
    kind: str = "",
    key: UUID | None = None,
) -> None:
    """Put the case into a class and grade. What was promised stays promised; only what becomes
    urgent is promised sooner."""
    clocks = deed.begin(case, "classify", by=by, at=at, key=key)
    if class_code not in clocks.rules.classes:
        raise Refusal(_("没有这个类别，请从列表中选择。"), field="class_code")
    if grade not in clocks.rules.grades:
        raise Refusal(_("没有这个等级，请从列表中选择。"), field="grade")
    known = clocks.rules.classes[class_code]
    is_private = private.is_private(case, clocks.rules, class_code)
    clocks.hasten(grade=grade, class_code=class_code)
    deed.record(
        case,
        "classify",
        by=by,
        clocks=clocks,
        key=key,
        note=f"{known.label} · {clocks.rules.grades[grade].label}",
        changes={
            "class_code": class_code,
            "classed_by": ClassedBy.STAFF if by else ClassedBy.MACHINE,
            "grade": grade,
            "kind": kind or known.kind,
            "is_confidential": is_private,
            **(publishing.taken_back(case) if is_private else {}),
        },
    )
    checklist.relay(case, clocks.rules)
    if is_private:
        private.shut(case, at=at)
        private.hide(case, at=at)
    if case.state == State.RECEIVED:
        directing.direct(case, at=at, may_assign=False)


@transaction.atomic
def escalate(
    case: Case, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Lift the case one level: grid → community → street → district. The unit keeps it and is
    told; those who lead at the next level are told too. Without a reason there is a `Refusal`."""
    climb(case, "escalate", reason=reason, by=by, at=at, key=key)


@transaction.atomic
def climb(
    case: Case,
    verb: str,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """`escalate` by a person, or `climb` by the system because a time has passed."""
    clocks = deed.begin(case, "escalate", by=by, at=at, key=key)
    reason = deed.require_text(reason, _("请写明上报的理由。"), field="reason")
    if not case.is_open:
        raise Refusal(_("已办结的诉求不能上报。需要重新办理的，请先重新办理。"))
    level = next_level(case)
    if level is None:
        raise Refusal(_("已经在区级，不能再往上报。可以提交连心会。"))
    entry = deed.record(
        case,
        verb,
        by=by,
        clocks=clocks,
        key=key,
        note=f"{Level(case.level).label} → {level.label}：{reason}",
        changes={"level": level},
    )
    tell_level(case, "case_escalated", entry_note=entry.note, entry=entry)
    deed.tell_unit(case.lead, "case_escalated", case, entry=entry, text=entry.note)


def next_level(case: Case) -> Level | None:
    """The level above the case's own, or None from the top."""
    position = LEVELS.index(case.level) + 1
    return Level(LEVELS[position]) if position < len(LEVELS) else None


def tell_level(case: Case, kind: str, *, entry_note: str, entry: Entry) -> None:
    """Tell those who lead or dispatch at the place of the case's level."""
    place = network.ancestor(case.place, PlaceKind(case.level)) or case.place
    for role in (Role.MANAGER, Role.DISPATCHER):
        deed.tell_over(place, role, kind, case, entry=entry, text=entry_note)


@transaction.atomic
def close(
    case: Case,
    *,
    outcome: str,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """End the case from wherever it stands, with a text that the requester gets."""
    clocks = deed.begin(case, "close", by=by, at=at, key=key)
    note = deed.require_text(note, _("办结要写明理由，诉求人会看到。"))
    if outcome not in Outcome.values:
        raise Refusal(_("请选择办理结果。"), field="outcome")
    if by:  # what the system closes was ended elsewhere: with the whole, or in an old ledger
        _require_borne_out(case, outcome, clocks.rules)
    clocks.stop_all()
    deed.end_stint(case, at=at)
    entry = deed.move(
        case,
        "close",
        by=by,
        clocks=clocks,
        note=note,
        key=key,
        outcome=outcome,
        closed_at=at,
        answered_at=case.answered_at or at,
        pause_reason="",
    )
    deed.tell_requester(case, "case_closed", entry=entry, text=note)


@transaction.atomic
def reopen(
    case: Case,
    *,
    note: str,
    by: User | None,
    at: datetime,
    to: Organisation | None = None,
    key: UUID | None = None,
) -> None:
    """Have it handled again, by the same unit or another, with a text that the requester gets."""
    clocks = deed.begin(case, "reopen", by=by, at=at, key=key)
    note = deed.require_text(note, _("请写明为什么重新办理，诉求人会看到。"))
    clocks.stop(ClockName.DECIDE, ClockName.RATE)
    clocks.start(ClockName.ACCEPT, ClockName.FEEDBACK)
    unit = to or case.lead
    entry = deed.move(
        case,
        "reopen",
        by=by,
        clocks=clocks,
        note=note,
        key=key,
        lead=unit,
        handler=None,
        outcome="",
        answered_at=None,
        closed_at=None,
        reopens=case.reopens + 1,
        **publishing.taken_back(case),
    )
    _hand_over(case, unit, at=at)
    deed.tell_unit(unit, "case_assigned", case, entry=entry, text=note, due_at=case.next_due_at)
    deed.tell_requester(case, "case_reopened", entry=entry, text=note, due_at=case.next_due_at)


@transaction.atomic
def uphold(
    case: Case, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Decide that the answer stands, with a text that the requester gets."""
    clocks = deed.begin(case, "uphold", by=by, at=at, key=key)
    note = deed.require_text(note, _("请写明为什么维持原结果，诉求人会看到。"))
    clocks.stop_all()
    entry = deed.move(case, "uphold", by=by, clocks=clocks, note=note, key=key, closed_at=at)
    deed.tell_requester(case, "case_upheld", entry=entry, text=note)


def _hand_over(case: Case, to: Organisation, *, at: datetime) -> None:
    """After the move: of two who hand it over at once only one comes so far."""
    deed.end_stint(case, at=at)
    rows.insert(Stint(district_id=case.district_id, case=case, unit=to, assigned_at=at))


def _require_borne_out(case: Case, outcome: str, rules: Rules) -> None:
    """What is closed as done has its checklist done, its mediation ended, and was looked at by
    others where its class wants that. One that has been answered was asked for all this then."""
    if case.state not in UNANSWERED:
        return
    checklist.require_done(case, outcome)
    private.require_no_mediation(case)
    if outcome in checklist.CLAIMED and rules.verify_of(case.class_code):
        raise Refusal(
            _("这类诉求要核查后才能按“已解决”办结。请由承办单位提交核查，或选择其他办理结果。"),
            field="outcome",
            code="verify_first",
        )
