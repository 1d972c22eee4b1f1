"""What is told of a body, on every page that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.bodies import queries
from lianxin.bodies.models import Body, Candidate, Election, Member, Term, UnitMember
from lianxin.bodies.states import (
    REPORT_WITHIN,
    BodyKind,
    ElectionState,
    Phase,
    Stage,
    TermState,
    phase,
    stage,
)
from lianxin.commitments.models import Commitment
from lianxin.commitments.states import CommitmentState, Outcome
from lianxin.web.bodies import pages
from lianxin.web.due import end_of
from lianxin.web.parts import Ball, Deed, Fact

Deeds = Callable[[Any], Sequence[Deed]]
PHASES: Final = {Phase.COMING: "wait", Phase.RUNNING: "good", Phase.OVER: "quiet"}
OUTCOMES: Final = {Outcome.KEPT: "good", Outcome.PARTLY: "wait", Outcome.NOT_KEPT: "bad"}
POLLS: Final = {
    ElectionState.CALLED: "wait", ElectionState.COUNTED: "good",
    ElectionState.CALLED_OFF: "quiet",
}  # fmt: skip
DAY: Final = timedelta(days=1)


def nobody(_thing: Any) -> Sequence[Deed]:
    return ()


def state(body: Body, *, on: date) -> tuple[str, str]:
    """Its kind; or that it has ended."""
    if body.ended_on is not None and body.ended_on < on:
        return _("已结束"), "quiet"
    return str(BodyKind(body.kind).label), "good"


def facts(body: Body, terms: Sequence[Term], *, on: date) -> list[Fact]:
    now = next((one for one in terms if one.starts_on <= on <= one.ends_on), None)
    after = next((one for one in terms if one.starts_on > on), None)
    chairs = [(_("现在轮值"), now), (_("下一任"), after)]
    told = [
        *(Fact(label, _chairs(one)) for label, one in chairs if one is not None),
        Fact(_("召集单位"), body.convener.name),
        Fact(_("地点"), body.place.name),
        Fact(_("成立日期"), body.begun_on.isoformat()),
    ]
    if body.ended_on:
        told.append(Fact(_("结束日期"), body.ended_on.isoformat()))
    return told


def _chairs(term: Term) -> str:
    return f"{term.unit.name}（{term.starts_on.isoformat()} – {term.ends_on.isoformat()}）"


def ball(body: Body, terms: Sequence[Term], *, on: date) -> Ball | None:
    """Who has the chair, until when, and who is next; None where it does not go round."""
    late = next((one for one in terms if queries.is_missing(one, on=on)), None)
    now = next((one for one in terms if one.starts_on <= on <= one.ends_on), None)
    after = next((one for one in terms if one.starts_on > on), None)
    if body.ended_on is not None and body.ended_on < on:
        return Ball(_("已结束"), "", is_done=True) if terms else None
    if late is not None:
        step = _("补交 %s 到期的任期的履职报告。") % late.ends_on.isoformat()
        return Ball(late.unit.name, step, due_at=end_of(late.ends_on + REPORT_WITHIN))
    if now is not None:
        told = _("轮值主持，期满交履职报告。")
        if after is not None:
            told += _("下一任：%s。") % after.unit.name
        return Ball(now.unit.name, told, due_at=end_of(now.ends_on))
    if after is not None:
        step = _("%s 起轮值主持。") % after.starts_on.isoformat()
        return Ball(after.unit.name, step, due_at=end_of(after.starts_on - DAY))
    return None


def terms(rows: Sequence[Term], *, on: date, deeds: Deeds = nobody) -> list[pages.Term]:
    """The one in office, the past ones behind it, and then those to come."""
    pledges = _pledges(rows)
    begun = [one for one in reversed(rows) if one.starts_on <= on]
    coming = [one for one in rows if one.starts_on > on]
    return [_term(one, pledges[one.programme_id], deeds(one), on=on) for one in (*begun, *coming)]


def _term(
    one: Term, pledges: Sequence[Commitment], deeds: Sequence[Deed], *, on: date
) -> pages.Term:
    now = phase(one.starts_on, one.ends_on, on=on)
    label, level = str(now.label), PHASES[now]
    if now == Phase.OVER:
        label = str(TermState(one.state).label)
        level = "wait" if one.state == TermState.OPEN else "good"
    is_missing = queries.is_missing(one, on=on)
    if is_missing:
        label, level = _("履职报告未交"), "bad"
    kept = sum(row.outcome == Outcome.KEPT for row in pledges)
    count = ngettext("%(n)d 件承诺", "%(n)d 件承诺", len(pledges)) % {"n": len(pledges)}
    return pages.Term(
        unit=one.unit.name,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        state=label,
        level=level,
        is_missing=is_missing,
        report=one.report,
        pledges=[_pledge(row) for row in pledges],
        kept=_("%(count)s，兑现 %(kept)d 件") % {"count": count, "kept": kept} if pledges else "",
        deeds=deeds,
    )


def _pledges(rows: Iterable[Term]) -> defaultdict[UUID | None, list[Commitment]]:
    """What was promised in each programme of `rows`, in one question."""
    found: defaultdict[UUID | None, list[Commitment]] = defaultdict(list)
    own = {one.programme_id: one.district_id for one in rows if one.programme_id}
    if own:
        district_id = next(iter(own.values()))
        promised = Commitment.objects.filter(district_id=district_id, programme__in=list(own))
        public = promised.exclude(state=CommitmentState.PLANNED).select_related("programme")
        for row in public.order_by("number"):
            found[row.programme_id].append(row)
    return found


def _pledge(row: Commitment) -> pages.Pledge:
    if row.outcome:
        outcome = Outcome(row.outcome)
        return pages.Pledge(row.title, address(row), str(outcome.label), OUTCOMES[outcome])
    return pages.Pledge(row.title, address(row), str(CommitmentState(row.state).label), "wait")


def address(row: Commitment) -> str:
    """Where everybody reads of a promise."""
    return reverse("commitments:promise", args=[row.programme.ref, row.number])


def units(rows: Iterable[UnitMember], deeds: Deeds = nobody) -> list[pages.Person]:
    return [
        pages.Person(row.unit.name, _("%s 起") % row.starts_on.isoformat(), deeds(row))
        for row in rows
    ]


def unit_rows(body: Body, *, on: date) -> list[UnitMember]:
    rows = UnitMember.objects.filter(district_id=body.district_id, body=body)
    return list(queries.live(rows, on=on).select_related("unit").order_by("unit__name"))


def people(rows: Iterable[Member], deeds: Deeds = nobody) -> list[pages.Person]:
    """Those who are named."""
    return [
        pages.Person(
            row.shown_as,
            _("来自%s") % row.home.name if row.home else _("%s 起") % row.starts_on.isoformat(),
            deeds(row),
        )
        for row in rows
        if row.shown_as
    ]


def officers(body: Body, *, on: date) -> list[pages.Person]:
    told = []
    for office in queries.offices_on(body, on=on):
        name = office.member.shown_as or _("一位成员")
        until = _("任期到 %s") % office.ends_on.isoformat() if office.ends_on else ""
        told.append(pages.Person(f"{office.title}：{name}", until))
    return told


def polls(rows: Sequence[Election], *, on: date, deeds: Deeds = nobody) -> list[pages.Poll]:
    """Votes are shown once they are counted, and before that only how many have voted."""
    names: defaultdict[UUID, list[Candidate]] = defaultdict(list)
    own = [one.pk for one in rows]
    if own:
        found = Candidate.objects.filter(district_id=rows[0].district_id, election__in=own)
        for candidate in found.order_by("-votes", "pk"):
            names[candidate.election_id].append(candidate)
    return [_poll(one, names[one.pk], deeds(one), on=on) for one in rows]


def poll_rows(body: Body) -> list[Election]:
    rows = Election.objects.filter(district_id=body.district_id, body=body)
    return list(rows.annotate(voted=Count("votes")).order_by("-vote_until_on", "pk"))


def _poll(
    one: Any, candidates: Sequence[Candidate], deeds: Sequence[Deed], *, on: date
) -> pages.Poll:
    is_counted = one.state == ElectionState.COUNTED
    now = stage(one.nominate_until_on, one.vote_until_on, on=on)
    label = str(now.label if one.state == ElectionState.CALLED else ElectionState(one.state).label)
    days = _("报名到 %(first)s，投票到 %(last)s") % {
        "first": one.nominate_until_on.isoformat(), "last": one.vote_until_on.isoformat(),
    }  # fmt: skip
    told = candidates if is_counted else sorted(candidates, key=lambda each: each.pk.hex)
    turnout = ngettext("%(n)d 人投票", "%(n)d 人投票", one.voted) % {"n": one.voted}
    return pages.Poll(
        title=one.title,
        state=label,
        level=POLLS[one.state],
        days=days,
        candidates=[
            (
                each.name,
                each.statement,
                ngettext("%(n)d 票", "%(n)d 票", each.votes) % {"n": each.votes}
                if is_counted
                else "",
            )
            for each in told
        ],
        turnout="" if now == Stage.NOMINATING else turnout,
        deeds=deeds,
    )
