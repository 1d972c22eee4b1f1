"""Ask the index for what the person may see, and draw the rows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import queries as cases
from lianxin.network.models import User
from lianxin.search import queries
from lianxin.search.queries import RELEVANCE, Findings, Found
from lianxin.web import paging
from lianxin.web.parts import Pager
from lianxin.web.search import pages
from lianxin.web.search.forms import SearchForm
from lianxin.web.search.kinds import KINDS, Shown

ROWS = 20
DIGITS = 4
HERE = "search:all"


def results_page(user: User, asked: QueryDict) -> pages.Results:
    assert user.district_id is not None  # the middleware lets nobody else in
    form = SearchForm(asked, rules=cases.rules_of(user.district_id))
    after = _after(asked)
    found = _found(user, user.district_id, form, after)
    shown = _shown(user.district_id, found.rows)
    return pages.Results(
        form=form,
        has_asked="q" in form.typed,
        rows=[
            pages.Row(row.title, row.snippet, row.at, shown[row.thing_id])
            for row in found.rows
            if row.thing_id in shown
        ],
        count=found.count,
        is_capped=found.is_capped,
        is_loose=found.is_loose,
        pager=_pager(asked, after, found),
    )


def _found(user: User, district_id: int, form: SearchForm, after: int) -> Findings:
    typed, on = form.typed, timezone.localdate()
    if "q" not in typed:
        return Findings()
    wanted = [KINDS[typed["kind"]]] if "kind" in typed else KINDS.values()
    visible = {kind.code: kind.visible(user, on, form.narrow) for kind in wanted}
    among = {code: things for code, things in visible.items() if things is not None}
    return queries.find(
        district_id,
        typed["q"],
        kinds=among,
        among=among,
        span=form.span,
        order=typed.get("order", RELEVANCE),
        limit=ROWS,
        after=after,
    )


def _shown(district_id: int, rows: Iterable[Found]) -> dict[UUID, Shown]:
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.thing_id)
    return {
        pk: shown
        for code, ids in by_kind.items()
        for pk, shown in KINDS[code].show(district_id, ids).items()
    }


def _after(asked: QueryDict) -> int:
    text = asked.get("after", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0
    return min(number - number % ROWS, queries.CANDIDATES - ROWS)


def _pager(asked: QueryDict, after: int, found: Findings) -> Pager:
    def link(place: int) -> str:
        return paging.url(HERE, asked, after=str(place) if place else "")

    is_last = after + ROWS >= found.count
    return Pager(
        first_url=link(0) if after > ROWS else "",
        earlier_url=link(after - ROWS) if after else "",
        later_url="" if is_last else link(after + ROWS),
        note=_("第 %(first)d–%(last)d 条")
        % {"first": after + 1, "last": min(after + ROWS, found.count)}
        if found.count > ROWS
        else "",
    )
