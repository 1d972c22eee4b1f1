"""One text for everybody whom a matter concerns (C17): a power cut, a burst pipe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy
from lianxin.cases.actions import deed
from lianxin.cases.models import Bulletin, BulletinCase, Case, CaseQuerySet, Requester
from lianxin.cases.states import State
from lianxin.kernel import timeline, work
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import NotAllowed, Refusal, Repeated
from lianxin.network.models import User

MOST = 20_000
LONGEST = 1_000
BATCH = 50  # told in one transaction


@transaction.atomic
def publish(
    cases: CaseQuerySet, *, district_id: int, text: str, by: User, at: datetime, key: UUID
) -> Bulletin:
    """Attach `text` to each of `cases` that is open, and to those joined to one of them; the
    worker writes it into their history and tells each requester once, also one who has several.

    The same `key` is the same bulletin. Raises `Refusal` for a text that tells of a person, and
    `NotAllowed` when `by` does not dispatch for all of them.
    """
    done = Bulletin.objects.filter(district_id=district_id, key=key).first()
    if done:
        return done
    text = _checked(text)
    chosen = cases.filter(district_id=district_id, is_confidential=False).open()
    joined = Case.objects.filter(
        district_id=district_id, into__in=chosen.values("pk"), state=State.JOINED
    )
    rows = Case.objects.filter(
        Q(pk__in=chosen.values("pk")) | Q(pk__in=joined.values("pk")), district_id=district_id
    )
    found = list(rows.whole().order_by("id")[: MOST + 1])
    _require(found, by=by, at=at)
    bulletin = Bulletin.objects.create(district_id=district_id, key=key, text=text, by=by, at=at)
    BulletinCase.objects.bulk_create(
        [BulletinCase(district_id=district_id, bulletin=bulletin, case=case) for case in found],
        batch_size=500,
    )
    work.enqueue(tell, district_id, str(bulletin.pk))
    return bulletin


def _checked(text: str) -> str:
    text = deed.require_text(text, _("请写下要告诉大家的内容。"), field="text")
    if len(text) > LONGEST:
        raise Refusal(_("告知内容最多 %d 字。") % LONGEST, field="text")
    deed.refuse_personal(text)
    return text


def _require(cases: list[Case], *, by: User, at: datetime) -> None:
    if not cases:
        raise Refusal(_("没有可以告知的诉求：已办结的不再告知。"))
    if len(cases) > MOST:
        raise Refusal(_("一次最多告知 %d 件，请缩小范围。") % MOST)
    standing = policy.Standing(by, on=timezone.localdate(at))
    others = [case for case in cases if not standing.can("bulletin", case)]
    if others:
        raise NotAllowed(
            _("有 %(n)d 件不归您调度（例如 %(ref)s），不能一并告知。请缩小范围。")
            % {"n": len(others), "ref": others[0].ref}
        )


def untold(bulletin: Bulletin) -> QuerySet[BulletinCase]:
    rows = BulletinCase.objects.filter(
        district_id=bulletin.district_id, bulletin=bulletin, told_at__isnull=True
    )
    return rows.order_by("id")


@work.task(lease=timedelta(minutes=30), attempts=10)
def tell(district_id: int, bulletin_id: str) -> None:
    """Carry a bulletin to its cases. Killed and run again, it goes on with those left."""
    bulletin = Bulletin.objects.select_related("by").get(district_id=district_id, pk=bulletin_id)
    addressed = _addressed(bulletin)
    while carry(bulletin, addressed, at=timezone.now()):
        pass


@transaction.atomic
def carry(bulletin: Bulletin, addressed: dict[UUID, Requester], *, at: datetime) -> int:
    """Carry it to the next few. Returns to how many."""
    rows = untold(bulletin).select_related("case__lead", "case__place").defer("case__place__shape")
    chosen = list(rows.select_for_update(of=("self",))[:BATCH])
    for row in chosen:
        _record(bulletin, row.case, addressed.get(row.case_id), at=at)
    told = BulletinCase.objects.filter(
        district_id=bulletin.district_id, pk__in=[row.pk for row in chosen]
    )
    told.update(told_at=at)
    return len(chosen)


def _record(bulletin: Bulletin, case: Case, requester: Requester | None, *, at: datetime) -> None:
    try:
        entry = timeline.append(
            case,
            "bulletin",
            by=bulletin.by,
            at=at,
            note=bulletin.text,
            audience=Audience.PUBLIC,
            key=uuid5(bulletin.pk, str(case.pk)),
        )
    except Repeated:
        return
    deed.changed(case, entry)
    if requester:
        deed.tell_requester(
            case, "case_bulletin", entry=entry, text=bulletin.text, requester=requester
        )


def _addressed(bulletin: Bulletin) -> dict[UUID, Requester]:
    """Of the people concerned, each once: the case under which to write, and whom. Two cases are
    one person's when telephone, e-mail or account are the same."""
    people = Requester.objects.filter(
        district_id=bulletin.district_id,
        case__bulletins__bulletin=bulletin,
        case__bulletins__district_id=bulletin.district_id,
    )
    reachable = (
        who for who in people.order_by("case_id") if who.email or who.phone or who.user_id
    )
    return {group[0].case_id: group[0] for group in _people(reachable)}


def _people(requesters: Iterable[Requester]) -> list[list[Requester]]:
    """Gathered by person; within one, those with an e-mail address first."""
    by_mark: dict[object, list[Requester]] = {}
    groups: dict[int, list[Requester]] = {}
    for who in requesters:
        known = {id(by_mark[mark]): by_mark[mark] for mark in _marks(who) if mark in by_mark}
        group = [who, *(one for found in known.values() for one in found)]
        for gone in known:
            del groups[gone]
        groups[id(group)] = group
        by_mark.update({mark: group for one in group for mark in _marks(one)})
    return [sorted(group, key=_first) for group in groups.values()]


def _first(who: Requester) -> tuple[bool, UUID]:
    return not who.email, who.case_id


def _marks(who: Requester) -> list[object]:
    """What tells that two requesters are one person."""
    own = (("phone", who.phone_index), ("email", (who.email or "").lower()), ("user", who.user_id))
    return [mark for mark in own if mark[1]]
