"""Fill the pages of those who publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import listings
from lianxin.exchange.kinds import KINDS, Kind
from lianxin.exchange.models import Fault, Listing, ListingQuerySet
from lianxin.exchange.states import ListingState, Shape
from lianxin.kernel import timeline
from lianxin.network.models import Organisation
from lianxin.web import paging
from lianxin.web.exchange import words
from lianxin.web.exchange.mine import pages
from lianxin.web.exchange.mine.forms import FindForm, ListingForm, ReturnForm, initial_of
from lianxin.web.paging import Order
from lianxin.web.parts import Link, Tab, Tile
from lianxin.web.respond import StaffRequest

LIVE, DRAFT, CHECK, FAULTY, OUT, REVIEW = "live", "draft", "check", "fault", "out", "review"
NEWEST_FIRST: Final = Order("made_at", is_descending=True)
SOON: Final = timedelta(days=14)
TEMPLATES, MANY = 30, 20
_S = ListingState
LEVELS: Final[Mapping[str, str]] = {
    _S.DRAFT: "quiet", _S.REVIEWING: "wait", _S.PUBLISHED: "good", _S.WITHDRAWN: "quiet",
    _S.CLOSED: "quiet",
}  # fmt: skip


def scope(request: StaffRequest) -> ListingQuerySet:
    """What the person looks after: her own, her units', and what she coordinates."""
    on, user = timezone.localdate(), request.user
    every: ListingQuerySet = Listing.objects.filter(district_id=request.district.pk)
    if policy.coordinates(user, None, on=on):
        return every
    return every.filter(Q(owner_id=user.pk) | Q(provider__in=policy.units_of(user, on=on)))


def units(request: StaffRequest) -> list[Organisation] | None:
    """Those in whose name she may offer; None: any."""
    on = timezone.localdate()
    if policy.coordinates(request.user, None, on=on):
        return None
    own = policy.units_of(request.user, on=on)
    found = Organisation.objects.filter(district_id=request.district.pk, pk__in=own)
    return list(found.select_related("place").order_by("name"))


def mine(request: StaffRequest) -> pages.Mine:
    on, form = timezone.localdate(), FindForm(request.GET)
    under = _under(request, on=on)
    found = scope(request)
    counts = found.aggregate(**{name: Count("pk", filter=each) for name, each in under.items()})
    first = REVIEW if counts.get(REVIEW) else LIVE if counts[LIVE] else DRAFT
    tab = form.asked.get("tab", "")
    tab = tab if tab in under else first
    found = _narrowed(found.filter(under[tab]), form.asked)
    page = paging.page(
        found.whole().select_related("owner"), request.GET, order=NEWEST_FIRST,
        here="exchange:mine",
    )  # fmt: skip
    return pages.Mine(
        tabs=_tabs(counts, tab),
        form=form,
        rows=rows(page.rows, on=on),
        pager=page.pager,
        empty=_empty(tab),
        new_url=reverse("exchange:new"),
        excel_url=reverse("exchange:excel"),
        is_long=max(counts.values()) > MANY or bool(form.asked.get("q") or form.asked.get("kind")),
        links=[
            pages.Deed(_("专题"), "library", reverse("exchange:collecting_all")),
            pages.Deed(_("年度清单"), "calendar-range", reverse("exchange:lists")),
        ],
    )


def _under(request: StaffRequest, *, on: date) -> dict[str, Q]:
    published = Q(state=_S.PUBLISHED)
    faulty = Fault.objects.filter(district_id=request.district.pk, settled_at=None)
    under = {
        LIVE: published,
        CHECK: published & Q(confirm_on__lt=on + SOON),
        FAULTY: Q(pk__in=faulty.values("listing")),
        DRAFT: Q(state__in=[_S.DRAFT, _S.REVIEWING]),
        OUT: Q(state__in=[_S.WITHDRAWN, _S.CLOSED]),
    }
    if policy.coordinates(request.user, None, on=on):
        under[REVIEW] = Q(state=_S.REVIEWING)
    return under


def _narrowed(found: ListingQuerySet, asked: Mapping[str, Any]) -> ListingQuerySet:
    if q := asked.get("q"):
        found = found.filter(Q(title__icontains=q) | Q(ref=q))
    return found.filter(kind=asked["kind"]) if "kind" in asked else found


