"""What everybody may read: which partners there are, what they promised and what was kept."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.partnering import policy, queries, terms
from lianxin.partnering.models import Agreement, AgreementQuerySet
from lianxin.partnering.states import Kind
from lianxin.web import paging, respond
from lianxin.web.paging import Order
from lianxin.web.partnering import detail, pages, words
from lianxin.web.parts import Link, Tab

NEWEST_FIRST: Final = Order("made_at", is_descending=True)
SIZE: Final = 20


@login_not_required
@require_safe
def town(request: respond.Request) -> HttpResponse:
    """Those that hold today, all or of one kind."""
    running = policy.public(request.district.pk).running(on=timezone.localdate())
    kind, tabs = request.GET.get("kind", ""), _tabs(running, request.GET.get("kind", ""))
    if kind in Kind.values:
        running = running.filter(kind=kind)
    page = paging.page(
        running.whole(), request.GET, order=NEWEST_FIRST, here="partnering:town", size=SIZE
    )
    context = pages.Town(
        kinds=tabs,
        rows=[_row(one) for one in queries.with_joiners(page.rows)],
        pager=page.pager,
        offers_url=paging.address("exchange:catalogue", kind="PARTNER"),
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )
    return respond.page(request, "partnering/town", context)


@login_not_required
@require_safe
def kept(request: respond.Request, ref: str) -> HttpResponse:
    found: Agreement = get_object_or_404(policy.public(request.district.pk).whole(), ref=ref)
    return respond.page(request, "partnering/kept", detail.kept(request, found))


def _tabs(running: AgreementQuerySet, chosen: str) -> list[Tab]:
    counted = running.order_by().values("kind").annotate(n=Count("pk")).values_list("kind", "n")
    counts: dict[str, int] = dict(counted)
    here = reverse("partnering:town")
    every = Tab(_("全部"), here, is_current=chosen not in Kind.values, count=sum(counts.values()))
    return [every] + [
        Tab(
            str(kind.label), paging.address("partnering:town", kind=kind.value),
            is_current=kind == chosen, count=counts.get(kind.value, 0),
        )
        for kind in Kind
        if kind in counts or kind == chosen
    ]  # fmt: skip


def _row(one: Agreement) -> pages.TownRow:
    return pages.TownRow(
        url=reverse("partnering:kept", args=[one.ref]),
        title=one.title,
        parties=words.parties(one),
        place=one.place.name,
        kind=words.kind(one),
        until=one.ends_on.isoformat(),
        gives=[
            f"{one.unit_of(term.giver).name}：{term.text}，{words.promise(term)}"
            for term in terms.load(one.terms)
        ],
    )
