"""One box over everything that is public. A room's face adds its group by `register`, in its own
`kinds.py` that its urls import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.casebook import queries as casebook
from lianxin.casebook.findable import ARTICLE
from lianxin.casebook.findable import find as find_articles
from lianxin.cases.findable import PUBLISHED
from lianxin.cases.models import Case
from lianxin.cases.queries import rules_of
from lianxin.network.models import Place
from lianxin.search import queries as search
from lianxin.web import paging
from lianxin.web.town import directory, pages
from lianxin.web.town.pages import FoundRow as Row

MOST = 5  # of each group
MOST_COUNTED = 200

Find = Callable[[int, str, int], tuple[Sequence[Row], int]]


@dataclass(frozen=True)
class Group:
    """`find` gives the first rows of a district for a question, and how many there are; `more`
    leads to all of them."""

    code: str
    label: str | Promise
    icon: str
    find: Find
    more: Callable[[str], str]


GROUPS: dict[str, Group] = {}


def indexed(kind: str, public: Callable[[int], Any], row: Callable[[Any], Row]) -> Find:
    """Finds the things of `kind` in the index among those that are `public` in a district."""

    def find(district_id: int, q: str, most: int) -> tuple[Sequence[Row], int]:
        things = public(district_id)
        among = {kind: things.values("pk")}
        found = search.find(district_id, q, kinds=[kind], among=among, limit=most + 1)
        by_pk = things.in_bulk([one.thing_id for one in found.rows])
        known = [by_pk[one.thing_id] for one in found.rows if one.thing_id in by_pk]
        return [row(one) for one in known[:most]], len(known)

    return find


def register(group: Group) -> None:
    GROUPS[group.code] = group


def found(district_id: int, q: str) -> list[pages.FoundGroup]:
    """What each group finds, those that find something."""
    groups = []
    for group in GROUPS.values():
        rows, count = group.find(district_id, q, MOST)
        if rows:
            url = group.more(q) if count > len(rows) else ""
            shown = f"{count}+" if count >= MOST_COUNTED else str(count)
            groups.append(pages.FoundGroup(str(group.label), group.icon, rows, shown, url))
    return groups


def _answers(district_id: int, q: str, most: int) -> tuple[Sequence[Row], int]:
    articles = casebook.published(district_id)
    found = find_articles(articles, q, district_id=district_id, most=most + 1)
    rows = [
        Row(reverse("casebook:article", args=[one.ref]), one.title, one.problem[:80])
        for one in found[:most]
    ]
    return rows, len(found)


def _cases(district_id: int, q: str, most: int) -> tuple[Sequence[Row], int]:
    """What was written for the public, and nothing else of a case."""
    found = search.find(district_id, q, kinds=[PUBLISHED], limit=most)
    refs = dict(
        Case.objects.filter(
            district_id=district_id,
            pk__in=[row.thing_id for row in found.rows],
            published_at__isnull=False,
        ).values_list("pk", "ref")
    )
    rows = [
        Row(
            reverse("town:published_case", args=[refs[row.thing_id]]),
            "".join(text for text, _hit in row.title),
            "".join(text for text, _hit in row.snippet),
        )
        for row in found.rows
        if row.thing_id in refs
    ]
    return rows, found.count


def _units(district_id: int, q: str, most: int) -> tuple[Sequence[Row], int]:
    groups = directory.groups(district_id, rules=rules_of(district_id), words=q)
    units = [unit for group in groups for unit in group.units]
    rows = [
        Row(
            unit.dial_url or reverse("town:units"),
            unit.name,
            _("；").join(part for part in (unit.hotline, unit.duties[:60]) if part),
        )
        for unit in units[:most]
    ]
    return rows, len(units)


def _places(district_id: int, q: str, most: int) -> tuple[Sequence[Row], int]:
    """A place leads to what one can have there."""
    found = Place.objects.filter(
        district_id=district_id, is_active=True, name__contains=q, kind__in=KNOWN
    )
    places = list(found.select_related("parent").defer("shape", "parent__shape")[: most + 1])
    rows = [
        Row(
            paging.address("exchange:catalogue", place=one.code),
            one.name,
            one.parent.name if one.parent else "",
        )
        for one in places[:most]
    ]
    return rows, len(rows)


KNOWN = ("STREET", "COMMUNITY", "CAMPUS", "PARK")
register(
    Group(
        ARTICLE,
        gettext_lazy("社区答案"),
        "book-open",
        _answers,
        lambda q: paging.address("casebook:home", q=q),
    )
)
register(
    Group(
        PUBLISHED,
        gettext_lazy("公开的办理结果"),
        "circle-check",
        _cases,
        lambda _q: reverse("town:published"),
    )
)
register(
    Group(
        "UNIT",
        gettext_lazy("单位"),
        "building-2",
        _units,
        lambda q: paging.address("town:units", q=q),
    )
)
register(
    Group("PLACE", gettext_lazy("地点"), "map-pin", _places, lambda _q: reverse("town:units"))
)