def _tabs(counts: Mapping[str, int], chosen: str) -> list[Tab]:
    labels = {
        LIVE: _("已上架"), CHECK: _("要确认"), FAULTY: _("有人纠错"), DRAFT: _("草稿"),
        OUT: _("下架和结束"), REVIEW: _("等我审核"),
    }  # fmt: skip
    return [
        Tab(
            labels[name],
            paging.address("exchange:mine", tab=name),
            is_current=name == chosen,
            count=count,
        )
        for name, count in counts.items()
    ]


def _empty(tab: str) -> str:
    return {
        LIVE: _("写好一条，点“上架”，大家就能看到、点单。"),
        CHECK: _("最近两周没有要确认的。到期会发消息提醒您。"),
        FAULTY: _("有人说信息不对，会列在这里，也会发消息给您。"),
        DRAFT: _("没有写到一半的。"),
        OUT: _("下架的、结束的会列在这里，可以重新上架或者照着写新的。"),
        REVIEW: _("没有要审核的。"),
    }[tab]


def rows(found: Sequence[Listing], *, on: date) -> list[pages.Row]:
    faults = _open_faults(found)
    return [row(one, on=on, faults=faults.get(one.pk, 0)) for one in found]


def _open_faults(found: Sequence[Listing]) -> dict[Any, int]:
    if not found:
        return {}
    told = Fault.objects.filter(
        district_id=found[0].district_id, listing__in=[one.pk for one in found], settled_at=None
    )
    return dict(told.order_by().values_list("listing").annotate(n=Count("pk")))


def row(listing: Listing, *, on: date, faults: int = 0) -> pages.Row:
    kind, is_public = KINDS[listing.kind], listing.state == _S.PUBLISHED
    is_soon = is_public and listing.confirm_on is not None and listing.confirm_on < on + SOON
    return pages.Row(
        url=reverse("exchange:own", args=[listing.ref]),
        ref=listing.ref,
        title=listing.title,
        kind=str(kind.label),
        icon=kind.icon,
        unit=listing.provider.name if listing.provider else str(listing.owner or ""),
        state=str(_S(listing.state).label),
        level=LEVELS[listing.state],
        lacks=0 if is_public else len(listings.missing(listing)),
        faults=faults,
        confirm_on=listing.confirm_on if is_public else None,
        is_unconfirmed=is_public and listing.is_unconfirmed(on=on),
        confirm_url=reverse("exchange:confirm", args=[listing.ref]) if is_soon else "",
    )


def new(request: StaffRequest) -> pages.New:
    own = scope(request).filter(state__in=[_S.PUBLISHED, _S.WITHDRAWN, _S.CLOSED])
    return pages.New(
        tiles=[
            Tile(str(kind.label), kind.icon, _begins(code, request))
            for code, kind in KINDS.items()
        ],
        templates=[
            Link(one.title, f"{reverse('exchange:write', args=[one.kind.lower()])}?from={one.ref}")
            for one in own.order_by("-made_at", "-id")[:TEMPLATES]
        ],
        excel_url=reverse("exchange:excel"),
        crumbs=crumbs(),
    )


def _begins(code: str, request: StaffRequest) -> str:
    """A unit puts a challenge out on a page that also asks how it will be decided."""
    if code == "CHALLENGE" and policy.units_of(request.user, on=timezone.localdate()):
        return reverse("challenges:new")
    return address("write", code.lower())


def write(kind: Kind, form: ListingForm) -> pages.Write:
    return pages.Write(
        heading=_("新的%s") % kind.label,
        form=form,
        here=reverse("exchange:write", args=[kind.code.lower()]),
        submit=_("上架"),
        crumbs=crumbs(Link(_("新上架"), reverse("exchange:new"))),
    )


def first_words(request: StaffRequest) -> dict[str, Any]:
    """What the last listing of the same person said of whom to call."""
    last = scope(request).order_by("-made_at", "-id").first()
    unit = next(iter(units(request) or ()), None)
    if last is not None and (unit is None or last.provider_id == unit.pk):
        return {"contact": last.contact, "phone": last.phone}
    return {"phone": unit.hotline} if unit else {}


