"""Fill the page of one listing: what it says, how it is taken up, what it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy, queries
from lianxin.exchange.kinds import KINDS, As, Detail
from lianxin.exchange.models import Listing, Mode, Slot
from lianxin.exchange.states import ListingState, Shape
from lianxin.web import paging
from lianxin.web.events import build as events
from lianxin.web.exchange import (
    kin,
    linked,
    opening,
    pages,
    rows,
    taking,
    tour_part,
    words,
)
from lianxin.web.exchange.forms import FaultForm
from lianxin.web.exchange.taking_forms import TakingForm
from lianxin.web.matching import connecting
from lianxin.web.parts import Fact, Link
from lianxin.web.respond import Request

JOB: Final = "JOB"
TOLD_APART: Final = frozenset({"pay_from", "pay_to", "tickets_url", "live_url"})


def listing(
    request: Request,
    found: Listing,
    *,
    form: TakingForm | None = None,
    fault: FaultForm | None = None,
    free: Sequence[pages.Free] = (),
    stop: Any = None,
) -> pages.Listing:
    now = timezone.now()
    why_not = taking.why_not(found, at=now)
    shown = None if why_not else form or taking.form_of(found, at=now, told=request.GET)
    return pages.Listing(
        row=rows.row(found, at=now),
        ref=found.ref,
        text=found.text,
        facts=facts(found),
        confirmed_on=timezone.localdate(found.confirmed_at) if found.confirmed_at else None,
        taking=taking.part(found, shown),
        free=free,
        why_not=why_not,
        stars=_stars(found),
        fault_form=fault or FaultForm(),
        fault_url=reverse("exchange:fault", args=[found.ref]),
        people_url=_people_url(request, found),
        own_url=_own_url(request, found),
        series_url=reverse("exchange:series", args=[found.ref])
        if shown and taking.shape_of(found) == Shape.BOOKING
        else "",
        week_url=reverse("exchange:week", args=[found.ref])
        if taking.shape_of(found) == Shape.BOOKING
        else "",
        calendar_url=_calendar_url(found),
        connect=connecting.part(request, found),
        introduce_url=connecting.both_url(request, found),
        linked=linked.of(found, _sessions(found, at=now), at=now),
        crumbs=[
            Link(
                queries.said(found.district_id, "CATALOGUE", _("服务清单")),
                reverse("exchange:catalogue"),
            ),
            Link(
                queries.said(found.district_id, found.kind, KINDS[found.kind].label),
                paging.address("exchange:catalogue", kind=found.kind),
            ),
        ],
        kin=kin.of_listing(request, found),
        convert_url=_convert_url(request, found),
        tour=tour_part.part(request, found, stop),
        event=events.part(request, found),
    )


def _calendar_url(found: Listing) -> str:
    """Where sessions, or bookings without names, can be subscribed to."""
    has_times = taking.shape_of(found) in (Shape.PLACE, Shape.BOOKING)
    is_public = found.state == ListingState.PUBLISHED
    return reverse("ical:listing", args=[found.ref]) if has_times and is_public else ""


def _sessions(found: Listing, *, at: datetime) -> Sequence[Slot]:
    return taking.coming(found, at=at) if taking.shape_of(found) == Shape.PLACE else ()


def _people_url(request: Request, found: Listing) -> str:
    """For those who give it, where there is somebody to come."""
    if taking.shape_of(found) not in (Shape.PLACE, Shape.BOOKING):
        return ""
    is_ours = found.provider_id in policy.units_of(request.user, on=timezone.localdate())
    return reverse("exchange:people", args=[found.ref]) if is_ours else ""


def _convert_url(request: Request, found: Listing) -> str:
    """For who publishes in some unit's name."""
    on = timezone.localdate()
    is_working = policy.units_of(request.user, on=on) or policy.coordinates(
        request.user, None, on=on
    )
    if not KINDS[found.kind].becomes or not is_working:
        return ""
    return f"{reverse('exchange:convert')}?from={found.ref}"


def _own_url(request: Request, found: Listing) -> str:
    """For those who look after it."""
    is_mine = policy.can_edit(request.user, found, on=timezone.localdate())
    return reverse("exchange:own", args=[found.ref]) if is_mine else ""


def _stars(found: Listing) -> str:
    told = queries.stars(found)
    if told.average is None:
        return _("%d 人评过，满 5 人才显示平均分") % told.count if told.count else ""
    return _("%(average)s 分（%(n)d 人评）") % {"average": f"{told.average:.1f}", "n": told.count}


def facts(found: Listing) -> list[Fact]:
    phone = f"tel:{found.phone}" if found.phone else ""
    told = [
        Fact(_("提供单位"), found.provider.name if found.provider else str(found.owner or "")),
        *_where(found),
        Fact(_("月薪") if found.kind == JOB else _("价格"), words.price(found)),
        Fact(_("时间"), opening.in_words(found.hours)),
        Fact(_("地址"), found.address),
        Fact(_("联系"), f"{found.contact} {found.phone}".strip(), phone),
    ]
    told += [
        Fact(str(detail.label), _said(detail, found.details[detail.name]))
        for detail in KINDS[found.kind].details
        if detail.name in found.details and detail.name not in TOLD_APART
    ]
    return [fact for fact in told if fact.value]


def _where(found: Listing) -> list[Fact]:
    """Whom it serves and how; of a post, where one works."""
    area = found.area.name if found.area else _("不限")
    if found.kind == JOB:
        return [Fact(_("在哪里上班"), found.place.name if found.place else area)]
    mode = str(Mode(found.mode).label) if found.mode else ""
    return [Fact(_("服务范围"), area), Fact(_("方式"), mode)]


def _said(detail: Detail, value: Any) -> str:
    if detail.typed is As.ONE:
        return str(detail.choices.get(value, value))
    if detail.typed is As.SOME:
        return _("、").join(str(detail.choices.get(one, one)) for one in value)
    if detail.typed is As.WORDS:
        return _("、").join(value)
    if detail.typed is As.YES:
        return _("是")
    if detail.name == "experience" and not value:
        return _("不限")
    return f"{value:,}" if detail.typed is As.MONEY else str(value)
