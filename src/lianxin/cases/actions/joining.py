"""One matter, several requests: joined, they are worked on once and answered together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import likeness, policy
from lianxin.cases.actions import deed, kin
from lianxin.cases.clocks import Clocks
from lianxin.cases.models import Case, CaseQuerySet, Reading
from lianxin.cases.queries import rules_of
from lianxin.cases.states import UNANSWERED, State
from lianxin.kernel import timeline, work
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal, Repeated
from lianxin.language.similar import Like
from lianxin.network import queries as network
from lianxin.network.models import PlaceKind, User


@transaction.atomic
def join(
    case: Case,
    *,
    into: Case,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
    is_own_wish: bool = False,
) -> None:
    """Let `case` be worked on and answered with `into`, or with the case that one is joined to.

    Its number and code stay; what was promised to its requester runs on and is kept or broken by
    what is done for the main one. Those joined to `case` follow along. The requester is told some
    minutes later, unless it is her own wish or taken back by then. Raises `Refusal` when either is
    answered, confidential or a part.
    """
    clocks = deed.begin(case, "join", by=by, at=at, key=key)
    main = _main(case, into, by=by, at=at)
    for follower in kin.followers(case).whole():
        kin.point(follower, main, by=by, at=at)
    clocks.hush()
    deed.end_stint(case, at=at)
    entry = deed.move(
        case,
        "join",
        by=by,
        clocks=clocks,
        note=note.strip(),
        key=key,
        into=main,
        lead=network.desk_for(case.place),
        handler=None,
        pause_reason="",
        is_binding=False,
    )
    if not is_own_wish:
        deed.tell_requester(case, "case_joined", entry=entry, unit=main.lead, is_held=True)


def _main(case: Case, into: Case, *, by: User | None, at: datetime) -> Case:
    """The case that `case` would follow, locked, so that it is not answered meanwhile; always in
    one order, so that two who join them opposite ways do not wait for each other."""
    rows = Case.objects.whole().filter(district_id=case.district_id)
    locked = rows.select_for_update(of=("self",))
    both = {row.pk: row for row in locked.filter(pk__in=[case.pk, into.pk]).order_by("pk")}
    main = both.get(into.pk)
    if main and main.into_id and main.state == State.JOINED and main.pk != case.pk:
        if main.into_id == case.pk:
            raise Refusal(_("%s 已经并入这一件，不用再并。") % main.ref, field="into")
        main = locked.filter(pk=main.into_id).first()
    if main is None:
        raise Refusal(_("没有找到要并入的诉求，请核对编号。"), field="into")
    if main.pk == case.pk:
        raise Refusal(_("诉求不能并入自己，请选择另一件。"), field="into")
    if by and not policy.Standing(by, on=timezone.localdate(at)).sees_inside(main):
        raise NotAllowed(_("您看不到要并入的那一件，请交给负责那里的调度员。"))
    if main.state not in UNANSWERED:
        raise Refusal(
            _("%s 已经答复，不能再并入。可以参考它的答复，单独办理这一件。") % main.ref,
            field="into",
            code="main_answered",
        )
    if any(one.is_confidential or one.parent_id for one in (case, main)):
        raise Refusal(_("保密的诉求和分办件不能并入或被并入。"), field="into")
    return main


@transaction.atomic
def split(
    case: Case, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Take a case out again: it waits at the desk with the promises it always had, and is not
    taken for the same matter again."""
    deed.begin(case, "split", by=by, at=at, key=key)
    Case.objects.filter(district_id=case.district_id, pk=case.pk).update(similar_to=None)
    case.similar_to = None
    _set_apart([case], at=at)
    _take_out(case, by=by, at=at, note=note.strip(), key=key)


def _take_out(case: Case, *, by: User | None, at: datetime, note: str, key: UUID | None) -> None:
    """Who has not yet been told that it was joined need not be told that it was not."""
    entry = kin.split_off(case, by=by, at=at, note=note, key=key)
    if not kin.untold(case, at=at):
        deed.tell_requester(case, "case_split", entry=entry)


def wished(case: Case, ref: str, *, at: datetime) -> Case | None:
    """The case `ref`, when it is one that may have been offered to who reports `case`: nobody
    follows a case elsewhere by trying numbers."""
    found = likeness.mains(likeness.Matter.of(case), at=at) if ref else []
    return next((other for other in found if other.ref == ref), None)


def follow_wish(case: Case, main: Case, *, at: datetime) -> None:
    """Join a new case to `main`, as its requester wished. Where that one is answered already the
    matter has come back: the case is handled by itself, and those who get it are told."""
    if main.state in UNANSWERED:
        join(case, into=main, by=None, at=at, is_own_wish=True)
        return
    note = _("诉求人说与 %s 是同一件事，那一件已经答复。") % main.ref
    deed.record(case, "note", by=None, clocks=Clocks(case, at=at), note=note)


