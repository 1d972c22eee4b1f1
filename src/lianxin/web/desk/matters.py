"""How many cases a row of the queue stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.http import QueryDict

from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.states import State
from lianxin.kernel.database.composed import composed
from lianxin.web import paging
from lianxin.web.desk import pages


class Size(NamedTuple):
    """Of one matter: how many more seem to be the same, and how many are joined already."""

    alike: int = 0
    joined: int = 0


def sizes_of(cases: Sequence[Case]) -> Mapping[UUID, Size]:
    """The sizes of those of `cases` that stand for more than themselves. One query for all."""
    if not cases:
        return {}
    sizes: dict[UUID, Size] = {}
    for pk, state, count in _behind(cases[0].district_id, *(case.pk for case in cases)):
        more = {"alike": count} if state == State.RECEIVED else {"joined": count}
        sizes[pk] = sizes.get(pk, Size())._replace(**more)
    return sizes


@composed
def _behind(district_id: int, *pks: UUID) -> QuerySet[Case, tuple[UUID, str, int]]:
    own: CaseQuerySet = Case.objects.filter(district_id=district_id)
    alike = _counted(own.filter(similar_to__in=pks, state=State.RECEIVED), "similar_to")
    joined = _counted(own.filter(into__in=pks, state=State.JOINED), "into")
    found: QuerySet[Case, tuple[UUID, str, int]] = alike.union(joined, all=True)
    return found


def _counted(cases: CaseQuerySet, kin: str) -> Any:
    rows = cases.order_by().annotate(main=F(kin)).values("main", "state")
    return rows.annotate(n=Count("pk")).values_list("main", "state", "n")


def matter(case: Case, size: Size, asked: QueryDict) -> pages.Matter:
    is_mergeable = size.alike and case.state == State.RECEIVED
    return pages.Matter(
        alike=size.alike + 1 if size.alike else 0,
        joined=size.joined,
        merge_url=paging.url("desk:merge", asked, case.ref) if is_mergeable else "",
        members_url=f"{paging.url('desk:case', asked, case.ref)}#kin",
    )
