"""The roster of the chair: laid down for months ahead, changed without leaving a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy, queries
from lianxin.bodies.calendar import DAY, slots
from lianxin.bodies.models import Body, Term
from lianxin.bodies.states import TermState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.network.models import Organisation, User

MOST_MONTHS: Final = 120


def lay(
    body: Body,
    units: Sequence[Organisation],
    *,
    starts_on: date,
    months: int,
    span: int,
    by: User | None,
    at: datetime,
    key: UUID,
) -> list[Term]:
    """Let `units` take turns, each for so many months, over `span` months. The same `key` is one
    roster.

    Raises `Refusal` where it would not follow on the last term that is laid down already, and
    `Overtaken` where somebody has laid one down meanwhile.
    """
    policy.require_runner(by, body, on=timezone.localdate(at))
    own = Term.objects.filter(district_id=body.district_id, body=body)
    planned = list(slots(starts_on, months=max(months, 1), span=span))
    keys = [uuid5(key, str(number)) for number in range(len(planned))]
    if laid := list(own.filter(key__in=keys).order_by("starts_on")):
        return laid
    _check(body, units, starts_on=starts_on, months=months, span=span)
    made = [
        Term(
            district_id=body.district_id, key=keys[n], body=body, unit=units[n % len(units)],
            starts_on=first, ends_on=last,
        )
        for n, (first, last) in enumerate(planned)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            for term in made:
                timeline.begin(term, "lay", by=by, at=at)
            timeline.append(body, "lay", by=by, at=at)
    except IntegrityError as error:
        raise Overtaken(_("这段时间已经排了轮值，请刷新后再试。")) from error
    return made


@transaction.atomic
def swap(
    term: Term, other: Term, *, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Two units change places. Both terms are still to come."""
    on = timezone.localdate(at)
    policy.require_runner(by, term.body, on=on)
    timeline.refuse_repeated(term, key)
    if other.body_id != term.body_id or other.pk == term.pk:
        raise Refusal(_("请选同一个机构的另一个任期。"), field="other")
    if by is not None and min(term.starts_on, other.starts_on) <= on:
        raise Refusal(_("只能对调还没开始的任期。"), field="other")
    mine, theirs = term.unit, other.unit
    timeline.append(term, "swap", by=by, at=at, key=key, changes={"unit": theirs})
    timeline.append(other, "swap", by=by, at=at, changes={"unit": mine})


@transaction.atomic
def move_end(
    term: Term, *, ends_on: date, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Another last day; the next term begins on the day after it."""
    on = timezone.localdate(at)
    policy.require_runner(by, term.body, on=on)
    timeline.refuse_repeated(term, key)
    after = _after(term)
    if term.state != TermState.OPEN or (by is not None and min(ends_on, term.ends_on) < on):
        raise Refusal(_("已经过去的日子不能再改。"), field="ends_on")
    if ends_on < term.starts_on:
        raise Refusal(_("最后一天不能早于第一天。"), field="ends_on")
    if after is not None and ends_on >= after.ends_on:
        told = _("这样下一任“%s”就没有任期了，最后一天要在它的最后一天之前。") % after.unit.name
        raise Refusal(told, field="ends_on")
    steps = [(term, {"ends_on": ends_on}, key)]
    if after is not None:
        steps.append((after, {"starts_on": ends_on + DAY}, None))
    if ends_on > term.ends_on:  # first let the next one go, else they would meet
        steps.reverse()
    for one, changes, of_deed in steps:
        timeline.append(one, "move", by=by, at=at, key=of_deed, changes=changes)


def _after(term: Term) -> Term | None:
    rows = Term.objects.filter(district_id=term.district_id, body_id=term.body_id)
    found: Term | None = rows.filter(starts_on=term.ends_on + DAY).whole().first()
    return found


def _check(
    body: Body, units: Sequence[Organisation], *, starts_on: date, months: int, span: int
) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if not units:
        raise Refusal(_("请选轮值的单位，按先后排好。"), field="units")
    if not 1 <= months <= span <= MOST_MONTHS:
        told = _("一任至少一个月，排到的时间不能比一任短，最多 %d 个月。") % MOST_MONTHS
        raise Refusal(told, field="months")
    members = {unit.pk for unit in queries.units_on(body, on=starts_on)}
    if outside := [unit.name for unit in units if unit.pk not in members]:
        told = _("那一天还不是成员单位：%s。") % _("、").join(outside)
        raise Refusal(told, field="units")
    terms = queries.terms_of(body)
    if body.ended_on is not None:
        raise Refusal(_("这个机构已经结束。"), code="ended")
    if terms and starts_on != terms[-1].ends_on + DAY:
        told = _("前面已经排到 %(last)s，请从 %(next)s 接着排，中间不留空，也不重叠。")
        last = terms[-1].ends_on
        raise Refusal(
            told % {"last": last.isoformat(), "next": (last + DAY).isoformat()}, field="starts_on"
        )
