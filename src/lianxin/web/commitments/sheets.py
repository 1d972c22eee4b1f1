"""A list of promises as a table: written out, and the empty one to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.commitments import importing, queries
from lianxin.commitments.models import Programme
from lianxin.commitments.queries import Known
from lianxin.papers.lists import csv_lines
from lianxin.web.commitments import words
from lianxin.web.sheets import xlsx

WIDE: Final = (2, 12, 13)


def head() -> list[str]:
    return [
        _("编号"), _("序号"), _("承诺内容"), _("所属行动"), _("责任单位"), _("目标数"),
        _("计量单位"), _("已完成数"), _("进度（%）"), pgettext("promise", "进展"),
        _("完成时限"), _("最初的时限"), _("改动"),
        _("结果说明"), _("最近更新"),
    ]  # fmt: skip


def cells(found: Known) -> list[Any]:
    row = found.row
    changes = _("，").join(f"{fact.label} {fact.value}" for fact in words.original(row))
    return [
        row.ref, row.number, row.title, row.chapter, row.owner.name, row.target, row.unit_word,
        found.done if row.target is not None else None, found.percent, words.word(found),
        row.due_on.isoformat(), row.first_due_on.isoformat(), changes, row.outcome_note,
        row.updated_on.isoformat() if row.updated_on else "",
    ]  # fmt: skip


def answer(one: Programme, form: str) -> HttpResponse:
    promised = queries.of_programme(one).public().select_related("owner")
    found = queries.known(one.district_id, promised, on=timezone.localdate())
    return written(found, name=one.ref, title=one.title, form=form)


def written(found: Iterable[Known], *, name: str, title: str, form: str) -> HttpResponse:
    rows = [cells(each) for each in found]
    if form == "xlsx":
        return xlsx(f"{name}.xlsx", rows, title=title[:30], head=head(), wide=WIDE)
    if form != "csv":
        raise Http404
    text = "".join(csv_lines(head(), rows, has_bom=True))
    made = HttpResponse(text, content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return made


def template() -> HttpResponse:
    """The empty table, with one row that shows how it is filled in."""
    return xlsx(
        "lianxin-promises.xlsx", [importing.EXAMPLE], title=_("承诺清单"),
        head=list(importing.COLUMNS.values()), wide=(0, 3),
    )  # fmt: skip
