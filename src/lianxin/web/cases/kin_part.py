"""What a case has to do with others: joined ones, parts, and what seems to be the same matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from lianxin.cases import policy
from lianxin.cases.actions import joining, kin
from lianxin.cases.models import NEVER, BulletinCase, Case, CaseQuerySet
from lianxin.cases.queries import holding
from lianxin.cases.states import State
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.web.cases import words
from lianxin.web.cases.ground import Ground
from lianxin.web.cases.related import MOST, follows, is_alike, is_part, may_join

SHOWN = 12
ANSWERS = ("answer", "pass")


@dataclass(frozen=True)
class Relative:
    """Another case, in short. `url` is empty where this person may not open it, `join_url` where
    the case cannot be joined to it."""

    ref: str
    subject: str
    text: str
    state: str
    level: str
    received_at: datetime
    url: str
    holder: str
    due_at: datetime | None = None
    answer: str = ""
    percent: int = 0
    words: Sequence[str] = ()
    join_url: str = ""


@dataclass(frozen=True)
class Told:
    """A bulletin that concerns the case, and how far it has come."""

    text: str
    at: datetime
    told: int
    total: int
    url: str


@dataclass(frozen=True)
class Kin:
    main: Relative | None = None
    parent: Relative | None = None
    head: Relative | None = None
    followers: Sequence[Relative] = ()
    follower_count: int = 0
    alike: Sequence[Relative] = ()
    alike_count: int = 0
    parts: Sequence[Relative] = ()
    parts_done: int = 0
    likes: Sequence[Relative] = ()
    bulletins: Sequence[Told] = ()
    merge_url: str = ""  # empty where this person may not
    dissolve_url: str = ""
    bulletin_url: str = ""
    under_way: str = ""  # "merge" or "unmerge", while the worker has it in hand
    here: str = ""
    key: UUID = field(default_factory=new_id)

    @property
    def moving(self) -> int:
        """Of how many the worker moves one after the other."""
        return self.alike_count + self.follower_count

    @property
    def moved(self) -> int:
        return self.follower_count if self.under_way == "merge" else self.alike_count

    @property
    def is_needed(self) -> bool:
        shown = (self.main, self.parent, self.head, self.followers, self.alike, self.parts)
        return any((*shown, self.likes, self.bulletins))


def kin_of(ground: Ground) -> Kin | None:
    """None for a case that stands alone. At most seven queries, however many others there are."""
    case, found = ground.case, ground.related
    rows = _Rows(ground, found)
    followers = [row for row in found if follows(row, case)]
    alike = [row for row in found if is_alike(row, case)]
    parts = [row for row in found if is_part(row, case)]
    may = ground.standing.can("dissolve", case)
    made = Kin(
        main=rows.one(case.into_id if case.state == State.JOINED else None),
        parent=rows.one(case.parent_id),
        head=rows.one(case.similar_to_id if case.state == State.RECEIVED else None),
        followers=rows.of(followers[:SHOWN]),
        alike=rows.of(alike[:SHOWN]),
        parts=rows.parts(parts),
        parts_done=sum(not part.is_open for part in parts),
        likes=rows.likes(ground.likes) if ground.standing.can("join", case) else (),
        bulletins=_bulletins(case),
        merge_url=reverse("cases:merge", args=[case.ref]) if may and alike else "",
        dissolve_url=reverse("cases:dissolve", args=[case.ref]) if may and alike else "",
        bulletin_url=_bulletin_url(case) if may and case.is_open else "",
        follower_count=_whole(found, len(followers), kin.followers(case)),
        alike_count=_whole(found, len(alike), joining.matter(case)),
        under_way=joining.under_way(case) if alike and followers else "",
        here=reverse("cases:detail", args=[case.ref]),
    )
    return made if made.is_needed else None


def _whole(found: Sequence[Case], count: int, cases: CaseQuerySet) -> int:
    return cases.count() if count and len(found) == MOST else count


class _Rows:
    """Cases as one person may see them."""

    def __init__(self, ground: Ground, found: Sequence[Case]) -> None:
        self.ground, self.by_pk = ground, {row.pk: row for row in found}
        visible = policy.visible_to(ground.user, on=ground.today).filter(pk__in=self.by_pk)
        self.seen = set(visible.values_list("pk", flat=True)) if found else set()

    def one(self, pk: UUID | None) -> Relative | None:
        return self.row(self.by_pk[pk]) if pk and pk in self.by_pk else None

    def of(self, cases: Sequence[Case]) -> list[Relative]:
        return [self.row(case) for case in cases]

    def parts(self, cases: Sequence[Case]) -> list[Relative]:
        return [self.row(case, answer=_answer(case)) for case in cases]

    def likes(self, likes: Sequence[dict[str, Any]]) -> list[Relative]:
        case = self.ground.case
        rows = [(self.by_pk.get(UUID(one["id"])), one) for one in likes]
        return [
            self.row(
                row,
                percent=round(100 * one["score"]),
                words=one["words"],
                join_url=reverse("cases:join", args=[case.ref]) if may_join(case, row) else "",
            )
            for row, one in rows
            if row and row.pk in self.seen and not (is_alike(row, case) or follows(row, case))
        ]

    def row(self, case: Case, **more: Any) -> Relative:
        is_seen = case.pk in self.seen
        return Relative(
            ref=case.ref,
            subject=case.subject,
            text=case.text,
            state=words.state_label(case),
            level=words.state_level(case),
            received_at=case.received_at,
            url=reverse("cases:detail", args=[case.ref]) if is_seen else "",
            holder=holding(case).name if case.is_open else "",
            due_at=case.next_due_at if case.is_open and case.next_due_at < NEVER else None,
            **more,
        )


def _answer(part: Case) -> str:
    if part.is_open or not part.outcome:
        return ""
    said = timeline.of(part).filter(verb__in=ANSWERS).last()
    return said.note if said else ""


def _bulletins(case: Case) -> list[Told]:
    """One query, and one more when there are any."""
    own = BulletinCase.objects.filter(district_id=case.district_id, case=case)
    bulletins = {row.bulletin_id: row.bulletin for row in own.select_related("bulletin")}
    if not bulletins:
        return []
    rows = BulletinCase.objects.filter(district_id=case.district_id, bulletin__in=bulletins)
    counted = rows.order_by().values("bulletin").annotate(total=Count("pk"), told=Count("told_at"))
    return [
        Told(
            text=bulletins[row["bulletin"]].text,
            at=bulletins[row["bulletin"]].at,
            told=row["told"],
            total=row["total"],
            url=reverse("desk:bulletin", args=[row["bulletin"]]),
        )
        for row in counted
    ]


def _bulletin_url(case: Case) -> str:
    return f"{reverse('desk:new_bulletin')}?case={case.ref}"
