"""Contact cards: who serves a building, for everybody; the cards of its doors, to be printed or
held out on a phone by whoever calls there."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.network.models import Place
from lianxin.papers import cards as papers
from lianxin.papers import pdf
from lianxin.visits import policy, queries
from lianxin.visits.actions import households
from lianxin.visits.models import Household
from lianxin.web import acting, respond
from lianxin.web.private import private
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.visits import cards_build as build
from lianxin.web.visits import cards_serving, cards_vcf
from lianxin.web.visits.cards_forms import RenewForm

MOST: Final = 480  # cards a file


@login_not_required
@require_safe
def serving(request: Request, place: str) -> HttpResponse:
    return respond.page(request, "visits/serving", build.serving(request, _place(request, place)))


@login_not_required
@require_safe
def vcard(request: Request, place: str) -> HttpResponse:
    """What everybody may know, for the address book of a phone."""
    found = _place(request, place)
    servers = cards_serving.of_place(found, on=timezone.localdate(), is_served=False)
    url = request.build_absolute_uri(reverse("me:report", args=[found.code]))
    return cards_vcf.file(build.contacts(found, servers, url=url), found.code)


@login_not_required
@private
@require_safe
def log_vcard(request: Request, pk: UUID, code: str) -> HttpResponse:
    """The same for who lives there, with the steward's number; the link is that of the public
    page, for address books are shared."""
    found = queries.linked(request.district.pk, pk, code)
    if found is None:
        raise Http404
    servers = cards_serving.of_doors([found], on=timezone.localdate())[0]
    url = request.build_absolute_uri(reverse("me:report", args=[found.building.code]))
    return cards_vcf.file(build.contacts(found.building, servers, url=url), found.building.code)


@require_safe
def cards(request: StaffRequest, place: str) -> HttpResponse:
    found = _place(request, place)
    return respond.page(request, "visits/cards", build.cards(request, found, at=timezone.now()))


@require_safe
def door_card(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Held out at the door; kept by no browser, for the code opens the log."""
    answer = respond.page(
        request, "visits/door_card", build.door_card(request, _door(request, pk))
    )
    add_never_cache_headers(answer)
    return answer


@require_POST
def renew_card(request: StaffRequest, pk: UUID) -> HttpResponse:
    one = _door(request, pk)

    def act(**told: Any) -> None:
        households.renew_card(one, **told, by=request.user, at=timezone.now())

    return acting.answer(
        request,
        RenewForm(request.POST),
        act,
        template="visits/door_card",
        context=lambda again: build.door_card(request, _door(request, pk), again),
        url=reverse("visits:door_card", args=[pk]),
        said=_("已换，原来的卡作废。请把新卡交给住户。"),
    )


@require_safe
def doors_pdf(request: StaffRequest, place: str) -> HttpResponse:
    """Eight on a page of A4, in the order in which one walks; one of them with `?door=`."""
    found = _place(request, place)
    rows = _doors(request, found)
    if door := request.GET.get("door", ""):
        rows = rows.filter(pk=_uuid(door))
    doors = list(rows.select_related("building", "district").in_order()[:MOST])
    if not doors:
        raise Http404
    answer = _pdf(build.of_doors(request, found, doors), found, _("每户的连心卡"))
    add_never_cache_headers(answer)
    return answer


@require_safe
def building_pdf(request: StaffRequest, place: str) -> HttpResponse:
    found = _place(request, place)
    return _pdf(build.of_building(request, found), found, _("连心卡"))


def _door(request: StaffRequest, pk: UUID) -> Household:
    """One whose card she may hold out."""
    rows = Household.objects.filter(district_id=request.district.pk, pk=pk)
    one: Household = get_object_or_404(rows.select_related("building"))
    if not _doors(request, one.building).filter(pk=one.pk).exists():
        raise Http404
    return one


def _pdf(made: list[papers.Card], place: Place, title: str) -> HttpResponse:
    content = papers.sheets(
        made, title=f"{title} {place.name}", language=get_language() or "", at=timezone.now()
    )
    answer = HttpResponse(content, content_type=pdf.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="lianxinka-{place.code}.pdf"'
    return answer


def _doors(request: StaffRequest, place: Place) -> Any:
    return policy.doors_with_cards(request.user, place, on=timezone.localdate())


def _place(request: Request, code: str) -> Place:
    rows = Place.objects.filter(district_id=request.district.pk, code=code, is_active=True)
    found: Place = get_object_or_404(rows.defer("shape"))
    return found


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as wrong:
        raise Http404 from wrong
