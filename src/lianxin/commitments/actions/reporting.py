"""Report, reach a step, finish a site, and say in the end what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.commitments import policy, queries
from lianxin.commitments.actions import telling
from lianxin.commitments.actions.evidence import Proof, keep
from lianxin.commitments.models import Commitment, Milestone, Site
from lianxin.commitments.progress import WHOLE
from lianxin.commitments.states import COMMITMENT, CommitmentState, Measure, Outcome
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import IllegalMove, Refusal
from lianxin.network.models import User

NOTHING = Proof()


@transaction.atomic
def report(
    commitment: Commitment,
    *,
    text: str,
    value: int | None = None,
    proof: Proof = NOTHING,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The owner says how it stands; `value` is what an indicator has come to, and needs proof."""
    _begin(commitment, by, at=at, key=key)
    if not text.strip():
        raise Refusal(_("请写明有什么进展。"), field="text")
    if value is not None and commitment.measure != Measure.VALUE:
        raise Refusal(_("这条承诺不按指标数值计算进度。"), field="value")
    keep(commitment, proof, by=by, at=at, is_needed=value is not None)
    changes = {} if value is None else {"value": value}
    _say(commitment, "report", text.strip()[:1000], by=by, at=at, key=key, **changes)


@transaction.atomic
def reach(
    milestone: Milestone,
    *,
    proof: Proof,
    note: str = "",
    on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """A step is reached, by default today, and this shows it."""
    commitment = milestone.commitment
    _begin(commitment, by, at=at, key=key)
    day = _past(on, at=at)
    evidence = keep(commitment, proof, by=by, at=at)
    open_ = Milestone.objects.filter(
        district_id=commitment.district_id, pk=milestone.pk, reached_on=None
    )
    if not open_.update(reached_on=day, evidence=evidence):
        raise IllegalMove(_("这一步已经达成了。"), legal=[])
    milestone.reached_on, milestone.evidence = day, evidence
    _say(commitment, "reach", _join(milestone.title, note), by=by, at=at, key=key)


@transaction.atomic
def build(
    site: Site,
    *,
    proof: Proof,
    note: str = "",
    on: date | None = None,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """What was promised stands at a site, by default since today, and this shows it."""
    commitment = site.commitment
    _begin(commitment, by, at=at, key=key)
    day = _past(on, at=at)
    evidence = keep(commitment, proof, by=by, at=at)
    open_ = Site.objects.filter(district_id=commitment.district_id, pk=site.pk, done_on=None)
    if not open_.update(done_on=day, evidence=evidence):
        raise IllegalMove(_("这个点位已经建成了。"), legal=[])
    site.done_on, site.evidence = day, evidence
    said = f"{site.name} +{site.count} {commitment.unit_word}".strip()
    _say(commitment, "build", _join(said, note), by=by, at=at, key=key)


@transaction.atomic
def finish(
    commitment: Commitment,
    *,
    text: str,
    proof: Proof = NOTHING,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """The owner says that all is done. Raises `Refusal` where its evidence says otherwise."""
    policy.require_owner(by, commitment, on=timezone.localdate(at))
    timeline.refuse_repeated(commitment, key)
    COMMITMENT.require(commitment, "finish")
    if not text.strip():
        raise Refusal(_("请写明做成了什么。"), field="text")
    found = queries.one_known(commitment, on=timezone.localdate(at))
    if found.percent < WHOLE:
        said = _("按佐证计算，进度是 %d%%，还不能报完成。先把没有佐证的步骤或点位补齐。")
        raise Refusal(said % found.percent, code="incomplete")
    keep(commitment, proof, by=by, at=at, is_needed=False)
    entry = COMMITMENT.apply(
        commitment, "finish", by=by, at=at, key=key, note=text.strip()[:1000],
        updated_on=timezone.localdate(at),
    )  # fmt: skip
    telling.everybody(commitment, "done", entry=entry, text=text.strip())
    telling.tell_stewards("promise_finished", commitment, entry=entry, text=text.strip())


@transaction.atomic
def send_back(
    commitment: Commitment, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """What was shown is not enough."""
    _require_steward(commitment, by, at=at)
    timeline.refuse_repeated(commitment, key)
    if not note.strip():
        raise Refusal(_("请写明还缺什么。"), field="note")
    entry = COMMITMENT.apply(
        commitment, "send_back", by=by, at=at, key=key, note=note.strip()[:500]
    )
    telling.everybody(commitment, "back", entry=entry, text=note.strip())
    telling.tell_owner("promise_back", commitment, entry=entry, text=note.strip())


@transaction.atomic
def settle(
    commitment: Commitment,
    *,
    outcome: str,
    note: str,
    proof: Proof,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """What became of it: kept, partly, or not kept; why, and what shows it. Kept is only what is
    wholly done by its evidence."""
    _require_steward(commitment, by, at=at)
    timeline.refuse_repeated(commitment, key)
    COMMITMENT.require(commitment, "settle")
    on = timezone.localdate(at)
    _check_outcome(commitment, outcome, note, on=on)
    evidence = keep(commitment, proof, by=by, at=at, is_needed=not _shown(commitment))
    entry = COMMITMENT.apply(
        commitment, "settle", by=by, at=at, key=key, note=note.strip()[:500], outcome=outcome,
        outcome_note=note.strip()[:500], proof=evidence or _shown(commitment), settled_on=on,
    )  # fmt: skip
    text = f"{Outcome(outcome).label}：{note.strip()}"
    telling.everybody(commitment, "settled", entry=entry, text=text)
    telling.tell_owner("promise_settled", commitment, entry=entry, text=text)


def _check_outcome(commitment: Commitment, outcome: str, note: str, *, on: date) -> None:
    if outcome not in Outcome.values:
        raise Refusal(_("请选择兑现、部分兑现还是未兑现。"), field="outcome")
    if not note.strip():
        raise Refusal(_("请写明结果和原因，市民看得到。"), field="note")
    if outcome == Outcome.KEPT and queries.one_known(commitment, on=on).percent < WHOLE:
        text = _("按佐证计算还没有全部完成，不能认定为已兑现。请补佐证，或认定为部分兑现。")
        raise Refusal(text, field="outcome")


def _shown(commitment: Commitment) -> Any:
    """The last that was shown for it."""
    return next(iter(queries.evidence_of(commitment)), None)


def _begin(commitment: Commitment, by: User | None, *, at: datetime, key: UUID | None) -> None:
    policy.require_owner(by, commitment, on=timezone.localdate(at))
    timeline.refuse_repeated(commitment, key)
    if commitment.state != CommitmentState.RUNNING:
        state = CommitmentState(commitment.state).label
        text = _("当前状态为“%s”，不能报进展。") % state
        raise IllegalMove(text, legal=[m.name for m in COMMITMENT.moves_from(commitment.state)])


def _say(
    commitment: Commitment, verb: str, note: str, *, by: User | None, at: datetime,
    key: UUID | None, **changes: Any,
) -> None:  # fmt: skip
    """One public line of its history; from today it is fresh again."""
    changes["updated_on"] = timezone.localdate(at)
    entry = timeline.append(
        commitment, verb, by=by, at=at, key=key, note=note, audience=Audience.PUBLIC,
        changes=changes,
    )  # fmt: skip
    telling.everybody(commitment, "reported", entry=entry, text=note)


def _require_steward(commitment: Commitment, by: User | None, *, at: datetime) -> None:
    programme = commitment.programme
    policy.require_steward(by, programme.unit, programme.place, on=timezone.localdate(at))


def _past(on: date | None, *, at: datetime) -> date:
    today = timezone.localdate(at)
    if on is not None and on > today:
        raise Refusal(_("完成日期不能晚于今天。"), field="on")
    return on or today


def _join(first: str, note: str) -> str:
    return "：".join(part for part in (first, note.strip()[:500]) if part)
