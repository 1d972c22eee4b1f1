"""The part of a tour's page that shows its way."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.exchange import policy
from lianxin.exchange.models import Listing
from lianxin.fulfilment.actions import touring
from lianxin.web.exchange import pages
from lianxin.web.exchange.tour_forms import StopForm
from lianxin.web.respond import Request
from lianxin.web.shell import times

MOST = 300


def part(request: Request, tour: Listing, form: Any = None) -> pages.Tour | None:
    """None for what is no tour."""
    if tour.kind != touring.TOUR:
        return None
    stops = list(touring.stops(tour)[:MOST])
    held = [one for one in stops if one.state in touring.HELD]
    hosts = {touring.host_of(one) for one in held}
    mine = policy.can_edit(request.user, tour, on=timezone.localdate())
    return pages.Tour(
        figures=_figures(len(held), len(stops) - len(held), len(hosts)),
        coming=[_stop(one) for one in stops if one.state not in touring.HELD],
        been=[_stop(one) for one in reversed(held)],
        form=(form or StopForm(listing=tour)) if mine else None,
        url=reverse("exchange:choose_stop", args=[tour.ref]),
    )


def _figures(held: int, coming: int, hosts: int) -> str:
    """What is counted stands below, row by row."""
    told = [
        ngettext("去过 %d 站", "去过 %d 站", held) % held,
        ngettext("到过 %d 家", "到过 %d 家", hosts) % hosts,
        ngettext("还要去 %d 站", "还要去 %d 站", coming) % coming,
    ]
    return _("，").join(told)


def _stop(claim: Any) -> pages.Stop:
    starts = timezone.localtime(claim.on)
    place = claim.place.name if claim.place else ""
    host = touring.host_of(claim)
    return pages.Stop(
        day=times.on_day(starts),
        time=f"{starts:%H:%M}",
        host=host,
        place="" if place == host else place,
        topic=claim.details.get("topic", ""),
    )
