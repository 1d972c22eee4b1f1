"""The orders behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases.queries import MOST_COUNTED
from lianxin.exchange import policy
from lianxin.exchange import queries as exchange
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim, ClaimQuerySet
from lianxin.exchange.states import ClaimState, Shape
from lianxin.insight import orders
from lianxin.network.models import Organisation, User
from lianxin.web import listing, paging
from lianxin.web.claims import LEVELS
from lianxin.web.lead import pages
from lianxin.web.lead.board import where
from lianxin.web.lead.forms import OrdersForm
from lianxin.web.lead.rows import since
from lianxin.web.lead.scope import Scope
from lianxin.web.paging import Order
from lianxin.web.parts import Link
from lianxin.web.shell import times

NEWEST_FIRST = Order("asked_at", is_descending=True)
KINDS_ORDERED = [code for code, kind in KINDS.items() if kind.shape == Shape.ORDER]


def page(user: User, scope: Scope, asked: QueryDict, *, at: datetime) -> pages.Orders:
    form = OrdersForm(asked, scope=scope, kinds=_kinds(scope), units=_units(scope))
    found = narrowed(scope, form, at=at)
    shown = paging.page(found.whole(), asked, order=NEWEST_FIRST, here="lead:orders")
    may_open = _openable(user, shown.rows, at=at)
    kept = {name: asked.get(name, "") for name in ("area", "days")}
    return pages.Orders(
        where=where(scope),
        rows=[_row(claim, can_open=claim.pk in may_open) for claim in shown.rows],
        count=listing.capped(found.order_by()[: MOST_COUNTED + 1].count()),
        pager=shown.pager,
        filters=form,
        filters_used=len(form.typed),
        here_url=reverse("lead:orders"),
        crumbs=[
            Link(_("牵头"), paging.address("lead:board", **kept)),
            Link(_("供需数据"), paging.address("lead:exchange", **kept)),
        ],
    )


def narrowed(scope: Scope, form: OrdersForm, *, at: datetime) -> ClaimQuerySet:
    typed = form.typed
    found = orders.orders(scope.district_id, () if scope.is_whole else scope.tops)
    if "days" in typed:
        found = found.filter(asked_at__gte=since(int(typed["days"]), at=at))
    if "kind" in typed:
        found = found.filter(kind=typed["kind"])
    if "own" in typed and scope.chosen:
        found = found.filter(place=scope.chosen)
    return orders.behind(found, typed.get("figure", ""), unit=typed.get("unit", ""))


def _kinds(scope: Scope) -> list[tuple[str, str]]:
    district = scope.district_id
    return [(code, exchange.said(district, code, KINDS[code].label)) for code in KINDS_ORDERED]


def _units(scope: Scope) -> dict[str, str]:
    units = Organisation.objects.filter(district_id=scope.district_id)
    return dict(units.values_list("code", "name"))


def _openable(user: User, claims: Sequence[Claim], *, at: datetime) -> set[UUID]:
    visible = policy.claims_visible_to(user, on=timezone.localdate(at))
    own = visible.filter(pk__in=[claim.pk for claim in claims])
    return set(own.values_list("pk", flat=True))


def _row(claim: Claim, *, can_open: bool) -> pages.OrderRow:
    state, taken = ClaimState(claim.state), getattr(claim, "accepted_at", None)
    return pages.OrderRow(
        url=reverse("exchange:claim", args=[claim.ref]) if can_open else "",
        ref=claim.ref,
        subject=claim.subject,
        kind=exchange.said(claim.district_id, claim.kind, KINDS[claim.kind].label),
        state=str(state.label),
        level=LEVELS.get(state, ""),
        unit=claim.unit.name if claim.unit else "",
        place=claim.place.name if claim.place else "",
        asked_at=claim.asked_at,
        waited=times.span(taken - claim.asked_at) if taken else "",
    )
