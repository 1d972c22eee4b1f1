"""Fill the list of agreements, and what two pages show alike: the accounts of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.exchange import policy as exchange
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.partnering import policy, queries, terms
from lianxin.partnering.models import Agreement, AgreementQuerySet, Handover
from lianxin.partnering.settling import Account
from lianxin.partnering.states import UNSIGNED, AgreementState, HandoverState, Party, Phase
from lianxin.web import paging
from lianxin.web.paging import Order
from lianxin.web.partnering import pages, words
from lianxin.web.partnering.forms import HOSTS, ListForm
from lianxin.web.parts import Kpi, Level, Link
from lianxin.web.respond import StaffRequest

NEWEST_FIRST: Final = Order("made_at", is_descending=True)
AHEAD: Final = timedelta(days=90)


def crumbs(*more: Link) -> list[Link]:
    return [Link(_("合作协议"), reverse("partnering:home")), *more]


def home(request: StaffRequest) -> pages.Home:
    on = timezone.localdate()
    filters = ListForm(request.GET)
    asked = filters.asked
    visible = policy.visible_to(request.user, request.district.pk, on=on)
    page = paging.page(
        narrowed(visible, asked, request.district.pk, on=on).whole(),
        request.GET,
        order=NEWEST_FIRST,
        here="partnering:home",
    )
    accounts = queries.settlements(queries.with_joiners(page.rows), on=on)
    return pages.Home(
        filters=filters,
        kpis=_kpis(visible, request.district.pk, on=on),
        rows=[row(one, accounts[one], on=on) for one in page.rows],
        pager=page.pager,
        new_url=reverse("partnering:new") if hosts(request.user, on=on).exists() else "",
        export_url=paging.address("partnering:export", **asked),
        town_url=reverse("partnering:town"),
    )


def narrowed(
    found: AgreementQuerySet, asked: dict[str, str], district_id: int, *, on: date
) -> AgreementQuerySet:
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if way := asked.get("way"):
        found = found.filter(way=way)
    state = asked.get("state", "")
    return found.filter(_standing(state, district_id, on=on)) if state else found


def _standing(state: str, district_id: int, *, on: date) -> Q:
    """Those that stand so: in a state, in a phase of their time, or waiting for somebody."""
    signed, running = Q(state=AgreementState.SIGNED), Q(starts_on__lte=on, ends_on__gte=on)
    if state == "WAITING":
        told = Handover.objects.filter(district_id=district_id, state=HandoverState.RECORDED)
        return Q(pk__in=told.values("agreement"))
    return {
        "UNSIGNED": Q(state__in=UNSIGNED),
        "ENDING": signed & running & Q(ends_on__lte=on + AHEAD),
        Phase.COMING: signed & Q(starts_on__gt=on),
        Phase.RUNNING: signed & running,
        Phase.EXPIRED: signed & Q(ends_on__lt=on),
    }.get(state) or Q(state=state)


def _kpis(visible: AgreementQuerySet, district_id: int, *, on: date) -> list[Kpi]:
    shown = {
        "RUNNING": (_("履行中"), "handshake", Level.PLAIN),
        "UNSIGNED": (_("等着签"), "signature", Level.PLAIN),
        "ENDING": (_("90 天内到期"), "calendar-clock", Level.WARN),
        "WAITING": (_("有交付等确认"), "list-checks", Level.PLAIN),
    }
    told = visible.aggregate(
        **{name: Count("pk", filter=_standing(name, district_id, on=on)) for name in shown}
    )
    return [
        Kpi(
            label, str(told[name]), paging.address("partnering:home", state=name),
            icon=icon, level=level if told[name] else Level.PLAIN,
        )
        for name, (label, icon, level) in shown.items()
    ]  # fmt: skip


def row(one: Agreement, accounts: Sequence[Account], *, on: date) -> pages.Row:
    state = words.standing(one, on=on)
    waiting = sum(1 for account in accounts if account.sums.waiting)
    late = sum(1 for account in accounts if account.late)
    notes = []
    if waiting:
        notes.append(ngettext("%d 条有待确认的", "%d 条有待确认的", waiting) % waiting)
    if late:
        notes.append(ngettext("%d 条没有给够", "%d 条没有给够", late) % late)
    return pages.Row(
        url=reverse("partnering:agreement", args=[one.ref]),
        ref=one.ref,
        title=one.title,
        parties=words.parties(one),
        place=one.place.name,
        kind=words.kind(one),
        state=str(state.label),
        level=words.LEVELS[state.value],
        ends_on=one.last_on,
        note=_("，").join(notes),
        is_late=bool(late),
    )


def sides(one: Agreement, accounts: Sequence[Account], *, on: date) -> list[pages.SideAccounts]:
    """What each of the two gives; before it is signed, what it would give."""
    shown = [account(each, on=on) for each in accounts] or _unsettled(one)
    return [
        pages.SideAccounts(
            name=one.unit_of(party).name,
            role=str(party.label),
            signed=words.signed(one, party),
            accounts=[each for each in shown if each.giver == party],
        )
        for party in Party
    ]


def account(told: Account, *, on: date) -> pages.Account:
    return pages.Account(
        number=told.number,
        text=told.term.text,
        giver=told.term.giver,
        promise=words.promise(told.term),
        periods=[words.period(line, told.term.unit, on=on) for line in reversed(told.lines)],
        total=words.total(told),
        whole=f"{terms.said(told.whole)} {told.term.unit}",
    )


def _unsettled(one: Agreement) -> list[pages.Account]:
    nothing = pages.Period("", "", "", "", "", "", "")
    return [
        pages.Account(number, term.text, term.giver, words.promise(term), (), nothing, "")
        for number, term in enumerate(terms.load(one.terms), 1)
    ]


def hosts(user: User, *, on: date) -> QuerySet[Organisation]:
    """The units of places in whose name `user` may draft: her own, and those where she
    coordinates."""
    units = Organisation.objects.filter(
        district_id=user.district_id or 0, is_active=True, kind__in=HOSTS
    )
    there = network.places_covered(user, Role.DISPATCHER, Role.MANAGER, on=on)
    own = exchange.units_of(user, on=on)
    return units.filter(Q(pk__in=own) | Q(place__in=there.values("pk"))).order_by("name")
