"""Fill the pages of the exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import applications
from lianxin.exchange.kinds import KINDS, As, Detail
from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Listing, Mode, Slot
from lianxin.exchange.states import ENDED, ClaimState, ListingState, Shape
from lianxin.fulfilment.actions import visits
from lianxin.kernel import privacy, timeline
from lianxin.network.models import User
from lianxin.web import paging
from lianxin.web.claims import LEVELS
from lianxin.web.exchange import (
    agreed,
    kin,
    linked,
    opening,
    pages,
    receipt_build,
    rows,
    taking,
    words,
)
from lianxin.web.exchange.forms import (
    AcceptForm,
    DeclineForm,
    DispatchForm,
    FaultForm,
    NoteForm,
    TakingForm,
    VisitForm,
)
from lianxin.web.matching import connecting
from lianxin.web.paging import Order
from lianxin.web.parts import Fact, Link, Tab
from lianxin.web.respond import Request, StaffRequest

MOST_OFFERED = 20
JOB, PAY = "JOB", frozenset({"pay_from", "pay_to"})  # one line says both
WAITED_FOR = (ClaimState.ASKED, ClaimState.SHORTLISTED)
LATEST_FIRST = Order("asked_at", is_descending=True)
LONGEST_FIRST = Order("asked_at")  # who has waited longest
WAITING, WORKING, DESK, APPLIED, PAST = "waiting", "working", "desk", "applied", "past"


def listing(
    request: Request,
    found: Listing,
    *,
    form: TakingForm | None = None,
    fault: FaultForm | None = None,
    free: Sequence[pages.Free] = (),
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
        if detail.name in found.details and detail.name not in PAY
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
    return f"{value:,}" if detail.typed is As.MONEY else str(value)


def orders(request: StaffRequest) -> pages.Orders:
    """What one's unit is to take and to give, and what the desk is to dispatch."""
    user, on = request.user, timezone.localdate()
    units = policy.units_of(user, on=on)
    every = Claim.objects.filter(district_id=request.district.pk, shape=Shape.ORDER)
    mine = every.filter(unit__in=units)
    under: dict[str, ClaimQuerySet] = {}
    if units:
        under[WAITING] = mine.filter(state=ClaimState.OFFERED)
        under[WORKING] = mine.filter(state=ClaimState.ACCEPTED)
    if (here := policy.coordinated(user, on=on)) is not None:
        under[DESK] = every.filter(here, state=ClaimState.ASKED)
    visible = policy.claims_visible_to(user, on=on).exclude(kind__in=taking.ELSEWHERE)
    asked = visible.filter(shape__in=applications.SHAPES).live()
    under[APPLIED] = asked.filter(
        Q(unit__in=units) | Q(unit=None, listing__owner=user), state__in=WAITED_FOR
    )
    under[PAST] = visible.filter(shape__in=[Shape.ORDER, *applications.SHAPES])
    tab = request.GET.get("tab", "")
    tab = tab if tab in under else next(iter(under))
    order = LATEST_FIRST if tab == PAST else LONGEST_FIRST
    page = paging.page(under[tab].whole(), request.GET, order=order, here="exchange:orders")
    return pages.Orders(
        title=_orders_label(request.district.pk),
        tabs=_tabs(under, tab), rows=[_order_row(one) for one in page.rows], pager=page.pager,
        empty=_("这里没有单子。有新的单子会发消息告诉您。"),
        ask_url=reverse("exchange:ask"),
    )  # fmt: skip


def _orders_label(district_id: int) -> str:
    return queries.said(district_id, "ORDERS", pgettext("page", "点单"))


def _tabs(under: dict[str, Any], chosen: str) -> list[Tab]:
    labels = {
        WAITING: _("待接单"), WORKING: _("已接单"), DESK: _("待派单"),
        APPLIED: _("待答复的申请"), PAST: _("全部"),
    }  # fmt: skip
    return [
        Tab(
            labels[name],
            paging.address("exchange:orders", tab=name),
            is_current=name == chosen,
            count=None if name == PAST else found.count(),
        )
        for name, found in under.items()
    ]


def _order_row(claim: Claim) -> pages.OrderRow:
    state = ClaimState(claim.state)
    return pages.OrderRow(
        url=reverse("exchange:claim", args=[claim.ref]),
        ref=claim.ref,
        subject=claim.subject,
        state=str(state.label),
        level=LEVELS.get(state, ""),
        unit=claim.unit.name if claim.unit else "",
        place=claim.place.name if claim.place else "",
        due_at=claim.due_at,
        losses=claim.losses,
        asked_at=claim.asked_at,
    )


