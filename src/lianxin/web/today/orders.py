"""The orders of my unit on the page of the day: to take, then to give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.web.today import pages

MOST = 8


def of_units(user: User, district_id: int, *, at: datetime) -> Sequence[pages.Order]:
    """Those to take first, the nearest deadline first; then those to give. One query."""
    units = policy.units_of(user, on=timezone.localdate(at))
    found = Claim.objects.filter(
        district_id=district_id,
        unit__in=units,
        shape=Shape.ORDER,
        state__in=[ClaimState.OFFERED, ClaimState.ACCEPTED],
    )
    soonest = found.order_by(
        F("due_at").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "id"
    )
    return [
        _order(claim) for claim in soonest.select_related("place").defer("place__shape")[:MOST]
    ]


def _order(claim: Claim) -> pages.Order:
    is_new = claim.state == ClaimState.OFFERED
    verb = "accept" if is_new else "deliver"
    return pages.Order(
        url=reverse("exchange:claim", args=[claim.ref]),
        ref=claim.ref,
        subject=claim.subject,
        where=" · ".join(part for part in (str(claim.place or ""), claim.address) if part),
        when=f"{timezone.localtime(claim.starts_at):%m-%d %H:%M}" if claim.starts_at else "",
        due_at=claim.due_at,
        label=_("接单") if is_new else _("完成服务"),
        icon="circle-check" if is_new else "package-check",
        act_url=reverse(f"exchange:{verb}", args=[claim.ref]),
        key=new_id(),
    )
