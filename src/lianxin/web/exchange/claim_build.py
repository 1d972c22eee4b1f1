"""Fill the pages of orders for who takes, gives, dispatches or decides on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import applications
from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Listing
from lianxin.exchange.states import ENDED, ClaimState, Shape
from lianxin.fulfilment.actions import touring, visits
from lianxin.kernel import privacy, timeline
from lianxin.matching import queries as matching
from lianxin.matching.queries import Suggestion
from lianxin.network.models import User
from lianxin.web import paging
from lianxin.web.claims import LEVELS, state_of
from lianxin.web.exchange import (
    agreed,
    pages,
    receipt_build,
    taking,
    words,
)
from lianxin.web.exchange.forms import (
    AcceptForm,
    DeclineForm,
    DispatchForm,
    NoteForm,
    RateForm,
    VisitForm,
)
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Fact, Link, Tab
from lianxin.web.respond import StaffRequest

MOST_OFFERED = 20
WAITED_FOR = (ClaimState.ASKED, ClaimState.SHORTLISTED)
LATEST_FIRST = Order("asked_at", is_descending=True)
LONGEST_FIRST = Order("asked_at")  # who has waited longest
WAITING, WORKING, DESK, APPLIED, PAST = "waiting", "working", "desk", "applied", "past"


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
        state=state_of(claim),
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
        state=state_of(found),
        level=LEVELS.get(state, ""),
        ball=_ball(request.user, found),
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


def _ball(user: User, claim: Claim) -> Ball:
    """Said to those who give it; to a host of a tour, as to whoever ordered."""
    if policy.hosts(user, claim, on=timezone.localdate()):
        return words.ball(claim)
    return words.ball(claim, rater=touring.host_of(claim) or _("接受服务的人"), is_inside=True)


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
    if name == touring.host_of(claim):
        told = (name, told[1])  # a unit's, nobody's own
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
        shown = forms.get(verb) or form
        shown.auto_id = f"id_{verb}_%s"
        return pages.Deed(verb, label, icon, url, shown, is_main)

    gives = policy.gives(user, claim, on=on)
    if claim.shape in applications.SHAPES:
        if gives and claim.listing and claim.kind not in taking.ELSEWHERE:
            yield from _answers(claim, deed)
        return
    yield from _of_host(user, claim, deed)
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
    """The best that have not been asked; where all have, all that serve the place, what fits
    first, to be asked again."""
    able = queries.able(claim, at=at)
    untried = queries.candidates(claim, at=at, among=able)
    if untried and claim.listing:
        shown = [Suggestion(one, ()) for one in untried]
    else:
        shown = matching.in_order(claim, untried or able, at=at)
    every = Listing.objects.filter(district_id=claim.district_id, kind=claim.kind)
    form = DispatchForm(
        data,
        found=every.orderable(at=at, on=timezone.localdate(at)).select_related("owner"),
        shown=shown[:MOST_OFFERED],
        paired=queries.standing_by(claim, at=at),
    )
    if not untried:
        form.fields["listing"].help_text = _(
            "合适的单位都问过了。先打电话商量好，再派给其中一家；也可以请别的单位先上架。"
        )
    return form


def _of_host(user: User, claim: Claim, deed: Callable[..., pages.Deed]) -> Iterable[pages.Deed]:
    """Where the experts of a tour come to one's own unit."""
    if not policy.hosts(user, claim, on=timezone.localdate()):
        return
    if claim.state == ClaimState.DELIVERED:
        yield deed("rate_stop", _("评一评"), "star", RateForm(), is_main=True)
    if claim.state in receipt_build.CANCELLABLE:
        yield deed("call_off_stop", _("不用来了，取消"), "circle-x", NoteForm())


def _answers(claim: Claim, deed: Callable[..., pages.Deed]) -> Iterable[pages.Deed]:
    """To an application: each leads towards a place, or says why not."""
    if claim.state == ClaimState.ASKED:
        yield deed("shortlist", _("入围"), "list-checks", NoteForm(), is_main=True)
    if claim.state in (ClaimState.ASKED, ClaimState.SHORTLISTED):
        is_next = claim.state == ClaimState.SHORTLISTED
        yield deed("award", _("通过申请"), "circle-check", NoteForm(), is_main=is_next)
        yield deed("refuse", _("不通过"), "circle-x", NoteForm())