def claim(
    request: StaffRequest, found: Claim, *, forms: dict[str, Any] | None = None
) -> pages.Claim:
    state = ClaimState(found.state)
    return pages.Claim(
        ref=found.ref,
        subject=found.subject,
        state=str(state.label),
        level=LEVELS.get(state, ""),
        ball=words.ball(found, rater=_("接受服务的人")),
        steps=words.steps(found),
        text=found.text,
        facts=[
            *receipt_build.facts(found),
            *_contact(request.user, found),
            *agreed.facts(request, found),
        ],
        moments=words.moments(list(timeline.of(found)), is_inside=True),
        deeds=list(_deeds(request.user, found, forms or {})),
        visits=receipt_build.visits(found),
        crumbs=[Link(_orders_label(found.district_id), reverse("exchange:orders"))],
    )


def _contact(user: User, claim: Claim) -> list[Fact]:
    """Whole for who has taken the order, masked for the others who see it."""
    who = Claimant.objects.filter(district_id=claim.district_id, claim=claim).first()
    if who is None:
        return []
    on = timezone.localdate()
    is_asked = claim.shape in applications.SHAPES and claim.kind not in taking.ELSEWHERE
    is_asked = is_asked and claim.state not in ENDED
    is_mine = (is_asked or claim.state == ClaimState.ACCEPTED) and policy.gives(user, claim, on=on)
    name, phone = who.name or "", who.phone or ""
    told = (name, phone) if is_mine else (privacy.mask_name(name), privacy.mask_phone(phone))
    return [
        fact
        for fact in (
            Fact(_("谁点的"), _("别人代点") if claim.is_for_another else ""),
            Fact(_("称呼"), told[0]),
            Fact(_("电话"), told[1], f"tel:{phone}" if is_mine and phone else ""),
        )
        if fact.value
    ]


def _deeds(user: User, claim: Claim, forms: dict[str, Any]) -> Iterable[pages.Deed]:
    on, now = timezone.localdate(), timezone.now()

    def deed(verb: str, label: str, icon: str, form: Any, *, is_main: bool = False) -> pages.Deed:
        url = reverse(f"exchange:{verb}", args=[claim.ref])
        return pages.Deed(verb, label, icon, url, forms.get(verb) or form, is_main)

    gives = policy.gives(user, claim, on=on)
    if claim.shape in applications.SHAPES:
        if gives and claim.listing and claim.kind not in taking.ELSEWHERE:
            yield from _answers(claim, deed)
        return
    if claim.state == ClaimState.ASKED and policy.coordinates(user, claim.place, on=on):
        yield deed("dispatch", _("派单"), "send", dispatching(claim, at=now), is_main=True)
    if claim.state == ClaimState.OFFERED and gives:
        yield deed("accept", _("接单"), "circle-check", AcceptForm(), is_main=True)
        terms = queries.terms_of(claim.district_id)
        yield deed("decline", _("婉拒"), "circle-x", DeclineForm(terms=terms))
    if claim.state == ClaimState.ACCEPTED and gives:
        yield deed("deliver", _("完成服务"), "package-check", NoteForm(), is_main=True)
        yield deed("drop", _("不能履约"), "circle-alert", NoteForm())
    if claim.state in visits.VISITED and gives:
        yield deed("visit", _("登记一次上门"), "clipboard-pen", VisitForm())


def dispatching(claim: Claim, data: Any = None, *, at: datetime) -> DispatchForm:
    """The best that have not been asked; where all have, all of the kind, to be asked again."""
    every = Listing.objects.filter(district_id=claim.district_id, kind=claim.kind)
    able = every.orderable(at=at, on=timezone.localdate(at)).whole().select_related("owner")
    shown = list(queries.candidates(claim, at=at)[:MOST_OFFERED])
    is_again = not shown
    shown = shown or list(able.order_by("-confirmed_at", "-id")[:MOST_OFFERED])
    form = DispatchForm(data, found=able, shown=shown)
    if is_again:
        form.fields["listing"].help_text = _(
            "合适的单位都问过了。先打电话商量好，再派给其中一家；也可以请别的单位先上架。"
        )
    return form


def _answers(claim: Claim, deed: Callable[..., pages.Deed]) -> Iterable[pages.Deed]:
    """To an application: each leads towards a place, or says why not."""
    if claim.state == ClaimState.ASKED:
        yield deed("shortlist", _("入围"), "list-checks", NoteForm(), is_main=True)
    if claim.state in (ClaimState.ASKED, ClaimState.SHORTLISTED):
        is_next = claim.state == ClaimState.SHORTLISTED
        yield deed("award", _("通过申请"), "circle-check", NoteForm(), is_main=is_next)
        yield deed("refuse", _("不通过"), "circle-x", NoteForm())