# --- What the machine takes for one matter -------------------------------------------------------


@transaction.atomic
def propose(case: Case, likes: Sequence[Like[UUID]], *, at: datetime) -> bool:
    """Put `case` beside those that it seems to tell the same of: of the same class, within the
    playbook's hours, much like it in words, and not said to be something else.

    True when such a matter is open already, at the desk or with a unit: then people decide, and
    the case is not sent on by itself.
    """
    alike = [like.key for like in likes if like.score >= likeness.SAME]
    if not alike or case.state != State.RECEIVED or _is_alone(case):
        return False
    same = _same_matter(case, alike, at=at)
    heads = (one.similar_to or one for one in same if one.state == State.RECEIVED)
    head = next((one for one in heads if one.pk < case.pk and _is_same_desk(one, case)), None)
    if head is not None:
        _put_beside(case, head)
    return bool(same)


def _same_matter(case: Case, alike: Sequence[UUID], *, at: datetime) -> list[Case]:
    """Those of `alike` that are open by `at` and came in shortly before, the newest first."""
    within = timedelta(hours=rules_of(case.district_id).understanding.cluster_hours)
    found = Case.objects.filter(
        district_id=case.district_id,
        pk__in=alike,
        class_code=case.class_code,
        state__in=[*UNANSWERED, State.JOINED],
        received_at__range=(case.received_at - within, at),
    ).exclude(reading__is_alone=True)
    return list(found.select_related("place", "similar_to__place").order_by("-received_at", "-id"))


def _is_same_desk(one: Case, other: Case) -> bool:
    """Whether the same people have both in their queue."""
    streets = [network.ancestor(case.place, PlaceKind.STREET) for case in (one, other)]
    return one.lead_id == other.lead_id and streets[0] == streets[1]


def _put_beside(case: Case, head: Case) -> None:
    """Only behind one that came first, and by itself stands behind none: so every matter has a
    row in the queue."""
    pks = sorted([case.pk, head.pk])
    rows = Case.objects.filter(district_id=case.district_id, pk__in=pks, state=State.RECEIVED)
    locked = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    is_free = len(locked) == len(pks) and locked[head.pk].similar_to_id is None
    if is_free and not _lookalikes(case).exists():
        Case.objects.filter(district_id=case.district_id, pk=case.pk).update(similar_to=head.pk)
        case.similar_to = head


def _is_alone(case: Case) -> bool:
    rows = Reading.objects.filter(district_id=case.district_id, case=case, is_alone=True)
    return rows.exists()


def _set_apart(cases: Sequence[Case], *, at: datetime) -> None:
    """Note that these are no duplicates of each other."""
    own = {"district_id": cases[0].district_id, "case__in": [case.pk for case in cases]}
    known = set(Reading.objects.filter(**own).values_list("case", flat=True))
    Reading.objects.filter(**own).update(is_alone=True)
    Reading.objects.bulk_create(
        Reading(district_id=case.district_id, case=case, is_alone=True, read_at=at)
        for case in cases
        if case.pk not in known
    )


def _lookalikes(head: Case) -> CaseQuerySet:
    found: CaseQuerySet = Case.objects.filter(district_id=head.district_id, similar_to=head.pk)
    return found.order_by("received_at", "id")


def matter(head: Case) -> CaseQuerySet:
    """Those that seem to tell the same as `head` and wait at the desk with it."""
    found: CaseQuerySet = _lookalikes(head).filter(state=State.RECEIVED)
    return found


@transaction.atomic
def merge(head: Case, *, by: User, at: datetime, key: UUID | None = None) -> int:
    """Join all that seem to be the same matter to `head`. Returns how many there are; of many the
    worker joins those that are left, so that nobody waits. `unmerge` takes it back. What somebody
    else has taken meanwhile stays with them."""
    waiting, entry = _begin(head, "merge", matter, by=by, at=at, key=key)
    _merge(entry.subject_id, waiting[: kin.AT_ONCE], entry)
    if len(waiting) > kin.AT_ONCE:
        work.enqueue(merge_on, head.district_id, str(head.pk), str(entry.pk))
    return len(waiting)


@work.task()
def merge_on(district_id: int, head_id: str, entry_id: str) -> None:
    """Join the many. A second run goes on where the first one ended; it leaves off when the
    merging has been taken back."""
    head, entry = kin.pair(district_id, head_id, entry_id)
    waiting = matter(head).filter(received_at__lte=entry.at).values_list("pk", flat=True)
    for pks in _batches(waiting):
        with transaction.atomic():
            if _is_latest(head, entry):
                _merge(head.pk, pks, entry)


