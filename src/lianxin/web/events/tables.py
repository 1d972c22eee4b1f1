"""An event as tables: its sessions out and in, who signed up and came, and how it was rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.events import actions, queries, ratings, timetable
from lianxin.events.timetable import Becomes, Looked, Planned
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel.refusals import Repeated
from lianxin.papers.incoming import MOST
from lianxin.papers.lists import Cell
from lianxin.papers.tables import BOOKS, TEXTS, Row
from lianxin.web import respond
from lianxin.web.events import pages
from lianxin.web.events.views import DOING
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Link
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

LEVELS = {Becomes.NEW: "good", Becomes.CHANGED: "wait", Becomes.SAME: "quiet"}
TYPED = ("day", "starts", "ends", "capacity", "title", "number")


class FileForm(Keyed):
    file = forms.FileField(
        label=gettext_lazy("填好的表格"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(sorted(BOOKS | TEXTS))}),
        error_messages={
            "required": gettext_lazy("请选择要导入的表格文件。"),
            "empty": gettext_lazy("这个文件是空的，请选别的文件。"),
        },
    )


class RowsForm(Keyed):
    """What was looked at, sent back to be put in."""

    rows = forms.JSONField(widget=forms.HiddenInput)

    def clean_rows(self) -> list[Row]:
        said = self.cleaned_data["rows"]
        try:
            rows = [
                Row(int(line), dict(zip(TYPED, map(str, typed), strict=True)))
                for line, *typed in said
            ]
        except (TypeError, ValueError) as error:
            raise forms.ValidationError(_("送来的内容读不懂，请再传一次表格。")) from error
        if not 0 < len(rows) <= MOST:
            raise forms.ValidationError(_("一次最多 %d 行，请分成几个文件。") % MOST)
        return rows


@require_safe
@holding(*DOING)
def sessions_sheet(request: StaffRequest, ref: str) -> HttpResponse:
    """The table to fill in; what there is stands in it."""
    listing = own(request, ref)
    slots = Slot.objects.filter(
        district_id=listing.district_id, listing=listing, cancelled_at=None
    )
    rows = [timetable.cells(slot) for slot in slots.order_by("starts_at", "pk")]
    return xlsx(
        f"{listing.ref}-sessions.xlsx", rows, title=_("场次"), head=timetable.head(), wide=(4, 6)
    )


@require_safe
@holding(*DOING)
def people_sheet(request: StaffRequest, ref: str) -> HttpResponse:
    """Who signed up and who came, without their numbers."""
    listing = own(request, ref)
    head = [
        _("日期"), _("从几点"), _("这一场叫什么"), _("编号"), _("姓名"), _("人数"), _("状态"),
        _("签到时间"),
    ]  # fmt: skip
    rows = (_person(claim) for claim in queries.people(listing).iterator(chunk_size=500))
    return xlsx(f"{listing.ref}-people.xlsx", rows, title=_("报名和到场"), head=head, wide=(2,))


def _person(claim: Claim) -> list[Cell]:
    assert claim.slot is not None  # asked for
    starts = timezone.localtime(claim.slot.starts_at)
    has_come = claim.state == ClaimState.DONE
    return [
        f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", claim.slot.title, claim.ref,
        claim.claimant.name or "", claim.seats, str(ClaimState(claim.state).label),
        claim.delivered_at if has_come else None,
    ]  # fmt: skip


@require_safe
@holding(*DOING)
def ratings_sheet(request: StaffRequest, ref: str) -> HttpResponse:
    """How many gave how many stars, of the event and of its sessions, five ratings at a time."""
    listing = own(request, ref)
    told = ratings.rated(listing, at=timezone.now())
    came = queries.came_to([one.slot for one in told.sessions])
    people = queries.held([listing.pk], listing.district_id).people
    rows = [_rating_row(_("整个活动"), people, told.count, told.by_stars)]
    for one in told.sessions:
        name = f"{timezone.localtime(one.slot.starts_at):%Y-%m-%d %H:%M} {one.slot.title}".strip()
        rows.append(_rating_row(name, came.get(one.slot.pk, 0), one.count, one.by_stars))
    stars = [_("%d 星") % n for n in range(5, 0, -1)]
    head = [_("场次"), _("来了（人次）"), _("几人评过"), _("分布里有几人"), *stars]
    return xlsx(f"{listing.ref}-ratings.xlsx", rows, title=_("评分"), head=head, wide=(0,))


def _rating_row(name: str, people: int, count: int, by_stars: Mapping[int, int]) -> list[Cell]:
    shown = sum(by_stars.values())
    return [name, people, count, shown, *(by_stars.get(stars) for stars in range(5, 0, -1))]


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def sessions_in(request: StaffRequest, ref: str) -> HttpResponse:
    """A table is looked at, then put in: all of it, or nothing and what is wrong in which row."""
    listing, form = own(request, ref), _form(request)
    done = form.attempt(lambda: _done(request, listing, form))
    made = done.made if done else None
    if isinstance(made, tuple):
        respond.tell(request, _put(*made))
        return redirect("events:sessions_in", listing.ref)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if made and made.faults else form.status
    return respond.page(request, "events/sessions_in", _page(listing, form, made), status=status)


def own(request: StaffRequest, ref: str) -> Listing:
    """An event that one's unit gives."""
    on = timezone.localdate()
    visible = exchange.listings_visible_to(request.user, request.district.pk, on=on)
    rows = visible.filter(kind=queries.EVENT, provider__in=exchange.units_of(request.user, on=on))
    found: Listing = get_object_or_404(rows.whole(), ref=ref)
    return found


