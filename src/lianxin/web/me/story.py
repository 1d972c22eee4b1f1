"""From a case to what its requester sees. Reads only; about eight queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import contacts, queries, states, together
from lianxin.cases.actions import kin
from lianxin.cases.actions.publishing import SHOWN_FOR
from lianxin.cases.actions.requester import URGE_EVERY, rate_until
from lianxin.cases.models import (
    PROMISES,
    Case,
    CaseClock,
    Mediation,
    Photo,
    PhotoState,
    Rating,
    Solved,
)
from lianxin.cases.rules import Rules
from lianxin.cases.states import LIFECYCLE, Outcome, State
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience, Entry
from lianxin.network.models import Organisation
from lianxin.web import parts
from lianxin.web.me import pages, words
from lianxin.web.me.forms import ForbidForm
from lianxin.web.me.words import Who
from lianxin.web.shell import times

ANSWERS = ("answer", "pass", "follow", "close", "uphold")


@dataclass(frozen=True)
class Told:
    """An entry that the requester may see, with the unit that had the case then and after."""

    entry: Entry
    unit: str
    next_unit: str


class Story:
    """One case as its requester may know it, at one moment. `code` is the right one."""

    def __init__(self, case: Case, *, code: str, rules: Rules, at: datetime) -> None:
        self.case, self.code, self.rules, self.at = case, code, rules, at
        self.clocks = list(
            CaseClock.objects.filter(district_id=case.district_id, case=case).order_by(
                "started_at"
            )
        )
        self.told = list(_told(case))
        self.main = _main(case)
        self.rating = Rating.objects.filter(
            district_id=case.district_id, case=case, round=case.reopens
        ).first()

    def url(self, name: str = "case", *more: object) -> str:
        return reverse(f"me:{name}", args=[self.case.ref, self.code, *more])

    # --- How it stands ------------------------------------------------------------------------

    @property
    def stands(self) -> str:
        if self.case.state == State.CLOSED:
            return f"{words.STANDS[State.CLOSED]} · {words.OUTCOMES[self.case.outcome]}"
        return str(words.STANDS[self.case.state])

    def ball(self) -> parts.Ball:
        case = self.case
        found = queries.ball(case, self.clocks)
        is_over = case.state == State.CLOSED
        names = {
            "REQUESTER": _("您"),
            "VERIFIER": _("社区工作者或调度中心"),
            "NOBODY": _("没有人，已结束"),
            "MAIN": queries.holding(self.main).name if self.main else "",
        }
        return parts.Ball(
            holder=names.get(found.who, found.name),
            next_step=self._next_step(),
            due_at=found.until,
            is_done=is_over,
            is_paused=case.state == State.PAUSED,
            is_provisional=found.is_provisional,
            open_end=_("没有约好哪一天，有进展就告诉您"),
        )

    def _next_step(self) -> str:
        if self._mediation and not self._mediation.ended_at:
            return _("调解员同各方谈。谈成没谈成，单位都会答复您。")
        return str(words.NEXT[self.case.state])

    @property
    def called(self) -> str:
        """Who was called to what is urgent, as long as nobody has taken it over; else ""."""
        is_untaken = self.case.state in (State.RECEIVED, State.ASSIGNED)
        ball = self.ball()
        if not (is_untaken and self.rules.is_urgent(self.case.grade) and ball.due_at):
            return ""
        facts = {"who": ball.holder, "until": times.said(ball.due_at, now=self.at)}
        said = _("已按紧急的事交给“%(who)s”，最迟%(until)s有人接手。危险的事不要等，先打电话。")
        return said % facts

    def steps(self) -> list[parts.Step]:
        if self.case.outcome == Outcome.WITHDRAWN:
            return []
        done = words.STEPS_DONE[self.case.state]
        return [
            parts.Step(str(label), is_done=n < done, is_current=n == done)
            for n, label in enumerate(words.STEPS)
        ]

    def promises(self) -> list[pages.Promise]:
        """The newest clock of each promise; a clock stopped by a withdrawal promises nothing."""
        newest = {row.name: row for row in self.clocks if row.name in PROMISES}
        if self.case.outcome == Outcome.WITHDRAWN:
            return []
        return [_promise(newest[name], self.at) for name in PROMISES if name in newest]

    def facts(self) -> list[parts.Fact]:
        case, kinds = self.case, self.rules.kinds
        kind = str(kinds[case.kind].label) if case.kind in kinds else ""
        pairs = [
            (_("编号"), case.ref),
            (_("种类"), kind),
            (_("类别"), self.rules.class_label(case.class_code)),
            (_("地点"), " ".join(filter(None, [case.place.name, case.address]))),
            (_("保密"), self._kept_private()),
        ]
        return [parts.Fact(label, value) for label, value in pairs if value]

    def _kept_private(self) -> str:
        if self.case.is_confidential:
            return _("这件事不公开，只有办理的单位、调度中心和调解员看得到")
        is_private = contacts.wants_privacy(self.case)
        return _("办理的单位看不到您的姓名和电话，只有调度中心看得到") if is_private else ""

    @cached_property
    def _mediation(self) -> Mediation | None:
        is_open = self.case.state in states.UNANSWERED
        return together.mediations(self.case).newest if is_open else None

    def mediation(self) -> str:
        """That it is being settled, and nothing of what is said there; "" when it is not."""
        if self._mediation is None:
            return ""
        if self._mediation.ended_at:
            return _("调解已经结束，接下来由单位答复您。")
        return _(
            "这件事正在调解：调解员会联系有关的各方，大家都同意才开始谈。谈的内容保密，这里不写；结果会告诉您。"
        )

    # --- What was said ------------------------------------------------------------------------

    def moments(self) -> list[parts.Moment]:
        """Newest first."""
        told = sorted([*self.told, *self._shared()], key=lambda one: one.entry.at, reverse=True)
        moments = [_moment(one, is_now=n == 0) for n, one in enumerate(told)]
        if self.case.relayed_by_id:
            first = next(n for n, one in enumerate(told) if one.entry.verb == "open")
            who = _("志愿者或社区工作者")
            moments[first] = replace(moments[first], verb=_("代您提交反映"), who=who)
        return moments

    def _shared(self) -> Iterator[Told]:
        """What was done about the case that hers follows or followed, without a word of others."""
        if self.main is None:
            return
        led = [one.entry.at for one in self.told if one.entry.verb in ("follow", "close")]
        until = led[-1] if led else self.at
        for one in _told(self.main):
            if one.entry.verb in words.SHARED and one.entry.at <= until:
                one.entry.note = kin.without_personal(one.entry.note, of=self.main)
                yield one

    def shares(self) -> list[pages.Part]:
        """What several units do for her, where the case was divided."""
        return [
            pages.Part(
                subject=part.subject,
                holder=queries.holding(part).name if part.is_open else part.lead.name,
                stands=str(words.STANDS[part.state]),
                is_done=not part.is_open,
            )
            for part in kin.parts(self.case).whole()
        ]

    @property
    def question(self) -> str:
        if self.case.state != State.WAITING:
            return ""
        return self._last("ask").entry.note

    def answer(self) -> pages.Answer | None:
        if self.case.state not in (State.ANSWERED, State.CLOSED):
            return None
        if not any(one.entry.verb in ANSWERS for one in self.told):
            return None
        one = self._last(*ANSWERS)
        outcome = str(words.OUTCOMES[self.case.outcome])
        by_desk = one.entry.verb in ("close", "uphold")
        unit = _("调度中心") if by_desk else one.next_unit or one.unit
        return pages.Answer(outcome, one.entry.note, unit, one.entry.at)

    @property
    def verdict(self) -> str:
        """What she said of the answer of this round, or ""."""
        if self.rating is None:
            return ""
        said = str(Solved(self.rating.solved).label)
        return said + _("：") + self.rating.comment if self.rating.comment else said

    def _last(self, *verbs: str) -> Told:
        return next(one for one in reversed(self.told) if one.entry.verb in verbs)

    # --- What she can do ----------------------------------------------------------------------

    @property
    def urged_at(self) -> datetime | None:
        """When she last asked for speed, if that is so recent that she may not again."""
        recent = [t.entry.at for t in self.told if t.entry.verb == "urge"]
        return recent[-1] if recent and recent[-1] > self.at - URGE_EVERY else None

    @property
    def can_urge(self) -> bool:
        held = states.UNANSWERED - {State.WAITING} | {State.REOPENING, State.JOINED}
        return self.case.state in held and self.urged_at is None

    @property
    def can_add(self) -> bool:
        """Tell more than was asked. What waits for an answer asks by itself, what has been
        answered is rated."""
        return self.case.is_open and self.case.state not in (State.WAITING, State.ANSWERED)

    def can(self, verb: str) -> bool:
        return LIFECYCLE.allows(self.case.state, verb)

    @property
    def why_not_rate(self) -> str:
        """ "" when she may rate now."""
        case = self.case
        if case.outcome == Outcome.WITHDRAWN:
            return _("诉求已撤回，不用评价。")
        if case.state not in (State.ANSWERED, State.CLOSED):
            return _("还没有答复，现在不能评价。")
        if self.rating:
            return _("您已经评价过了，谢谢。")
        rating = next((row for row in reversed(self.clocks) if row.name == "RATE"), None)
        if case.answered_at and self.at > rate_until(case, rating):
            return _("评价期（答复后 14 天）已过。仍有问题请重新反映。")
        return ""

    def shown(self) -> pages.Shown | None:
        """What is, or is about to be, public of it."""
        case = self.case
        if not case.public_subject:
            return None
        is_public = case.published_at is not None
        shown_at = None if is_public else self._last("show").entry.at
        return pages.Shown(
            subject=case.public_subject,
            text=case.public_text,
            until=timezone.localdate(shown_at + SHOWN_FOR) if shown_at else None,
            public_url=reverse("town:published_case", args=[case.ref]) if is_public else "",
            form=ForbidForm(),
            agree_url=self.url("agree"),
            forbid_url=self.url("forbid"),
        )

    # --- Pictures -----------------------------------------------------------------------------

    def photos(self) -> tuple[list[parts.Photo], list[parts.Photo], int]:
        """Hers, those of the work, and how many of hers are not ready yet."""
        rows = list(visible_photos(self.case))
        ready = [row for row in rows if row.state == PhotoState.READY]
        own = [self._photo(p, _("您拍的照片")) for p in ready if not p.is_proof]
        proofs = [self._photo(p, _("办理照片")) for p in ready if p.is_proof]
        return own, proofs, sum(row.state == PhotoState.PENDING for row in rows)

    def _photo(self, row: Photo, alt: str) -> parts.Photo:
        url = self.url("photo", row.pk)
        return parts.Photo(url=url, alt=alt, thumbnail_url=f"{url}?size=small")


def visible_photos(case: Case) -> QuerySet[Photo]:
    return Photo.objects.filter(district_id=case.district_id, case=case, is_public=True).order_by(
        "added_at", "pk"
    )


def _main(case: Case) -> Case | None:
    """The case that this one follows, or was answered with."""
    if case.into_id is None:
        return None
    found = Case.objects.whole().filter(district_id=case.district_id, pk=case.into_id)
    main: Case | None = found.first()
    return main


def _told(case: Case) -> Iterator[Told]:
    entries = [e for e in timeline.of(case) if e.audience == Audience.PUBLIC]
    ids = {UUID(str(e.facts["lead_id"])) for e in entries if "lead_id" in e.facts}
    names = dict(
        Organisation.objects.filter(district_id=case.district_id, pk__in=ids).values_list(
            "pk", "name"
        )
    )
    unit = ""
    for entry in entries:
        now = names[UUID(str(entry.facts["lead_id"]))] if "lead_id" in entry.facts else unit
        if entry.verb in words.TOLD:
            yield Told(entry, unit=unit, next_unit=now)
        unit = now


def _moment(one: Told, *, is_now: bool) -> parts.Moment:
    telling = words.TOLD[one.entry.verb]
    who = {
        Who.YOU: _("您"),
        Who.UNIT: one.unit,
        Who.NEXT: one.next_unit,
        Who.DESK: _("调度中心"),
        Who.NOBODY: "",
    }[telling.who]
    return parts.Moment(
        at=one.entry.at,
        verb=str(telling.verb),
        who=who,
        note=one.entry.note if telling.has_note else "",
        icon=telling.icon,
        level=telling.level,
        is_now=is_now,
    )


def _promise(row: CaseClock, at: datetime) -> pages.Promise:
    is_moved = row.due_at > row.first_due_at and not row.paused_seconds
    return pages.Promise(
        label=str(words.PROMISED[row.name]),
        due_at=row.due_at,
        kept_at=row.stopped_at,
        is_late=(row.stopped_at or at) > row.due_at,
        is_paused=row.paused_at is not None and row.stopped_at is None,
        is_provisional=row.is_provisional,
        first_due_at=row.first_due_at if is_moved else None,
    )
