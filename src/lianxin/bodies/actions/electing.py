"""Members elect their officers: one member, one vote. That somebody voted is written down, for
whom is not."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import policy, queries
from lianxin.bodies.actions import telling
from lianxin.bodies.actions.writing import earlier
from lianxin.bodies.models import Body, Candidate, Election, Member, Office, Vote
from lianxin.bodies.states import ELECTION, ElectionState, Stage, stage
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import User


@dataclass(frozen=True)
class Poll:
    """What is elected, and when."""

    title: str
    nominate_until_on: date
    vote_until_on: date
    starts_on: date
    ends_on: date
    seats: int = 1


def call(body: Body, poll: Poll, *, by: User | None, at: datetime, key: UUID) -> Election:
    """Who runs the body calls the members to stand and to vote. The same `key` is one."""
    on = timezone.localdate(at)
    policy.require_runner(by, body, on=on)
    _check(body, poll, on=on if by is not None else body.begun_on)
    told = vars(poll) | {"title": poll.title.strip()[:60]}
    made = Election(district_id=body.district_id, key=key, body=body, **told)
    try:
        with transaction.atomic():
            timeline.begin(made, "call", by=by, at=at)
            told_until = poll.nominate_until_on.isoformat()
            text = _("选“%s”，想参选的请报名") % made.title
            _tell(made, "body_election", text=text, at=at, about=made.pk, until=told_until)
    except IntegrityError:
        if (first := earlier(made)) is None:
            raise
        return first
    return made


@transaction.atomic
def stand(
    election: Election,
    member: Member,
    *,
    name: str,
    statement: str,
    by: User | None = None,
    at: datetime,
) -> Candidate:
    """A member puts herself forward, under the name that everybody reads. Twice is once."""
    policy.require_self(by, member)
    _require_stage(election, Stage.NOMINATING, at=at)
    _require_of(election, member, at=at)
    if not name.strip() or not statement.strip():
        field = "name" if statement.strip() else "statement"
        raise Refusal(_("请写参选的称呼和想做什么，成员都看得到。"), field=field)
    row: Candidate
    row, is_new = Candidate.objects.get_or_create(
        district_id=election.district_id, election=election, member=member,
        defaults={"name": name.strip()[:60], "statement": statement.strip()[:500]},
    )  # fmt: skip
    if is_new:
        timeline.append(election, "stand", by=by, at=at, note=row.name)
    return row


@transaction.atomic
def vote(
    election: Election,
    member: Member,
    chosen: Collection[Candidate],
    *,
    by: User | None = None,
    at: datetime,
) -> None:
    """For as many as there are seats, at most. Raises `Repeated` for who has voted."""
    policy.require_self(by, member)
    _require_stage(election, Stage.VOTING, at=at)
    _require_of(election, member, at=at)
    if not 1 <= len({one.pk for one in chosen}) <= election.seats:
        told = _("请选一位。") if election.seats == 1 else _("最多选 %d 位。") % election.seats
        raise Refusal(told, field="chosen")
    if any(one.election_id != election.pk for one in chosen):
        raise Refusal(_("请从候选人中选。"), field="chosen")
    try:
        with transaction.atomic():
            Vote.objects.create(district_id=election.district_id, election=election, member=member)
    except IntegrityError as error:
        raise Repeated(_("您已经投过票了。")) from error
    own = Candidate.objects.filter(district_id=election.district_id, election=election)
    for one in sorted(chosen, key=lambda candidate: candidate.pk):
        own.filter(pk=one.pk).update(votes=F("votes") + 1)


@transaction.atomic
def count(
    election: Election, *, by: User | None, at: datetime, key: UUID | None = None
) -> list[Office]:
    """After the last day of the poll: who has the most votes holds the office. Between equals the
    lot decides, and the record says so."""
    policy.require_runner(by, election.body, on=timezone.localdate(at))
    timeline.refuse_repeated(election, key)
    _require_stage(election, Stage.COUNTING, at=at)
    named = _named(election)
    if not named:
        raise Refusal(_("没有人得票，请取消这次选举，再发起一次。"), code="no_votes")
    note = "；".join(f"{one.name} {one.votes}" for one in _ranked(election))
    if _is_by_lot(election, named):
        note += "；" + _("得票相同的抽签决定")
    entry = ELECTION.apply(election, "count", by=by, at=at, key=key, note=note)
    made = [
        Office(
            district_id=election.district_id, key=uuid5(one.pk, "elected"), body=election.body,
            member=one.member, title=election.title, starts_on=election.starts_on,
            ends_on=election.ends_on,
        )
        for one in named
    ]  # fmt: skip
    Office.objects.bulk_create(made)
    text = f"{election.title}：{_('、').join(one.name for one in named)}"
    _tell(election, "body_elected", text=text, at=at, about=entry.pk)
    return made


@transaction.atomic
def call_off(
    election: Election, *, reason: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    policy.require_runner(by, election.body, on=timezone.localdate(at))
    if not reason.strip():
        raise Refusal(_("请写明为什么取消，成员看得到。"), field="reason")
    entry = ELECTION.apply(election, "call_off", by=by, at=at, key=key, note=reason.strip()[:500])
    text = _("“%(title)s”的选举取消了：%(why)s") % {"title": election.title, "why": entry.note}
    _tell(election, "body_elected", text=text, at=at, about=entry.pk)


def remind(district_id: int, *, at: datetime) -> int:
    """Tell members that the poll is open; each once. Returns of how many polls it was said."""
    on = timezone.localdate(at)
    rows = Election.objects.filter(
        district_id=district_id, state=ElectionState.CALLED, nominate_until_on__lt=on,
        vote_until_on__gte=on,
    )  # fmt: skip
    polls = list(rows.select_related("body"))
    for poll in polls:
        about, until = uuid5(poll.pk, "open"), poll.vote_until_on.isoformat()
        text = _("选“%s”，开始投票了") % poll.title
        _tell(poll, "body_election", text=text, at=at, about=about, until=until)
    return len(polls)


def _ranked(election: Election) -> list[Candidate]:
    """The most votes first, equals by lot; who has left the body is not elected."""
    rows = Candidate.objects.filter(district_id=election.district_id, election=election)
    found = [
        one
        for one in rows.select_related("member")
        if one.member.ends_on is None or one.member.ends_on >= election.starts_on
    ]
    secrets.SystemRandom().shuffle(found)
    return sorted(found, key=lambda one: -one.votes)


def _named(election: Election) -> list[Candidate]:
    return [one for one in _ranked(election)[: election.seats] if one.votes]


def _is_by_lot(election: Election, named: list[Candidate]) -> bool:
    """Whether somebody who was not named has as many votes as the last who was."""
    rows = Candidate.objects.filter(
        district_id=election.district_id, election=election, votes=named[-1].votes
    )
    return bool(rows.exclude(pk__in=[one.pk for one in named]).exists())


def _tell(
    election: Election, kind: str, *, text: str, at: datetime, about: UUID, until: str = ""
) -> None:
    members = queries.members_on(election.body, on=timezone.localdate(at))
    telling.tell_members(kind, election.body, members, about=about, at=at, text=text, until=until)


def _require_stage(election: Election, wanted: Stage, *, at: datetime) -> None:
    on = timezone.localdate(at)
    now = stage(election.nominate_until_on, election.vote_until_on, on=on)
    if election.state != ElectionState.CALLED:
        raise Refusal(_("这次选举已经结束。"), code="over")
    if now != wanted:
        told = _("这次选举 %(first)s 前报名，%(last)s 前投票，现在是“%(now)s”。") % {
            "first": election.nominate_until_on.isoformat(),
            "last": election.vote_until_on.isoformat(),
            "now": now.label,
        }
        raise Refusal(told, code="stage")


def _require_of(election: Election, member: Member, *, at: datetime) -> None:
    on = timezone.localdate(at)
    is_live = member.starts_on <= on <= (member.ends_on or on)
    if member.body_id != election.body_id or not is_live:
        raise Refusal(_("只有成员可以参选和投票。"), code="members_only")


def _check(body: Body, poll: Poll, *, on: date) -> None:
    """Raises `Refusal` naming the field that cannot be as it is."""
    if not poll.title.strip():
        raise Refusal(_("请写选什么职务。"), field="title")
    if poll.seats < 1:
        raise Refusal(_("至少要有一个名额。"), field="seats")
    days = [on, poll.nominate_until_on, poll.vote_until_on, poll.starts_on, poll.ends_on]
    if sorted(days) != days or poll.nominate_until_on == poll.vote_until_on:
        told = _("先报名，再投票，然后任期开始，日期要按这个顺序。")
        raise Refusal(told, field="vote_until_on")
    if poll.starts_on == poll.vote_until_on:
        raise Refusal(_("任期要在投票结束以后开始。"), field="starts_on")
    if body.ended_on is not None:
        raise Refusal(_("这个机构已经结束。"), code="ended")
