"""What the requester may do: with the tracking code, or through a dispatcher on the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.cases.actions import deed, kin, photos, private, publishing
from lianxin.cases.actions.correcting import corrected
from lianxin.cases.actions.photos import Upload
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import Case, CaseClock, ClockName, Rating, Solved
from lianxin.cases.states import Outcome, State
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network import queries as network
from lianxin.network.models import Role, User

URGE_EVERY = timedelta(days=1)
RATE_WITHIN = timedelta(days=14)  # Signalen
SCORES = range(1, 6)


@dataclass(frozen=True)
class Verdict:
    """What the requester says of an answer. `scores` are 1–5 by the playbook's dimensions."""

    solved: str
    was_contacted: bool | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""


@transaction.atomic
def supply(
    case: Case,
    *,
    note: str,
    at: datetime,
    code: str = "",
    by: User | None = None,
    uploads: Sequence[Upload] = (),
    answers: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> None:
    """Answer what the unit asked, and put right what was answered when it was filed. The clocks go
    on with what was left."""
    clocks = deed.begin(case, "supply", by=by, at=at, key=key, code=code)
    note = corrected(case, answers, note=note, at=at)
    note = deed.require_text(note, _("请写下要补充的内容。"))
    clocks.stop(ClockName.WAIT)
    clocks.resume()
    photos.attach(case, uploads, at=at)
    entry = deed.move(case, "supply", by=by, clocks=clocks, note=note, key=key)
    deed.tell_unit(case.lead, "case_supplied", case, entry=entry, text=note)


@transaction.atomic
def add(
    case: Case,
    *,
    note: str,
    at: datetime,
    code: str = "",
    by: User | None = None,
    uploads: Sequence[Upload] = (),
    answers: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> None:
    """Tell more without having been asked, as long as the case is open. To a question that waits
    it is the answer. Those who have the case are told."""
    if case.state == State.WAITING:
        told: dict[str, Any] = {"note": note, "uploads": uploads, "answers": answers}
        supply(case, at=at, code=code, by=by, key=key, **told)
        return
    clocks = deed.begin(case, "add", by=by, at=at, key=key, code=code)
    if not case.is_open:
        raise IllegalMove(_("这件诉求已经办结。如有新的情况，请重新反映，或要求重办。"))
    note = corrected(case, answers, note=note, at=at)
    note = deed.require_text(note, _("请写下要补充的内容。"))
    photos.attach(case, uploads, at=at)
    entry = deed.record(
        case, "add", by=by, clocks=clocks, note=note, key=key, audience=Audience.PUBLIC
    )
    deed.tell_unit(queries.holding(case), "case_supplied", case, entry=entry, text=note)


@transaction.atomic
def urge(
    case: Case,
    *,
    at: datetime,
    note: str = "",
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """催办: ask for speed, at most once in 24 hours. Those who have the case are told; of one that
    was joined to another, those who have that one, on whose history it counts."""
    clocks = deed.begin(case, "urge", by=by, at=at, key=key, code=code)
    if not case.is_open or case.state == State.ANSWERED:
        raise IllegalMove(_("这件诉求已经答复，不用催办。不满意可以要求重办。"))
    own = timeline.of(case).filter(verb="urge", audience=Audience.PUBLIC)
    if own.filter(at__gt=at - URGE_EVERY).exists():
        raise Refusal(_("24 小时内已经催过一次，承办单位已收到。"), code="urged_already")
    entry = deed.record(
        case, "urge", by=by, clocks=clocks, note=note.strip(), key=key, audience=Audience.PUBLIC
    )
    if case.state == State.JOINED:
        kin.urge_main(case, entry)
    else:
        deed.tell_unit(case.lead, "case_urged", case, entry=entry, text=note)


@transaction.atomic
def withdraw(
    case: Case,
    *,
    at: datetime,
    note: str = "",
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """Take the request back; it is closed and those who had it are told."""
    clocks = deed.begin(case, "withdraw", by=by, at=at, key=key, code=code)
    private.drop_mediation(case, at=at)
    clocks.stop_all()
    deed.end_stint(case, at=at)
    entry = deed.move(
        case,
        "withdraw",
        by=by,
        clocks=clocks,
        note=note.strip(),
        key=key,
        outcome=Outcome.WITHDRAWN,
        closed_at=at,
        pause_reason="",
    )
    deed.tell_unit(case.lead, "case_supplied", case, entry=entry, text=note)


@transaction.atomic
def rate(
    case: Case,
    verdict: Verdict,
    *,
    at: datetime,
    code: str = "",
    by: User | None = None,
    key: UUID | None = None,
) -> None:
    """Judge the answer, once a round, within 14 days. "No" asks for the case to be reopened,
    which the desk must decide in the DECIDE term; anything else closes an answered case.

    With `by`, that officer writes down what the requester said.
    """
    clocks = deed.begin(case, "rate", by=by, at=at, key=key, code=code)
    _require_ratable(case, clocks)
    _check(verdict, clocks)
    verb = "object" if verdict.solved == Solved.NO else "confirm"
    comment = verdict.comment.strip()
    said = str(Solved(verdict.solved).label)
    note = f"{said}：{comment}" if comment else said
    if verb == "object":
        _object(case, clocks, note=note, by=by, key=key)
    else:
        _confirm(case, clocks, note=note, by=by, key=key)
    Rating.objects.create(
        district_id=case.district_id,
        case=case,
        unit=case.lead,
        round=case.reopens,
        solved=verdict.solved,
        was_contacted=verdict.was_contacted,
        scores=dict(verdict.scores),
        comment=comment,
        rated_at=at,
        taken_by=by,
    )


def _confirm(case: Case, clocks: Clocks, *, note: str, by: User | None, key: UUID | None) -> None:
    clocks.stop(ClockName.RATE)
    if case.state == State.ANSWERED:
        entry = deed.move(
            case, "confirm", by=by, clocks=clocks, note=note, key=key, closed_at=clocks.at
        )
    else:
        entry = deed.record(
            case, "rate", by=by, clocks=clocks, note=note, key=key, audience=Audience.PUBLIC
        )
    deed.tell_unit(case.lead, "case_rated", case, entry=entry, text=note)


def _object(case: Case, clocks: Clocks, *, note: str, by: User | None, key: UUID | None) -> Entry:
    clocks.stop(ClockName.RATE)
    clocks.start(ClockName.DECIDE)
    unseen = publishing.taken_back(case) if publishing.is_shown(case) else {}
    entry = deed.move(
        case, "object", by=by, clocks=clocks, note=note, key=key, closed_at=None, **unseen
    )
    desk = network.desk_for(case.place)
    deed.tell_unit(
        desk,
        "case_objected",
        case,
        entry=entry,
        roles=(Role.DISPATCHER,),
        text=note,
        due_at=case.next_due_at,
    )
    return entry


def rate_until(case: Case, running: CaseClock | None) -> datetime:
    """The last moment to judge: 14 days, or later where the clock that was promised runs on."""
    assert case.answered_at  # there is something to judge
    last = case.answered_at + RATE_WITHIN
    return max(last, running.due_at) if running and not running.stopped_at else last


def _require_ratable(case: Case, clocks: Clocks) -> None:
    if case.state not in (State.ANSWERED, State.CLOSED):
        raise IllegalMove(_("还没有答复，现在不能评价。"))
    if case.outcome == Outcome.WITHDRAWN:
        raise IllegalMove(_("诉求已撤回，不用评价。"))
    running = clocks.running.get(ClockName.RATE)
    if case.answered_at and clocks.at > rate_until(case, running):
        raise Refusal(_("评价期（答复后 14 天）已过。仍有问题请重新反映。"), code="rate_too_late")
    rated = Rating.objects.filter(district_id=case.district_id, case=case, round=case.reopens)
    if rated.exists():
        raise Refusal(_("您已经评价过了，谢谢。"), code="rated_already")


def _check(verdict: Verdict, clocks: Clocks) -> None:
    if verdict.solved not in Solved.values:
        raise Refusal(_("请选择问题是否解决。"), field="solved")
    known = clocks.rules.dimensions
    if any(name not in known or score not in SCORES for name, score in verdict.scores.items()):
        raise Refusal(_("分项评分只能是 1 到 5。"), field="scores")
