"""Places by wishes: collect them, look at what would come out, publish it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.matching import placing, policy
from lianxin.matching.actions import allocation
from lianxin.matching.models import Placement, Round, Wish
from lianxin.matching.policy import ORGANISATION
from lianxin.network.models import Organisation
from lianxin.web import respond
from lianxin.web.matching import pages
from lianxin.web.matching.forms import RoundForm, WishForm
from lianxin.web.parts import Bar, Fact, Link
from lianxin.web.seats import holding, seats

LATEST = 50


@require_safe
def rounds(request: respond.StaffRequest) -> HttpResponse:
    found = Round.objects.filter(district_id=request.district.pk).order_by("-id")[:LATEST]
    rows = [
        pages.RoundRow(
            one.title, reverse("matching:one_round", args=[one.pk]), _state(one), one.closes_at
        )
        for one in found
    ]
    url = reverse("matching:open_round") if _unit(request) else ""
    return respond.page(request, "matching/rounds", pages.Rounds(rows, url))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*ORGANISATION)
def open_round(request: respond.StaffRequest) -> HttpResponse:
    form, unit = RoundForm(request.POST if request.method == "POST" else None), _unit(request)
    if form.is_bound and form.is_valid() and unit:
        told = dict(form.cleaned_data)
        try:
            told["places"] = _places(request.district.pk, told["places"])
            held = allocation.open_round(unit, **told, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已开始收志愿。"))
            return redirect("matching:one_round", held.pk)
    status = 422 if form.errors else 200
    context = pages.OpenRound(form, _crumbs())
    return respond.page(request, "matching/open_round", context, status=status)


@require_safe
def one_round(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    return respond.page(request, "matching/round", _page(request, _round(request, pk)))


@require_POST
def wish(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    held, at = _round(request, pk), timezone.now()
    form = _wish_form(request, held, data=request.POST)
    if not form.is_valid():
        return respond.page(request, "matching/round", _page(request, held, form=form), status=422)
    offered = placing.listings_of(held)
    chosen = [offered[UUID(one)] for one in form.chosen]
    user = request.user
    return respond.deed(
        request,
        lambda: allocation.wish(held, chosen, user=user, by=user, at=at),
        template="matching/round",
        context=lambda: _page(request, held),
        url=reverse("matching:one_round", args=[pk]),
        said=_("志愿已记下，截止前可以改。"),
    )


@require_POST
@holding(*ORGANISATION)
def publish(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    held = _round(request, pk)
    return respond.deed(
        request,
        lambda: allocation.publish(held, by=request.user, at=timezone.now()),
        template="matching/round",
        context=lambda: _page(request, _round(request, pk)),
        url=reverse("matching:one_round", args=[pk]),
        said=_("已公布，每个人都会收到自己的结果。"),
    )


def open_to(district_id: int, *, at: datetime) -> list[Link]:
    """The rounds that still take wishes."""
    found = Round.objects.filter(district_id=district_id, closes_at__gt=at, published_at=None)
    rows = found.order_by("closes_at", "pk")[:LATEST]
    return [Link(one.title, reverse("matching:one_round", args=[one.pk])) for one in rows]


def _round(request: respond.StaffRequest, pk: UUID) -> Round:
    rows = Round.objects.filter(district_id=request.district.pk).select_related("owner")
    return get_object_or_404(rows, pk=pk)


def _unit(request: respond.StaffRequest) -> Organisation | None:
    return next((seat.organisation for seat in seats(request) if seat.role in ORGANISATION), None)


def _places(district_id: int, text: str) -> list[tuple[Listing, int]]:
    """Lines of "ref count". Raises `Refusal` naming the first that is wrong."""
    told: dict[str, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        ref, _space, count = line.partition(" ")
        if not count.strip().isdecimal():
            raise Refusal(_("这一行看不懂：“%s”。请写编号、空格、名额。") % line, field="places")
        told[ref] = int(count)
    found = Listing.objects.filter(district_id=district_id, ref__in=told).public()
    known = {listing.ref: listing for listing in found}
    if missing := [ref for ref in told if ref not in known]:
        raise Refusal(_("没有找到已上架的“%s”。") % missing[0], field="places")
    return [(known[ref], count) for ref, count in told.items()]


def _page(
    request: respond.StaffRequest, held: Round, *, form: WishForm | None = None
) -> pages.Round:
    at = timezone.now()
    runs = policy.runs(request.user, held, on=timezone.localdate(at))
    is_open = at < held.closes_at and held.published_at is None
    trial = placing.try_out(held) if runs else None
    listings, capacities = placing.listings_of(held), placing.capacities_of(held)
    return pages.Round(
        pk=held.pk,
        title=held.title,
        state=_state(held),
        closes_at=held.closes_at,
        places=[
            Fact(
                listings[pk].title,
                _("%d 个名额") % n,
                reverse("exchange:listing", args=[listings[pk].ref]),
            )
            for pk, n in capacities.items()
        ],
        form=(form or _wish_form(request, held)) if is_open else None,
        mine=_mine(request, held),
        summary=_summary(trial) if trial else (),
        placed=[_placed(row) for row in trial.rows] if trial else (),
        can_publish=runs
        and not is_open
        and held.published_at is None
        and bool(trial and trial.rows),
        crumbs=_crumbs(),
    )


def _wish_form(request: respond.StaffRequest, held: Round, *, data: object = None) -> WishForm:
    mine = Wish.objects.filter(district_id=held.district_id, round=held, user=request.user)
    wished = mine.values_list("listings", flat=True).first() or []
    offered = {str(pk): one for pk, one in placing.listings_of(held).items()}
    return WishForm(data, offered=offered, wished=wished)


def _mine(request: respond.StaffRequest, held: Round) -> str:
    own = Placement.objects.filter(district_id=held.district_id, round=held, user=request.user)
    found = own.select_related("listing").first()
    if found is None:
        return ""
    if found.listing is None:
        return _("这一轮名额不够，您没有分到。下一轮遇到同样的情况，您排在前面。")
    return _("您分到“%(place)s”，是第 %(n)d 志愿。") % {
        "place": found.listing.title,
        "n": found.rank,
    }


def _summary(trial: placing.Trial) -> list[Bar]:
    counts = sorted(trial.by_rank.items(), key=lambda one: one[0] or LATEST)
    return Bar.lengths([(_rank(rank), _("%d 人") % n, n) for rank, n in counts])


def _rank(rank: int | None) -> str:
    return _("没有分到") if rank is None else _("第 %d 志愿") % rank


def _placed(row: placing.Row) -> pages.Placed:
    return pages.Placed(
        name=str(row.user),
        place=row.listing.title if row.listing else "",
        rank=_rank(row.rank),
        wishes=_("、").join(one.title for one in row.wishes),
        note=_("上一轮志愿靠后，同等情况下优先") if row.debt else "",
    )


def _state(held: Round) -> str:
    if held.published_at:
        return _("已公布")
    return _("收志愿") if timezone.now() < held.closes_at else _("待公布")


def _crumbs() -> list[Link]:
    return [Link(_("志愿分配"), reverse("matching:rounds"))]
