"""What a unit does with a case it has: ask, pause, tell, get help, get more time, answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lianxin.cases import contacts
from lianxin.cases.actions import checklist, deed, photos, private
from lianxin.cases.actions.photos import Upload
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import Case, ClockName, Extension, Helper
from lianxin.cases.policy import Standing
from lianxin.cases.states import ANSWER_OUTCOMES
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User

EXTENDABLE = (ClockName.FEEDBACK, ClockName.RESOLVE)


@transaction.atomic
def hand(
    case: Case, *, to: User, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Make one person of the unit the case's handler."""
    clocks = deed.begin(case, "hand", by=by, at=at, key=key)
    ours = network.people_in(case.lead, *deed.UNIT_ROLES, on=timezone.localdate(at))
    if to not in ours:
        raise Refusal(_("“%s”不在主办单位任职，请选择本单位的人员。") % to, field="to")
    entry = deed.record(
        case,
        "hand",
        by=by,
        clocks=clocks,
        key=key,
        note=f"→ {to}" + (f"：{note}" if note else ""),
        changes={"handler": to},
    )
    deed.tell([to], "case_handed", case, entry=entry, text=note)


@transaction.atomic
def ask(case: Case, *, note: str, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Ask the requester something. The clocks of the solution stand still until she answers, or
    until the WAIT term is over."""
    clocks = deed.begin(case, "ask", by=by, at=at, key=key)
    note = deed.require_text(note, _("请写明需要诉求人补充什么。"))
    clocks.stop(ClockName.RESPOND)
    clocks.pause()
    clocks.start(ClockName.WAIT)
    entry = deed.move(case, "ask", by=by, clocks=clocks, note=note, key=key)
    wait = clocks.running.get(ClockName.WAIT)
    deed.tell_requester(
        case, "case_question", entry=entry, text=note, due_at=wait.due_at if wait else None
    )


@transaction.atomic
def pause(
    case: Case,
    *,
    reason: str,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Let the clocks of the solution stand still for a listed reason, and tell the requester."""
    clocks = deed.begin(case, "pause", by=by, at=at, key=key)
    if reason not in clocks.rules.pause_reasons:
        raise Refusal(_("请选择一项暂缓原因。"), field="reason")
    note = deed.require_text(note, _("请写一句话告诉诉求人为什么要等。"))
    clocks.pause()
    why = f"{clocks.rules.pause_reasons[reason].label}：{note}"
    entry = deed.move(case, "pause", by=by, clocks=clocks, note=why, key=key, pause_reason=reason)
    deed.tell_requester(case, "case_paused", entry=entry, text=why)


@transaction.atomic
def resume(
    case: Case, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Go on without an answer, or after the pause. What was left of the clocks is left again."""
    clocks = deed.begin(case, "resume", by=by, at=at, key=key)
    clocks.stop(ClockName.WAIT)
    clocks.resume()
    entry = deed.move(case, "resume", by=by, clocks=clocks, note=note, key=key, pause_reason="")
    if by is None:
        deed.tell_unit(case.lead, "case_supplied", case, entry=entry, text=note)


@transaction.atomic
def feedback(
    case: Case, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Tell the requester how it stands. This is the feedback that was promised."""
    clocks = deed.begin(case, "feedback", by=by, at=at, key=key)
    if not case.is_open:
        raise IllegalMove(_("已办结的诉求不用再反馈进展。"))
    note = deed.require_text(note, _("请写明办理进展，诉求人会看到。"))
    clocks.stop(ClockName.RESPOND, ClockName.FEEDBACK)
    entry = deed.record(
        case, "feedback", by=by, clocks=clocks, note=note, key=key, audience=Audience.PUBLIC
    )
    deed.tell_requester(case, "case_feedback", entry=entry, text=note)


@transaction.atomic
def note(case: Case, *, note: str, by: User | None, at: datetime, key: UUID | None = None) -> None:
    """Write an internal note: staff of the case see it, the requester never."""
    clocks = deed.begin(case, "note", by=by, at=at, key=key)
    note = deed.require_text(note, _("请写下要记录的内容。"))
    deed.record(case, "note", by=by, clocks=clocks, note=note, key=key)


@transaction.atomic
def add_photos(
    case: Case,
    *,
    uploads: Sequence[Upload],
    is_public: bool,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Add pictures of the work, as proof."""
    clocks = deed.begin(case, "photo", by=by, at=at, key=key)
    if not uploads:
        raise Refusal(_("请先选择照片。"), field="photos")
    photos.attach(case, uploads, at=at, is_public=is_public, is_proof=True)
    deed.record(
        case,
        "photo",
        by=by,
        clocks=clocks,
        note=_("%d 张") % len(uploads),
        key=key,
        audience=Audience.PUBLIC if is_public else Audience.STAFF,
    )


@transaction.atomic
def answer(
    case: Case,
    *,
    outcome: str,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Answer the requester: every promise ends here, and the RATE term begins. A class that wants
    another pair of eyes first takes `verifying.submit` instead, which its `Refusal` says."""
    clocks = deed.begin(case, "answer", by=by, at=at, key=key)
    note = require_answerable(case, outcome=outcome, note=note)
    if clocks.rules.verify_of(case.class_code):
        raise Refusal(
            _("这类诉求答复前要由别人核查。请“提交核查”，核查通过后答复会自动发给诉求人。"),
            code="verify_first",
        )
    deliver(case, "answer", outcome=outcome, note=note, by=by, clocks=clocks, key=key)


def require_answerable(case: Case, *, outcome: str, note: str) -> str:
    """The answer's text. Raises `Refusal` while something is missing, not done, or under way."""
    note = deed.require_text(note, _("请写明办理结果，诉求人会看到。"))
    if outcome not in ANSWER_OUTCOMES:
        raise Refusal(_("请选择办理结果。"), field="outcome")
    checklist.require_done(case, outcome)
    private.require_no_mediation(case)
    return note


def deliver(
    case: Case,
    verb: str,
    *,
    outcome: str,
    note: str,
    by: User | None,
    clocks: Clocks,
    key: UUID | None = None,
) -> Entry:
    """By the move `verb` the answer reaches the requester, who may rate it from now on."""
    clocks.stop_all()
    clocks.start(ClockName.RATE)
    deed.end_stint(case, at=clocks.at)
    entry = deed.move(
        case,
        verb,
        by=by,
        clocks=clocks,
        note=note,
        key=key,
        outcome=outcome,
        answered_at=clocks.at,
    )
    rate = clocks.running.get(ClockName.RATE)
    deed.tell_requester(
        case, "case_answered", entry=entry, text=note, due_at=rate.due_at if rate else None
    )
    return entry


@transaction.atomic
def ask_help(
    case: Case,
    *,
    unit: Organisation,
    note: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Ask another unit to help. A unit that has left may be asked again."""
    clocks = deed.begin(case, "ask_help", by=by, at=at, key=key)
    if not case.is_open:
        raise IllegalMove(_("已办结的诉求不用再请求协办。"))
    note = deed.require_text(note, _("请写明需要对方做什么。"))
    private.refuse_sharing(case)
    if unit.pk == case.lead_id:
        raise Refusal(_("主办单位不能协办自己的诉求，请选择别的单位。"), field="unit")
    if _helpers(case).filter(unit=unit).exists():
        raise Refusal(_("“%s”已在协办。") % unit.name, field="unit")
    entry = deed.record(
        case, "ask_help", by=by, clocks=clocks, note=f"{unit.name}：{note}", key=key
    )
    Helper.objects.create(district_id=case.district_id, case=case, unit=unit, asked_at=at)
    deed.tell_unit(unit, "case_help_asked", case, entry=entry, text=note)


@transaction.atomic
def end_help(
    case: Case,
    *,
    unit: Organisation,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    clocks = deed.begin(case, "end_help", by=by, at=at, key=key)
    if not _helpers(case).filter(unit=unit).update(ended_at=at):
        raise Refusal(_("“%s”现在没有在协办。") % unit.name, field="unit")
    entry = deed.record(
        case,
        "end_help",
        by=by,
        clocks=clocks,
        note=f"{unit.name}：{note}" if note else unit.name,
        key=key,
    )
    deed.tell_unit(case.lead, "case_supplied", case, entry=entry, text=entry.note)


@transaction.atomic
def ask_extension(
    case: Case,
    *,
    until: datetime,
    reason: str,
    by: User,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """Ask for a later date, while the present one has not passed; by default once a case."""
    clocks = deed.begin(case, "ask_extension", by=by, at=at, key=key)
    reason = deed.require_text(reason, _("请写明延期理由。"), field="reason")
    rows = [clocks.running[name] for name in EXTENDABLE if name in clocks.running]
    if not rows:
        raise IllegalMove(_("没有正在计时的反馈或解决时限，不用延期。"))
    if any(row.due_at <= at for row in rows):
        raise Refusal(_("时限已过，不能再申请延期。请尽快反馈办理进展。"))
    if until <= max(row.due_at for row in rows):
        raise Refusal(_("新时限要晚于现在的时限。"), field="until")
    past = Extension.objects.filter(district_id=case.district_id, case=case)
    if past.filter(decided_at__isnull=True).exists():
        raise Refusal(_("已有一份延期申请等待审批。"))
    if past.filter(is_granted=True).count() >= clocks.rules.extensions:
        raise Refusal(_("这件诉求的延期次数已用完。可以提交连心会。"))
    entry = deed.record(
        case,
        "ask_extension",
        by=by,
        clocks=clocks,
        key=key,
        note=f"{timezone.localtime(until):%Y-%m-%d %H:%M}：{reason}",
    )
    Extension.objects.create(
        district_id=case.district_id,
        case=case,
        asked_by=by,
        asked_at=at,
        reason=reason,
        until=until,
    )
    desk = network.desk_for(case.place)
    deed.tell_unit(
        desk, "case_extension_asked", case, entry=entry, roles=(Role.DISPATCHER,), text=entry.note
    )


@transaction.atomic
def grant_extension(
    case: Case, *, by: User, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Agree: the new date holds and the requester is told; the first date stays on the file and
    in the statistics."""
    clocks = deed.begin(case, "grant_extension", by=by, at=at, key=key)
    extension = _pending(case)
    names = [name for name in EXTENDABLE if name in clocks.running]
    clocks.extend(names, to=extension.until)
    until = date_format(timezone.localtime(extension.until), _("n月j日 H:i"))
    entry = deed.record(
        case,
        "grant_extension",
        by=by,
        clocks=clocks,
        key=key,
        note=f"{until}：{extension.reason}",
        audience=Audience.PUBLIC,
    )
    _settle(extension, by=by, at=at, granted=True)
    deed.tell_requester(
        case, "case_extended", entry=entry, text=extension.reason, due_at=extension.until
    )
    deed.tell_unit(case.lead, "case_extension_decided", case, entry=entry, text=note or until)


@transaction.atomic
def refuse_extension(
    case: Case, *, note: str, by: User, at: datetime, key: UUID | None = None
) -> None:
    clocks = deed.begin(case, "refuse_extension", by=by, at=at, key=key)
    note = deed.require_text(note, _("请写明不同意的理由。"))
    extension = _pending(case)
    entry = deed.record(case, "refuse_extension", by=by, clocks=clocks, note=note, key=key)
    _settle(extension, by=by, at=at, granted=False)
    deed.tell_unit(case.lead, "case_extension_decided", case, entry=entry, text=note)


@transaction.atomic
def reveal(case: Case, *, reason: str, by: User, at: datetime, key: UUID | None = None) -> None:
    """Write down that `by` looks at the requester's contact data, and why. Raises `Refusal` when
    no reason is given: without the entry nothing may be shown."""
    clocks = deed.begin(case, "reveal", by=by, at=at, key=key)
    contacts.require_told(case, to=Standing(by, on=timezone.localdate(at)))
    reason = deed.require_text(reason, _("请写明查看联系方式的用途。"), field="reason")
    deed.record(case, "reveal", by=by, clocks=clocks, note=reason, key=key)


def _helpers(case: Case) -> QuerySet[Helper]:
    return Helper.objects.filter(district_id=case.district_id, case=case, ended_at__isnull=True)


def _pending(case: Case) -> Extension:
    extension = Extension.objects.filter(
        district_id=case.district_id, case=case, decided_at__isnull=True
    ).first()
    if extension is None:
        raise Refusal(_("没有等待审批的延期申请。"))
    return extension


def _settle(extension: Extension, *, by: User, at: datetime, granted: bool) -> None:
    extension.decided_by, extension.decided_at, extension.is_granted = by, at, granted
    extension.save(update_fields=["decided_by", "decided_at", "is_granted"])
