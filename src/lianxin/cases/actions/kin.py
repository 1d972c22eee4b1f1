"""What happens to a case because of another: to those joined to it, like it, or part of it.

It reacts to each move and each message; what it does to other cases are deeds in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed, dispatch, private
from lianxin.cases.clocks import Clocks
from lianxin.cases.facts import CaseChanged
from lianxin.cases.models import Case, CaseClock, CaseQuerySet, ClockName, Requester
from lianxin.cases.queries import holding
from lianxin.cases.states import UNANSWERED, Outcome, State
from lianxin.kernel import timeline, work
from lianxin.kernel.database.composed import composed
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.reactions import announce, reacts_to
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.network.forgetting import plain
from lianxin.network.models import OrganisationKind, User
from lianxin.outbox import actions as outbox

AT_ONCE = 50  # cases changed in the transaction of the deed; more of them by the worker
BATCH = 100
URGED_LATELY = timedelta(hours=1)
KEPT: dict[str, tuple[ClockName, ...]] = {
    "case_accepted": (ClockName.RESPOND,),
    "case_question": (ClockName.RESPOND,),
    "case_feedback": (ClockName.RESPOND, ClockName.FEEDBACK),
}
"""Promises to those who joined a case that are kept when its own requester gets the message."""

SHARED = frozenset({"case_accepted", "case_feedback", "case_paused", "case_extended"})
"""Messages that go to those who joined, too. What a unit asks, it asks of one."""

ENDS = frozenset({"answer", "submit", "close", "join"})


def followers(main: Case) -> CaseQuerySet:
    """Those joined to `main` now, the longest waiting first."""
    found: CaseQuerySet = Case.objects.filter(
        district_id=main.district_id, into=main.pk, state=State.JOINED
    )
    return found.order_by("received_at", "id")


def parts(parent: Case) -> CaseQuerySet:
    """The cases that `parent` was divided into, in their order."""
    found: CaseQuerySet = Case.objects.filter(district_id=parent.district_id, parent=parent.pk)
    return found.order_by("id")


@composed
def _open_parts(district_id: int, parent_id: UUID) -> QuerySet[Case, tuple[str]]:
    cases = Case.objects.filter(district_id=district_id, parent_id=parent_id)
    return cases.open().order_by("id").values_list("ref")


@composed
def _arrivals(district_id: int, main_id: UUID) -> QuerySet[Case, tuple[UUID, datetime]]:
    """Of those joined to the main case."""
    cases = Case.objects.filter(district_id=district_id, into_id=main_id, state=State.JOINED)
    return cases.order_by("received_at", "id").values_list("pk", "received_at")


@composed
def _at_desk(district_id: int, head_id: UUID) -> QuerySet[Case, tuple[UUID]]:
    """Those that wait behind the case, and itself if it waits behind another."""
    touched = Case.objects.filter(
        Q(similar_to_id=head_id, state=State.RECEIVED) | Q(pk=head_id, similar_to__isnull=False),
        district_id=district_id,
    )
    return touched.order_by("received_at", "id").values_list("pk")


@reacts_to(deed.Begun)
def require_whole(fact: deed.Begun) -> None:
    """Raise `Refusal` for a deed that would end a case while parts of it are still open."""
    case, verb = fact.case, fact.verb
    if verb in ENDS and (waiting := _open_parts(case.district_id, case.pk)):
        raise Refusal(
            _("还有 %(n)d 个分办件没有办结：%(refs)s。请等它们办完，或者连同分办件一并办结。")
            % {"n": len(waiting), "refs": _("、").join(ref for (ref,) in waiting)},
            code="parts_open",
        )


@reacts_to(deed.Moved)
def moved(fact: deed.Moved) -> None:
    """After every move: see to those who depended on where the case stood."""
    case, entry, before = fact.case, fact.entry, fact.before
    if before == State.RECEIVED and case.state != State.RECEIVED:
        leave(case, keeps_own=case.state == State.JOINED)
    if before == State.JOINED and case.state != State.RECEIVED:
        _set_similar([case.pk], None, district_id=case.district_id)
    if before in UNANSWERED and case.state in (State.ANSWERED, State.CLOSED):
        _lead_on(case, entry)
        if case.outcome == Outcome.WITHDRAWN:
            _drop_parts(case, entry)
    if case.parent_id and case.state == State.ANSWERED:
        _hand_up(case, entry)


def leave(head: Case, *, keeps_own: bool = False) -> None:
    """`head` does not wait at the desk any more. Those taken for the same matter stay together
    behind the one of them that has waited longest, so that none is out of sight."""
    district = Case.objects.filter(district_id=head.district_id)
    pks = [pk for (pk,) in _at_desk(head.district_id, head.pk)]
    behind = [pk for pk in pks if pk != head.pk]
    if head.pk in pks and not keeps_own:
        district.filter(pk=head.pk).update(similar_to=None)
        head.similar_to = None
    if behind:
        district.filter(pk=behind[0]).update(similar_to=None)
        district.filter(pk__in=behind[1:]).update(similar_to=behind[0])


def _set_similar(pks: Sequence[UUID], head: UUID | None, *, district_id: int) -> None:
    """Whom a list shows is never one that stands behind something that is over."""
    rows = Case.objects.filter(district_id=district_id, pk__in=pks, similar_to__isnull=False)
    rows.update(similar_to=head)


# --- Those who joined ---------------------------------------------------------------------------


@reacts_to(deed.Told)
def told(fact: deed.Told) -> None:
    """The requester of `main` has been told: those who joined are told the same, and what was
    promised to them is kept or broken with it."""
    main, kind, entry, due_at = fact.case, fact.kind, fact.entry, fact.due_at
    if kind not in KEPT.keys() | SHARED or main.state == State.JOINED:
        return
    arrivals = dict(_arrivals(main.district_id, main.pk))
    if not arrivals:
        return
    if kind in KEPT:
        _keep(main, KEPT[kind], entry, arrivals)
    if kind in SHARED:
        due = due_at.isoformat() if due_at else ""
        if len(arrivals) > AT_ONCE:
            work.enqueue(tell_on, main.district_id, str(main.pk), str(entry.pk), kind, due)
        else:
            _tell(main, list(arrivals), kind, entry, due_at=due_at)


@work.task()
def tell_on(district_id: int, main_id: str, entry_id: str, kind: str, due: str) -> None:
    """Tell the many who joined. A second run tells nobody twice: the outbox knows the entry."""
    main, entry = pair(district_id, main_id, entry_id)
    pks = list(followers(main).values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            _tell(main, pks[start : start + BATCH], kind, entry, due_at=parse_datetime(due))


def _keep(
    main: Case, names: Sequence[ClockName], entry: Entry, arrivals: dict[UUID, datetime]
) -> None:
    running = CaseClock.objects.filter(
        district_id=main.district_id,
        case__in=list(arrivals),
        name__in=names,
        stopped_at__isnull=True,
    )
    running.update(stopped_at=entry.at, next_alarm_at=None)
    by_day = {timezone.localdate(at): (pk, at) for pk, at in arrivals.items()}
    for pk, at in by_day.values():
        announce(CaseChanged(main.district_id, pk, at, entry.verb, entry.at))


def _tell(
    main: Case, pks: Sequence[UUID], kind: str, entry: Entry, *, due_at: datetime | None
) -> None:
    people = Requester.objects.filter(district_id=main.district_id, case__in=pks)
    for requester in people.select_related("case__lead", "case__place"):
        deed.tell_requester(
            requester.case,
            kind,
            entry=entry,
            text=without_personal(entry.note, of=main),
            due_at=due_at,
            requester=requester,
            unit=main.lead,
        )


def _lead_on(main: Case, entry: Entry) -> None:
    count = len(_arrivals(main.district_id, main.pk))
    if count > AT_ONCE:
        work.enqueue(lead_on, main.district_id, str(main.pk), str(entry.pk))
    elif count:
        _lead(main, entry)


@work.task()
def lead_on(district_id: int, main_id: str, entry_id: str) -> None:
    """Lead the many who joined along. A second run goes on where the first one ended."""
    _lead(*pair(district_id, main_id, entry_id))


def _lead(main: Case, entry: Entry) -> None:
    """Answer, close or hand over those who joined, as `entry` did with `main`."""
    if entry.facts.get("outcome") == Outcome.WITHDRAWN:
        _hand_over(main, entry)
        return
    for pk in list(followers(main).values_list("pk", flat=True)):
        with suppress(Overtaken), transaction.atomic():
            case = followers(main).whole().select_for_update(of=("self",)).filter(pk=pk).first()
            if case:
                _follow(case, main, entry)


def _follow(case: Case, main: Case, entry: Entry) -> None:
    untold(case, at=entry.at)
    verb = "follow" if entry.facts["state"] == State.ANSWERED else "close"
    text = without_personal(entry.note, of=main)
    clocks = Clocks(case, at=entry.at)
    clocks.stop_all()
    clocks.are_quiet = False
    changes = {"outcome": entry.facts["outcome"], "answered_at": entry.at, "lead": main.lead}
    if verb == "follow":
        clocks.start(ClockName.RATE)
    else:
        changes["closed_at"] = entry.at
    deed.move(case, verb, by=entry.by, clocks=clocks, note=text, **changes)
    rate = clocks.running.get(ClockName.RATE)
    deed.tell_requester(
        case,
        "case_answered" if verb == "follow" else "case_closed",
        entry=entry,
        text=text,
        due_at=rate.due_at if rate else None,
    )


def _hand_over(main: Case, entry: Entry) -> None:
    """The main one was taken back: who joined first takes its place, where it had got to."""
    heir = followers(main).whole().first()
    if heir is None:
        return
    with transaction.atomic():
        for case in followers(main).whole().exclude(pk=heir.pk):
            point(case, heir, by=None, at=entry.at)
        _set_similar([heir.pk], None, district_id=main.district_id)
        left = list(followers(heir).values_list("pk", flat=True))
        _set_similar(left, heir.pk, district_id=main.district_id)
        split_off(heir, by=None, at=entry.at, note=_("原先一并办理的诉求已撤回，由本件继续"))
        if main.lead.kind != OrganisationKind.DISPATCH_CENTRE:
            note = _("接着办理：%s 已撤回") % main.ref
            dispatch.assign(heir, to=main.lead, by=None, at=entry.at, note=note)


def point(case: Case, main: Case, *, by: User | None, at: datetime) -> Entry:
    """Let a joined case follow another than before. Its requester notices nothing."""
    return deed.record(
        case,
        "join",
        by=by,
        clocks=Clocks(case, at=at),
        note=_("改随 %s 一并办理") % main.ref,
        changes={"into": main},
        audience=Audience.STAFF,
    )


def split_off(
    case: Case, *, by: User | None, at: datetime, note: str, key: UUID | None = None
) -> Entry:
    """Out of the joined ones, back to the desk, with the promises it always had."""
    clocks = Clocks(case, at=at)
    clocks.wake()
    return deed.move(case, "split", by=by, clocks=clocks, note=note, key=key, into=None)


def urge_main(case: Case, entry: Entry) -> None:
    """Somebody who joined asks for speed: it is noted on the main case each time, and its holder
    is told unless somebody has urged within the hour, for they may be hundreds."""
    assert case.into_id  # it is joined
    main = Case.objects.whole().get(district_id=case.district_id, pk=case.into_id)
    recent = timeline.of(main).filter(verb="urge", at__gt=entry.at - URGED_LATELY).exists()
    words = without_personal(entry.note, of=case)
    who = _("已并入的 %s") % case.ref
    note = f"{who}：{words}" if words else who
    told = deed.record(main, "urge", by=entry.by, clocks=Clocks(main, at=entry.at), note=note)
    if not recent:
        deed.tell_unit(holding(main), "case_urged", main, entry=told, text=note)


def untold(case: Case, *, at: datetime) -> bool:
    """Take back the message that `case` was joined, if it has not gone out: what came of it is
    told, or nothing came of it."""
    joined = timeline.of(case).filter(verb="join", audience=Audience.PUBLIC).last()
    return joined is not None and outbox.recall(
        "case_joined", about=joined.pk, district_id=case.district_id, at=at
    )


# --- Parts --------------------------------------------------------------------------------------


def _hand_up(part: Case, entry: Entry) -> None:
    """A part is for the unit that has the whole, not for the requester: answered, it is done."""
    clocks = Clocks(part, at=entry.at)
    clocks.stop_all()
    deed.move(
        part,
        "close",
        by=None,
        clocks=clocks,
        note=_("分办件已答复主办单位"),
        outcome=part.outcome,
        closed_at=entry.at,
    )
    parent = _parent(part)
    deed.tell_unit(
        parent.lead, "case_part_done", parent, entry=entry, text=f"{part.subject}：{entry.note}"
    )


def _drop_parts(parent: Case, entry: Entry) -> None:
    """The requester does not want it any more: those who work on parts need not go on."""
    for part in parts(parent).open().whole():
        clocks = Clocks(part, at=entry.at)
        clocks.stop_all()
        deed.end_stint(part, at=entry.at)
        note = _("诉求人已撤回，不用再办")
        done = deed.move(
            part,
            "close",
            by=None,
            clocks=clocks,
            note=note,
            outcome=Outcome.WITHDRAWN,
            closed_at=entry.at,
            pause_reason="",
        )
        deed.tell_unit(part.lead, "case_supplied", part, entry=done, text=note)


def _parent(part: Case) -> Case:
    assert part.parent_id  # it is a part
    parent: Case = Case.objects.whole().get(district_id=part.district_id, pk=part.parent_id)
    return parent


def without_personal(text: str, *, of: Case) -> str:
    """`text` as others than the requester of `of` may read it: also without how she is called."""
    return plain(text, private.known(of)) if text else ""


def pair(district_id: int, main_id: str, entry_id: str) -> tuple[Case, Entry]:
    """What the tasks of this room are told by their ids."""
    main = Case.objects.whole().get(district_id=district_id, pk=main_id)
    entries = Entry.objects.filter(district_id=district_id).select_related("by")
    return main, entries.get(pk=entry_id)