def own(
    request: StaffRequest,
    listing: Listing,
    *,
    form: ListingForm | None = None,
    is_kept: bool = False,
    return_form: ReturnForm | None = None,
) -> pages.Own:
    on, here = timezone.localdate(), reverse("exchange:own", args=[listing.ref])
    shown = form or form_of(request, listing)
    lacking = [] if listing.state == _S.PUBLISHED else listings.missing(listing)
    faults = Fault.objects.filter(
        district_id=listing.district_id, listing=listing, settled_at=None
    )
    told = list(faults.order_by("told_at"))
    can_return = listing.state == _S.REVIEWING and policy.coordinates(
        request.user, listing.area, on=on
    )
    return pages.Own(
        row=row(listing, on=on, faults=len(told)),
        form=shown,
        here=here,
        submit=_submit(request, listing),
        save=_("保存") if listing.state == _S.PUBLISHED else _("存草稿"),
        is_kept=is_kept,
        lacks=[
            Link(str(shown[name].label), f"#{_anchor(shown, name)}")
            for name, _label in lacking
            if name in shown.fields and not shown.errors  # which say it themselves
        ],
        returned=_returned(listing),
        faults=told,
        settle_url=reverse("exchange:settle", args=[listing.ref]),
        public_url=reverse("exchange:listing", args=[listing.ref])
        if listing.state == _S.PUBLISHED
        else "",
        deeds=list(_deeds(listing)),
        links=list(_links(listing)),
        return_form=(return_form or ReturnForm()) if can_return else None,
        return_url=reverse("exchange:send_back", args=[listing.ref]),
        moments=words.moments(list(timeline.of(listing)), is_inside=True),
        crumbs=crumbs(),
    )


def _anchor(form: ListingForm, name: str) -> str:
    """The input itself; of several that are one question the first."""
    return form[name].id_for_label or f"{form[name].auto_id}_0"


def form_of(request: StaffRequest, listing: Listing, data: Any = None) -> ListingForm:
    return ListingForm(
        data,
        kind=KINDS[listing.kind],
        district=request.district,
        units=[listing.provider] if listing.provider else [],
        initial=initial_of(listing),
        is_fixed=True,
    )


def _submit(request: StaffRequest, listing: Listing) -> str:
    if listing.state not in (_S.DRAFT, _S.REVIEWING, _S.WITHDRAWN):
        return ""
    on = timezone.localdate()
    if listing.state == _S.REVIEWING and not policy.coordinates(request.user, listing.area, on=on):
        return ""
    needs = policy.needs_review(request.user, listing, on=on)
    return _("提交审核") if needs else _("上架")


def _returned(listing: Listing) -> str:
    if listing.state != _S.DRAFT:
        return ""
    last = timeline.of(listing).filter(verb__in=["return", "submit"]).last()
    return last.note if last and last.verb == "return" else ""


def _deeds(listing: Listing) -> Iterator[pages.Deed]:
    def deed(name: str, label: str, icon: str, style: str = "") -> pages.Deed:
        return pages.Deed(label, icon, reverse(f"exchange:{name}", args=[listing.ref]), style)

    if listing.state == _S.PUBLISHED:
        yield deed("confirm", _("确认还有效"), "calendar-check")
        yield deed("withdraw", _("下架"), "archive")
    if listing.state in (_S.PUBLISHED, _S.WITHDRAWN):
        yield deed("close", _("不再提供"), "circle-x", "plain")


def _links(listing: Listing) -> Iterator[pages.Deed]:
    kind = KINDS[listing.kind]

    def link(name: str, label: str, icon: str) -> pages.Deed:
        return pages.Deed(label, icon, reverse(f"exchange:{name}", args=[listing.ref]))

    if kind.has_slots:
        yield link("sessions", _("场次"), "calendar-days")
    if kind.shape == Shape.BOOKING:
        yield link("spaces", _("场地和开放时间"), "door-open")
    if kind.shape in (Shape.PLACE, Shape.BOOKING) and listing.state == _S.PUBLISHED:
        yield link("people", _("谁来"), "users")
    if kind.shape == Shape.BOOKING:
        yield link("week", _("一周安排"), "calendar-range")
    if listing.kind == "NEED":
        asked = paging.address("exchange:ask", need=listing.ref)
        yield pages.Deed(_("变成一单"), "shopping-basket", asked)
    copy = f"{reverse('exchange:write', args=[listing.kind.lower()])}?from={listing.ref}"
    yield pages.Deed(_("照着写新的"), "copy", copy)


def address(name: str, *args: str) -> str:
    return reverse(f"exchange:{name}", args=args)


def crumbs(*more: Link) -> list[Link]:
    return [Link(_("我的清单"), reverse("exchange:mine")), *more]
