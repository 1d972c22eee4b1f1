"""Fill the pages of events for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.events import policy, queries, ratings
from lianxin.events.markets import STALL
from lianxin.events.models import Episode, EventSeries, Exhibit, Market, Pitch, Report
from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing, Slot
from lianxin.exchange.queries import FEWEST_RATINGS
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, PlaceKind, Role
from lianxin.web import paging
from lianxin.web.events import pages
from lianxin.web.events.forms import FORMATS, FindForm, PutInForm, ReportForm, SeriesForm
from lianxin.web.paging import Order
from lianxin.web.parts import Bar, Deed, Fact, Kpi, Link, Tab
from lianxin.web.respond import Request
from lianxin.web.shell import times

SOONEST: Final = Order("starts_at")
LATEST: Final = Order("starts_at", is_descending=True)
PAST: Final = "past"
HELD: Final = "held"  # of those, where somebody came
SIZE: Final = 40
FEW: Final = 12  # sessions and reports of a series that stand on its page
LIVE_BEFORE: Final = timedelta(minutes=30)
NEAR: Final = timedelta(days=120)


def home(request: Request) -> pages.Home:
    now, district_id = timezone.now(), request.district.pk
    form = FindForm(request.GET or None, streets=_streets(district_id))
    asked = form.asked if form.is_bound else {}
    is_past = request.GET.get("tab") in (PAST, HELD)
    slots = _narrowed(queries.slots(district_id), asked, district_id)
    slots = slots.filter(ends_at__lte=now) if is_past else slots.filter(ends_at__gt=now)
    if request.GET.get("tab") == HELD:
        slots = queries.held_slots(slots, district_id)
    page = paging.page(
        slots, request.GET, order=LATEST if is_past else SOONEST, here="events:home", size=SIZE
    )
    here, came = reverse("events:home"), queries.came_to(page.rows) if is_past else {}
    return pages.Home(
        form=form,
        tabs=[
            Tab(_("近期"), paging.address("events:home", **asked), not is_past),
            Tab(_("办过的"), paging.address("events:home", tab=PAST, **asked), is_past),
        ],
        days=list(_days(page.rows, at=now, came=came)),
        pager=page.pager,
        series=_running(district_id),
        series_url=reverse("events:all_series"),
        month_url=reverse("events:month"),
        figures_url=reverse("events:figures"),
        feed_url=reverse("events:feed"),
        calendar_url=reverse("ical:all_events"),
        here=here,
        none=_("没有办过的活动。") if is_past else _("近期没有这样的活动。换个形式或街道看看。"),
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )


def row(slot: Slot, *, at: datetime, came: int = 0) -> pages.Row:
    listing, starts = slot.listing, timezone.localtime(slot.starts_at)
    state, level = (_("来了 %d 人次") % came, "quiet") if came else _state(slot, at=at)
    return pages.Row(
        url=reverse("exchange:listing", args=[listing.ref]),
        title=" · ".join(part for part in (listing.title, slot.title) if part),
        format=str(FORMATS.get(listing.details.get("format", ""), "")),
        day=times.on_day(starts),
        time=f"{starts:%H:%M}",
        unit=listing.provider.name if listing.provider else "",
        place=listing.address or (listing.place.name if listing.place else ""),
        state=state,
        level=level,
    )


def _state(slot: Slot, *, at: datetime) -> tuple[str, str]:
    if slot.cancelled_at:
        return _("已取消"), "bad"
    if slot.ends_at <= at:
        return _("已结束"), "quiet"
    if slot.starts_at <= at:
        return _("正在进行"), "good"
    if slot.listing.details.get("tickets_url"):
        return _("在别处报名"), "quiet"
    if slot.free < 1:
        return _("已满，可以排队"), "wait"
    return _("还有 %d 个名额") % slot.free, "good"


def _days(slots: Iterable[Slot], *, at: datetime, came: Mapping[UUID, int]) -> Iterator[pages.Day]:
    today = timezone.localdate(at)
    for day, rows in groupby(slots, lambda slot: timezone.localdate(slot.starts_at)):
        yield pages.Day(
            times.said_day(day, today=today),
            [row(slot, at=at, came=came.get(slot.pk, 0)) for slot in rows],
        )


def _streets(district_id: int) -> list[Place]:
    streets = Place.objects.filter(
        district_id=district_id, is_active=True, kind=PlaceKind.STREET
    ).defer("shape")
    return list(streets.order_by("path"))


def _narrowed(slots: QuerySet[Slot], asked: dict[str, str], district_id: int) -> QuerySet[Slot]:
    if kind := asked.get("format"):
        slots = slots.filter(listing__details__format=kind)
    if year := asked.get("year"):
        slots = slots.filter(starts_at__year=int(year))
    if code := asked.get("place"):
        place = network.place_coded(district_id, code)
        path = place.path if place else "-"
        slots = slots.filter(
            Q(listing__place__path=path) | Q(listing__place__path__startswith=f"{path}/")
        )
    return slots


def _running(district_id: int) -> list[Link]:
    rows = EventSeries.objects.filter(district_id=district_id, ended_on=None)
    found = rows.order_by("name")[:FEW]
    return [Link(one.name, reverse("events:series", args=[one.code])) for one in found]


def all_series(request: Request) -> pages.AllSeries:
    district_id = request.district.pk
    rows = list(
        EventSeries.objects.filter(district_id=district_id)
        .select_related("unit")
        .order_by("ended_on", "name")[:200]
    )
    counted = queries.counted(rows, district_id)
    return pages.AllSeries(
        rows=[
            pages.SeriesRow(
                url=reverse("events:series", args=[one.code]),
                name=one.name,
                about=one.about,
                unit=one.unit.name,
                figures=figures(counted[one.pk]),
                is_over=one.ended_on is not None,
            )
            for one in rows
        ],
        new_url=reverse("events:new") if units_of(request).exists() else "",
        crumbs=crumbs(),
    )


def figures(told: queries.Figures) -> str:
    """By what the doors counted."""
    if not told.sessions:
        return _("还没有办过")
    return _("办了 %(sessions)d 场，来了 %(people)d 人次") % {
        "sessions": told.sessions, "people": told.people,
    }  # fmt: skip


def series(request: Request, found: EventSeries, *, forms: dict[str, Any]) -> pages.Series:
    now = timezone.now()
    listings = queries.listings_of(found)
    slots = queries.slots(found.district_id).filter(listing__in=listings.values("pk"))
    told = queries.counted([found], found.district_id)[found.pk]
    coming = slots.filter(ends_at__gt=now).order_by("starts_at", "pk")[:FEW]
    past = slots.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:FEW]
    return pages.Series(
        name=found.name,
        about=found.about,
        facts=[*_facts(found), *_hosts(listings)],
        kpis=[
            Kpi(_("办了"), str(told.sessions), "#past", unit=_("场"), icon="calendar-check"),
            Kpi(_("来了"), str(told.people), "#past", unit=_("人次"), icon="users"),
        ],
        coming=[row(slot, at=now) for slot in coming],
        past=[row(slot, at=now) for slot in past],
        reports=_reports(found, listings),
        calendar_url=reverse("ical:event_series", args=[found.code]),
        deeds=_deeds(request, found, forms),
        crumbs=[*crumbs(), Link(_("系列活动"), reverse("events:all_series"))],
    )


def _facts(found: EventSeries) -> list[Fact]:
    told = [
        Fact(_("主办单位"), found.unit.name),
        Fact(_("开始日期"), found.begun_on.isoformat()),
    ]
    if found.ended_on:
        told.append(Fact(_("结束日期"), found.ended_on.isoformat()))
    return told


def _hosts(listings: QuerySet[Listing]) -> list[Fact]:
    """Those who give it in turn, where they are several."""
    rows = listings.filter(provider__isnull=False).order_by("provider__name")
    names = list(rows.values_list("provider__name", flat=True).distinct()[:FEW])
    return [Fact(_("轮流做东"), _("、").join(names))] if len(names) > 1 else []


def _reports(found: EventSeries, listings: QuerySet[Listing]) -> list[pages.Told]:
    rows = Report.objects.filter(
        district_id=found.district_id, listing__in=listings.values("pk")
    ).select_related("listing")
    return [told(one, None) for one in rows.order_by("-made_at")[:FEW]]


def told(report: Report, came: queries.Figures | None) -> pages.Told:
    return pages.Told(
        title=report.listing.title,
        url=reverse("exchange:listing", args=[report.listing.ref]),
        text=report.text,
        figures=figures(came) if came else "",
    )


def _deeds(request: Request, found: EventSeries, forms: dict[str, Any]) -> list[Deed]:
    on = timezone.localdate()
    if found.ended_on or not policy.runs(request.user, found.unit, on=on):
        return []
    form = forms.get("put_in") or PutInForm(listings=addable(found), auto_id="id_put_in_%s")
    url = reverse("events:put_in", args=[found.code])
    return [Deed("put_in", _("放进一场活动"), "plus", url, form)]


def addable(found: EventSeries) -> QuerySet[Listing]:
    """Events of the unit that are in no series."""
    taken = Episode.objects.filter(district_id=found.district_id).values("listing")
    return (
        Listing.objects.filter(
            district_id=found.district_id, kind=queries.EVENT, provider=found.unit_id
        )
        .exclude(pk__in=taken)
        .order_by("-made_at")
    )


def units_of(request: Request) -> QuerySet[Organisation]:
    """In whose name she may begin a series: her own units, or those where she coordinates."""
    on, user = timezone.localdate(), request.user
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    own = exchange.units_of(user, on=on)
    rows = Organisation.objects.filter(district_id=request.district.pk, is_active=True)
    return rows.filter(Q(pk__in=own) | Q(place__in=there.values("pk"))).order_by("name")


def new(form: SeriesForm) -> pages.New:
    return pages.New(form=form, url=reverse("events:new"), crumbs=crumbs())


def part(request: Request, listing: Listing) -> pages.Part | None:
    """None for what is neither an event nor stalls of one."""
    now = timezone.now()
    is_ours = policy.gives(request.user, listing, on=timezone.localdate(now))
    if listing.kind == STALL:
        return _of_stalls(listing, is_ours=is_ours)
    if listing.kind != queries.EVENT:
        return None
    found, report = queries.series_of(listing), queries.report_of(listing)
    came = queries.held([listing.pk], listing.district_id) if report else None
    slots = _slots_at_the_door(listing, at=now) if is_ours else []
    over = (
        is_ours
        and Slot.objects.filter(
            district_id=listing.district_id, listing=listing, ends_at__lte=now, cancelled_at=None
        ).exists()
    )
    return pages.Part(
        halls=_halls(listing, is_ours=is_ours),
        series=Link(found.name, reverse("events:series", args=[found.code])) if found else None,
        tickets=_elsewhere(listing),
        live=_live(listing, at=now),
        report=told(report, came) if report else None,
        doors=[_door_link(slot) for slot in slots],
        tables=_tables(listing) if is_ours else [],
        report_label=_("改小结") if report else _("写小结"),
        report_url=reverse("events:report", args=[listing.ref]) if over else "",
    )


def _of_stalls(listing: Listing, *, is_ours: bool) -> pages.Part:
    rows = Market.objects.filter(district_id=listing.district_id, listing=listing)
    url = reverse("events:market", args=[listing.ref])
    plan = [Link(_("摊位图"), url)] if is_ours or rows.exists() else []
    return pages.Part(
        halls=plan, series=None, tickets=None, live=None, report=None, doors=[], tables=[],
        report_label="", report_url="",
    )  # fmt: skip


def _tables(listing: Listing) -> list[Link]:
    told = {
        "sessions_in": _("场次表（Excel）"),
        "people_sheet": _("报名和到场（Excel）"),
        "ratings_sheet": _("评分（Excel）"),
    }
    return [
        Link(label, reverse(f"events:{name}", args=[listing.ref])) for name, label in told.items()
    ]


def _halls(listing: Listing, *, is_ours: bool) -> list[Link]:
    """Its stalls, and what is on in its hall, where there is something; both for who gives it."""
    of_event = {"district_id": listing.district_id}
    plans = Market.objects.filter(**of_event, event=listing).select_related("listing")
    told = [
        Link(one.listing.title, reverse("events:market", args=[one.listing.ref]))
        for one in plans[:FEW]
    ]
    has = (
        is_ours
        or Exhibit.objects.filter(**of_event, event=listing).exists()
        or Pitch.objects.filter(**of_event, slot__listing=listing).exists()
    )
    hall = [Link(_("程序和展位"), reverse("events:hall", args=[listing.ref]))] if has else []
    return [*hall, *told]


def report(listing: Listing, form: ReportForm) -> pages.WriteReport:
    came = queries.held([listing.pk], listing.district_id)
    rated = ratings.rated(listing, at=timezone.now())
    here = reverse("exchange:listing", args=[listing.ref])
    return pages.WriteReport(
        title=listing.title,
        figures=figures(came),
        rated=_rated(rated, came),
        bars=Bar.lengths(
            [
                (_("%d 星") % stars, _("%d 人") % count, count)
                for stars, count in rated.by_stars.items()
            ]
        ),
        sessions=list(_of_sessions(rated)),
        fewest=FEWEST_RATINGS,
        notes=rated.notes,
        form=form,
        url=reverse("events:report", args=[listing.ref]),
        crumbs=[*crumbs(), Link(listing.title, here)],
    )


def _rated(told: ratings.Rated, came: queries.Figures) -> str:
    if not told.count:
        return _("还没有人评。结束一小时后，会请来过的人打个分。")
    said = _("%(n)d 人评过，来过 %(people)d 人次。") % {"n": told.count, "people": came.people}
    if not told.by_stars:
        return said + _("满 %d 人评过才显示分数和留言。") % FEWEST_RATINGS
    shown = sum(told.by_stars.values())
    if shown == told.count:
        return said
    if told.sessions:
        return said + _("下面是 %d 人的，每场满五人更新。") % shown
    return said + _("下面是前 %d 人的，每满五人更新。") % shown


def _of_sessions(told: ratings.Rated) -> Iterator[pages.SessionRated]:
    came = queries.came_to([one.slot for one in told.sessions])
    for one in told.sessions:
        starts = timezone.localtime(one.slot.starts_at)
        yield pages.SessionRated(
            session=f"{times.on_day(starts)} {starts:%H:%M} {one.slot.title}".strip(),
            people=came.get(one.slot.pk, 0),
            count=one.count,
            by_stars=[(_("%d 星") % stars, n) for stars, n in one.by_stars.items()],
        )


def _elsewhere(listing: Listing) -> Link | None:
    """Where one signs up on another site."""
    url = str(listing.details.get("tickets_url", ""))
    host = _host(url)
    return Link(_("到 %s 报名") % host, url) if host else None


def _live(listing: Listing, *, at: datetime) -> Link | None:
    """Where everybody watches, from half an hour before it begins until it is over."""
    url = str(listing.details.get("live_url", ""))
    host = _host(url)
    if not host:
        return None
    on = {"starts_at__lte": at + LIVE_BEFORE, "ends_at__gt": at, "cancelled_at": None}
    rows = Slot.objects.filter(district_id=listing.district_id, listing=listing, **on)
    if rows.exists():
        return Link(_("看直播（%s）") % host, url)
    return Link(_("有直播，开始前半小时在这里打开"), "")


def _host(url: str) -> str:
    """Of an address that a browser may safely be sent to, else nothing."""
    parts = urlsplit(url)
    return parts.netloc if parts.scheme in ("http", "https") else ""


def _slots_at_the_door(listing: Listing, *, at: datetime) -> Sequence[Slot]:
    near = {"ends_at__gt": at - timedelta(days=3), "starts_at__lt": at + NEAR}
    rows = Slot.objects.filter(
        district_id=listing.district_id, listing=listing, cancelled_at=None, **near
    )
    return list(rows.order_by("starts_at")[:FEW])


def _door_link(slot: Slot) -> Link:
    starts = timezone.localtime(slot.starts_at)
    when = f"{times.on_day(starts)} {starts:%H:%M}"
    return Link(_("%s 检票") % when, reverse("events:door", args=[slot.pk]))


def crumbs() -> list[Link]:
    return [
        Link(_("大厅"), reverse("town:home")),
        Link(pgettext("page", "活动"), reverse("events:home")),
    ]