def _form(request: StaffRequest) -> Keyed:
    if request.method != "POST":
        return FileForm()
    is_sure = "rows" in request.POST
    return RowsForm(request.POST) if is_sure else FileForm(request.POST, request.FILES)


def _done(request: StaffRequest, listing: Listing, form: Keyed) -> Looked | tuple[int, int]:
    """What was looked at, until it is sent back without a fault; then how much was put in."""
    told, now = form.cleaned_data, timezone.now()
    is_sure = isinstance(form, RowsForm)
    rows = told["rows"] if is_sure else timetable.rows_in(told["file"].name, told["file"])
    looked = timetable.look(listing, rows, at=now)
    if looked.faults or not is_sure:
        return looked
    try:
        return actions.put_sessions(
            listing, looked.planned, by=request.user, at=now, key=told["key"]
        )
    except Repeated:  # sent twice, done once
        return 0, 0


def _put(new: int, changed: int) -> str:
    if not new + changed:
        return _("这张表已经导入了。")
    return _("已导入：新开 %(new)d 场，改了 %(changed)d 场。") % {"new": new, "changed": changed}


def _page(listing: Listing, form: Keyed, looked: Looked | None) -> pages.SessionsIn:
    is_good = looked is not None and not looked.faults
    changes = list(timetable.changes(looked.planned)) if looked and is_good else []
    sure = RowsForm(initial={"rows": _typed(looked)}) if looked and changes else None
    return pages.SessionsIn(
        title=listing.title,
        form=form if isinstance(form, FileForm) and not looked else FileForm(),
        problem=" ".join(_problems(form)) if isinstance(form, RowsForm) else "",
        sheet_url=reverse("events:sessions_sheet", args=[listing.ref]),
        url=reverse("events:sessions_in", args=[listing.ref]),
        rows=_rows(looked) if looked else [],
        said=_said(looked, len(changes)) if looked else "",
        level="good" if is_good else "bad",
        sure=sure,
        crumbs=[
            Link(listing.title, reverse("exchange:listing", args=[listing.ref])),
            Link(_("场次"), reverse("exchange:sessions", args=[listing.ref])),
        ],
    )


def _problems(form: Keyed) -> list[str]:
    return [str(one) for errors in form.errors.values() for one in errors]


def _typed(looked: Looked) -> list[list[Any]]:
    return [[row.line, *(row.cells.get(name) or "" for name in TYPED)] for row in looked.rows]


def _said(looked: Looked, changes: int) -> str:
    if bad := len({fault.line for fault in looked.faults}):
        said = ngettext("有 %(n)d 行要改，", "有 %(n)d 行要改，", bad) % {"n": bad}
        return said + _("改好再传；现在一行也没有导入。")
    if not changes:
        return _("表里的场次和现有的一样，不用导入。")
    told = sum(one.told for one in looked.planned)
    said = _("新开 %(new)d 场，改 %(changed)d 场。") % {
        "new": sum(one.becomes == Becomes.NEW for one in looked.planned),
        "changed": sum(one.becomes == Becomes.CHANGED for one in looked.planned),
    }
    return said + (_("时间有变，导入后会告诉报了名的 %d 人。") % told if told else "")


def _rows(looked: Looked) -> list[pages.TableRow]:
    planned: dict[int, Planned] = {one.line: one for one in looked.planned}
    faults: defaultdict[int, list[pages.RowFault]] = defaultdict(list)
    for fault in looked.faults:
        faults[fault.line].append(pages.RowFault(fault.column, fault.what, fault.remedy))
    return [_row(row, planned.get(row.line), faults[row.line]) for row in looked.rows]


def _row(row: Row, plan: Planned | None, faults: list[pages.RowFault]) -> pages.TableRow:
    cells = {name: str(row.cells.get(name) or "") for name in TYPED}
    times = f"{cells['starts']}–{cells['ends']}"
    if plan:  # as it was understood
        starts, ends = timezone.localtime(plan.starts_at), timezone.localtime(plan.ends_at)
        same = starts.date() == ends.date()  # both are local
        times = f"{starts:%H:%M}–{ends:%H:%M}" if same else f"{starts:%H:%M}–{ends:%Y-%m-%d %H:%M}"
        cells["day"] = f"{starts:%Y-%m-%d}"
    state = (str(plan.becomes.label), LEVELS[plan.becomes]) if plan else (_("要改"), "bad")
    return pages.TableRow(
        line=row.line, day=cells["day"], times=times, capacity=cells["capacity"],
        title=cells["title"], state=state[0], level=state[1], faults=faults,
    )  # fmt: skip