def _merge(head_id: UUID, pks: Sequence[UUID], entry: Entry) -> None:
    head = _locked(entry.district_id, head_id)
    for case in matter(head).whole().filter(pk__in=pks).order_by("pk"):
        with suppress(Repeated, Overtaken), transaction.atomic():
            join(case, into=head, by=entry.by, at=entry.at, key=uuid5(entry.pk, case.ref))


@transaction.atomic
def unmerge(head: Case, *, by: User, at: datetime, key: UUID | None = None) -> int:
    """Undo `merge`: they are separate again, and still seem to be one matter. Returns how many; of
    many the worker takes out those that are left."""
    waiting, entry = _begin(head, "unmerge", merged, by=by, at=at, key=key)
    _unmerge(entry.subject_id, waiting[: kin.AT_ONCE], entry)
    if len(waiting) > kin.AT_ONCE:
        work.enqueue(unmerge_on, head.district_id, str(head.pk), str(entry.pk))
    return len(waiting)


@work.task()
def unmerge_on(district_id: int, head_id: str, entry_id: str) -> None:
    """Take the many out, as `merge_on` joins them."""
    head, entry = kin.pair(district_id, head_id, entry_id)
    for pks in _batches(merged(head).values_list("pk", flat=True)):
        with transaction.atomic():
            if _is_latest(head, entry):
                _unmerge(head.pk, pks, entry)


def _unmerge(head_id: UUID, pks: Sequence[UUID], entry: Entry) -> None:
    head = _locked(entry.district_id, head_id)
    for case in merged(head).whole().filter(pk__in=pks).order_by("pk"):
        with suppress(Overtaken), transaction.atomic():
            _take_out(case, by=entry.by, at=entry.at, note="", key=uuid5(entry.pk, case.ref))
    if head.state != State.RECEIVED:
        kin.leave(head)


def merged(head: Case) -> CaseQuerySet:
    """Those joined to `head` because they seemed to tell the same."""
    found: CaseQuerySet = kin.followers(head).filter(similar_to=head.pk)
    return found


def under_way(head: Case) -> str:
    """The deed, "merge" or "unmerge", that the worker still has in hand; "" when there is none."""
    last = timeline.of(head).filter(verb__in=("merge", "unmerge")).last()
    if last is None:
        return ""
    waiting = matter(head).filter(received_at__lte=last.at)
    left = waiting if last.verb == "merge" else merged(head)
    return last.verb if left.exists() else ""


def _begin(
    head: Case,
    verb: str,
    meant: Callable[[Case], CaseQuerySet],
    *,
    by: User,
    at: datetime,
    key: UUID | None,
) -> tuple[list[UUID], Entry]:
    """Those that are `meant`, and the entry that says on `head` that it has begun. The lock lets
    of two who do it at once only one."""
    timeline.refuse_repeated(head, key)
    policy.require(by, "dissolve", head, on=timezone.localdate(at))
    head = _locked(head.district_id, head.pk)
    waiting = list(meant(head).order_by("pk").values_list("pk", flat=True))
    if not waiting:
        said = {
            "merge": _("没有疑似同一件事的诉求可以合并。"),
            "unmerge": _("没有可以撤回的合并，各件已经分开。"),
        }
        raise IllegalMove(said[verb])
    count = _("%d 件") % len(waiting)
    clocks = Clocks(head, at=at)
    return waiting, deed.record(head, verb, by=by, clocks=clocks, note=count, key=key)


def _is_latest(head: Case, entry: Entry) -> bool:
    last = timeline.of(head).filter(verb__in=("merge", "unmerge")).last()
    return last is not None and last.pk == entry.pk


def _locked(district_id: int, pk: UUID) -> Case:
    rows = Case.objects.whole().filter(district_id=district_id).select_for_update(of=("self",))
    found: Case = rows.get(pk=pk)
    return found


def _batches(pks: Iterable[UUID]) -> Iterator[list[UUID]]:
    waiting = sorted(pks)
    for start in range(0, len(waiting), kin.AT_ONCE):
        yield waiting[start : start + kin.AT_ONCE]


@transaction.atomic
def dissolve(
    head: Case, *, by: User | None, at: datetime, note: str = "", key: UUID | None = None
) -> None:
    """Say that those taken for one matter are not: each stands for itself in the queue again."""
    clocks = deed.begin(head, "dissolve", by=by, at=at, key=key)
    together = [head, *matter(head)]
    if len(together) == 1:
        raise IllegalMove(_("这件诉求旁边没有疑似同一件事的诉求。"))
    Case.objects.filter(
        Q(similar_to=head.pk, state=State.RECEIVED), district_id=head.district_id
    ).update(similar_to=None)
    _set_apart(together, at=at)
    refs = _("、").join(case.ref for case in together[1:])
    said = f"{refs}：{note.strip()}" if note.strip() else refs
    deed.record(
        head, "dissolve", by=by, clocks=clocks, note=said, key=key, audience=Audience.STAFF
    )
