"""How many cases a row of the queue stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F
from django.http import QueryDict

from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.states import State
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
    pks = [case.pk for case in cases]
    own: CaseQuerySet = Case.objects.filter(district_id=cases[0].district_id)
    alike = _counted(own.filter(similar_to__in=pks, state=State.RECEIVED), "similar_to")
    joined = _counted(own.filter(into__in=pks, state=State.JOINED), "into")
    sizes: dict[UUID, Size] = {}
    for pk, state, count in alike.union(joined, all=True):
        more = {"alike": count} if state == State.RECEIVED else {"joined": count}
        sizes[pk] = sizes.get(pk, Size())._replace(**more)
    return sizes


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
