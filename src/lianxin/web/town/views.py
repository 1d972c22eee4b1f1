from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.cases import queries
from lianxin.cases.models import Case
from lianxin.network import queries as network
from lianxin.network.models import Place, PlaceKind
from lianxin.web import paging, promises, qr, respond
from lianxin.web.hotlines import hotlines
from lianxin.web.parts import Fact, Link
from lianxin.web.shell.nav import own_screen
from lianxin.web.shell.words import district_name
from lianxin.web.town import directory, figures, finding, listing, pages
from lianxin.web.town.forms import CardForm, FindForm, PublishedForm, UnitsForm
from lianxin.web.visits import cards_serving

NEWEST = 3


@login_not_required
@require_safe
def home(request: respond.Request) -> HttpResponse:
    district, today = request.district, timezone.localdate()
    rules = queries.rules_of(district.pk)
    newest = listing.NEWEST_FIRST.sort(listing.all_published(district.pk))[:NEWEST]
    context = pages.Home(
        district=district_name(district),
        promise=promises.sentence(rules),
        kpis=figures.kpis(figures.record(district.pk, on=today)),
        since=today - timedelta(days=figures.DAYS - 1),
        rows=listing.rows(newest, rules=rules, streets=_streets(district.pk)),
        hotlines=hotlines(district.pk),
        own_screen=_own_screen(request),
        find_form=FindForm(),
    )
    return respond.page(request, "town/home", context)


@login_not_required
@require_safe
def published(request: respond.Request) -> HttpResponse:
    district = request.district
    rules = queries.rules_of(district.pk)
    form = PublishedForm(request.GET or None, rules=rules, district=district)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    cases = listing.narrowed(
        listing.all_published(district.pk),
        class_code=asked.get("class_code", ""),
        street=form.streets.get(asked.get("street", "")),
    )
    page = paging.page(
        cases, request.GET, order=listing.NEWEST_FIRST, here="town:published", size=listing.PAGE
    )
    context = pages.Published(
        form=form,
        rows=listing.rows(page.rows, rules=rules, streets=form.streets),
        pager=page.pager,
    )
    return respond.page(request, "town/published", context)


@login_not_required
@require_safe
def published_case(request: respond.Request, ref: str) -> HttpResponse:
    district = request.district
    case: Case = get_object_or_404(listing.all_published(district.pk), ref=ref)
    rules = queries.rules_of(district.pk)
    [row] = listing.rows([case], rules=rules, streets=_streets(district.pk))
    facts = [(_("编号"), row.ref), (_("类别"), row.class_label), (_("街道"), row.street)]
    context = pages.PublishedCase(
        row=row,
        facts=[Fact(label, value) for label, value in facts if value],
        received_at=case.received_at,
        closed_at=case.closed_at,
        back=Link(_("公开的办理结果"), reverse("town:published")),
    )
    return respond.page(request, "town/published_case", context)


@login_not_required
@require_safe
def units(request: respond.Request) -> HttpResponse:
    rules = queries.rules_of(request.district.pk)
    form = UnitsForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    groups = directory.groups(request.district.pk, rules=rules, words=words)
    count = sum(len(group.units) for group in groups)
    return respond.page(request, "town/units", pages.Units(groups=groups, count=count, form=form))


@login_not_required
@require_safe
def find(request: respond.Request) -> HttpResponse:
    """One box over everything that is public."""
    form = FindForm(request.GET)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    groups = finding.found(request.district.pk, asked) if asked else []
    return respond.page(request, "town/find", pages.Found(form, asked, groups))


@require_safe
def cards(request: respond.StaffRequest) -> HttpResponse:
    """Which door cards there are to print: the places right below the chosen one, and itself."""
    form = CardForm(request.GET or None, district=request.district)
    chosen = form.places.get(request.GET.get("above", "")) or next(iter(form.places.values()))
    below = Place.objects.filter(district_id=request.district.pk, parent=chosen, is_active=True)
    context = pages.Cards(form=form, places=[chosen, *below.order_by("path")])
    return respond.page(request, "town/cards", context)


@require_safe
def card(request: respond.StaffRequest, place: str) -> HttpResponse:
    """The contact card for the doors of one place, to be printed and left there."""
    found = get_object_or_404(Place, district_id=request.district.pk, code=place, is_active=True)
    line = network.ancestors(found)
    is_building = found.kind == PlaceKind.BUILDING
    servers = cards_serving.of_place(found, on=timezone.localdate(), is_served=True)
    url = request.build_absolute_uri(reverse("me:report", args=[found.code]))
    context = pages.Card(
        place=found,
        above=" · ".join(one.name for one in line[:-1]),
        address=url.partition("://")[2],
        qr=qr.svg(url, title=_("扫码反映问题")),
        hotlines=[*(one.fact for one in servers), *cards_serving.hotlines(found)],
        doors_url=reverse("visits:cards", args=[found.code]) if is_building else "",
        back=Link(_("连心卡"), reverse("town:cards")),
    )
    return respond.page(request, "town/card", context)


def _streets(district_id: int) -> dict[str, Place]:
    streets = Place.objects.filter(district_id=district_id, kind=PlaceKind.STREET)
    return {street.code: street for street in streets}


def _own_screen(request: respond.Request) -> Link | None:
    """Where somebody who works here goes from the start page."""
    first = own_screen(request) if request.user.is_authenticated else None
    return Link(first.label, first.url) if first else None
