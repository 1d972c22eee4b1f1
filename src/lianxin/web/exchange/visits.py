"""The log of visits: written by the provider, read by her, the desk and whoever received it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange import policy
from lianxin.exchange.models import Claim, Visit
from lianxin.fulfilment.actions import visits as acts
from lianxin.fulfilment.actions.visits import Done
from lianxin.papers.lists import Cell
from lianxin.web import acting, respond
from lianxin.web.exchange import claim_build
from lianxin.web.exchange.forms import VisitForm
from lianxin.web.exchange.views import WORKING
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

MOST_ROWS: Final = 50_000


@require_POST
@holding(*WORKING)
def visit(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """One more line."""
    visible = policy.claims_visible_to(request.user, on=timezone.localdate())
    found: Claim = get_object_or_404(visible.whole(), ref=ref)
    now = timezone.now()

    def act(*, key: UUID, **told: Any) -> None:
        acts.log(found, Done(**told), by=request.user, at=now, key=key)

    return acting.answer(
        request,
        VisitForm(request.POST),
        act,
        template="exchange/claim",
        context=lambda form: claim_build.claim(
            request, found, forms={"visit": form} if form else {}
        ),
        url=reverse("exchange:claim", args=[ref]),
        said=_("已登记。"),
    )


@require_safe
@holding(*WORKING)
def visits(request: respond.StaffRequest) -> HttpResponse:
    """Every visit of the orders that one gives or coordinates, as Excel."""
    head = (
        _("日期"), _("单号"), _("服务"), _("单位"), _("地点"), _("谁去的"), _("分钟"),
        _("做了什么"),
    )  # fmt: skip
    name = f"lianxin-visits-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, _cells(request), title=_("上门记录"), head=head, wide=(2, 7))


def _cells(request: respond.StaffRequest) -> Iterator[Sequence[Cell]]:
    visible = policy.claims_visible_to(request.user, on=timezone.localdate())
    rows: Any = Visit.objects.filter(
        district_id=request.district.pk, claim__in=visible.values("pk")
    )
    joined = rows.select_related("claim__unit", "claim__place").defer("claim__place__shape")
    for one in joined.order_by("-visited_on", "-pk")[:MOST_ROWS]:
        claim = one.claim
        yield (
            one.visited_on, claim.ref, claim.subject, claim.unit.name if claim.unit else "",
            claim.place.name if claim.place else "", one.came, one.minutes, one.note,
        )  # fmt: skip
