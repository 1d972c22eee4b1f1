"""Events from afar: a month of them, how many were held and how many came, and what is new."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.events import queries
from lianxin.exchange.models import Listing
from lianxin.outbox import letters
from lianxin.web import paging, respond
from lianxin.web.events import build, pages
from lianxin.web.events.forms import FORMATS
from lianxin.web.parts import Kpi, Tab
from lianxin.web.respond import Request
from lianxin.web.shell import times
from lianxin.web.shell.words import district_name

MOST: Final = 400  # sessions of a month
NEWEST: Final = 50
YEARS: Final = 5
MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@login_not_required
@require_safe
def month(request: Request) -> HttpResponse:
    """A month as a table, day by day on a phone."""
    asked = MONTH.fullmatch(request.GET.get("month", ""))
    today = timezone.localdate()
    first = date(int(asked[1]), int(asked[2]), 1) if asked else today.replace(day=1)
    return respond.page(request, "events/month", _month(request, first, today=today))


def _month(request: Request, first: date, *, today: date) -> pages.Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    beyond = (first + timedelta(days=31)).replace(day=1)
    since, until = _midnight(first), _midnight(beyond)
    slots = queries.slots(request.district.pk).filter(starts_at__gte=since, starts_at__lt=until)
    rows: defaultdict[date, list[pages.Row]] = defaultdict(list)
    for slot in slots.order_by("starts_at", "pk")[:MOST]:
        rows[timezone.localdate(slot.starts_at)].append(build.row(slot, at=timezone.now()))
    return pages.Month(
        label=date_format(first, _("Y年n月")),
        weekdays=[str(WEEKDAYS_ABBR[number]) for number in range(7)],
        weeks=[[_day(day, first, rows, today=today) for day in week] for week in weeks],
        is_empty=not rows,
        earlier_url=_of(first - timedelta(days=1)),
        later_url=_of(beyond),
        crumbs=build.crumbs(),
    )


def _day(
    day: date, first: date, rows: Mapping[date, Sequence[pages.Row]], *, today: date
) -> pages.MonthDay:
    return pages.MonthDay(
        number=str(day.day) if day.month == first.month else "",
        said=times.on_day(day),
        is_today=day == today,
        rows=rows.get(day, ()),
    )


def _of(day: date) -> str:
    return paging.address("events:month", month=f"{day:%Y-%m}")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


@login_not_required
@require_safe
def figures(request: Request) -> HttpResponse:
    """Of one year, by format: each figure leads to the sessions it counts."""
    this = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if re.fullmatch(r"20\d\d", asked) else this
    return respond.page(request, "events/figures", _figures(request, year, this=this))


def kpis(district_id: int, year: int) -> list[Kpi]:
    return _kpis(queries.by_format(district_id, **_year(year)), year)


def _year(year: int) -> dict[str, datetime]:
    return {
        "since": _midnight(date(year, 1, 1)), "until": _midnight(date(year + 1, 1, 1))
    }  # fmt: skip


def _kpis(told: Sequence[queries.OfFormat], year: int) -> list[Kpi]:
    whole = _held(year)
    return [
        Kpi(_("办了"), str(sum(one.sessions for one in told)), whole, unit=_("场")),
        Kpi(_("来了"), str(sum(one.people for one in told)), whole, unit=_("人次")),
    ]


def _figures(request: Request, year: int, *, this: int) -> pages.FiguresPage:
    told = queries.by_format(request.district.pk, **_year(year))
    return pages.FiguresPage(
        year=year,
        kpis=_kpis(told, year),
        rows=[
            pages.FormatRow(
                format=str(FORMATS.get(one.format, one.format)),
                sessions=one.sessions,
                people=one.people,
                units=one.units,
                url=_held(year, format=one.format),
            )
            for one in told
        ],
        years=[
            Tab(str(one), paging.address("events:figures", year=str(one)), one == year)
            for one in range(this, this - YEARS, -1)
        ],
        crumbs=build.crumbs(),
    )


def _held(year: int, **more: str) -> str:
    """The sessions of the year that somebody came to."""
    return paging.address("events:home", tab=build.HELD, year=str(year), **more)


@login_not_required
@require_safe
def feed(request: Request) -> HttpResponse:
    """Events as they are published, as Atom."""
    site, district_id = letters.site_of(request.district.pk), request.district.pk
    rows = Listing.objects.filter(district_id=district_id, kind=queries.EVENT).public()
    told = Atom1Feed(
        title=_("%s · 活动") % district_name(request.district),
        link=f"{site}{reverse('events:home')}",
        description=_("新发布的活动。"),
        feed_url=f"{site}{reverse('events:feed')}",
        author_name=district_name(request.district),
        language="zh-CN",
    )
    for one in rows.select_related("provider").order_by("-published_at", "-pk")[:NEWEST]:
        told.add_item(
            title=one.title,
            link=f"{site}{reverse('exchange:listing', args=[one.ref])}",
            description=one.text or one.title,
            unique_id=f"urn:uuid:{one.pk}",
            pubdate=one.published_at,
            updateddate=one.published_at,
            author_name=one.provider.name if one.provider else None,
        )
    answer = HttpResponse(content_type=Atom1Feed.content_type)
    answer["Cache-Control"] = "public, max-age=300"
    told.write(answer, "utf-8")
    return answer
