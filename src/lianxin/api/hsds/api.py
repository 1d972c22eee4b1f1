"""The operations, at the specification's addresses. Everybody may read: no token is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query

from lianxin.api import guards, problems
from lianxin.api.hsds import feed, ids, origins, others, services
from lianxin.api.hsds.origins import whole_services
from lianxin.api.hsds.others import Document
from lianxin.api.hsds.pages import MOST, PageOut, page
from lianxin.api.problems import Problem, ProblemApi
from lianxin.api.shapes import PLAIN
from lianxin.exchange.models import Listing, ListingQuerySet
from lianxin.network.models import Organisation
from lianxin.network.request import DistrictRequest
from lianxin.outbox import letters

VERSION = "3.0.1"
api = ProblemApi(
    title="连心 Lianxin HSDS",
    version="1.0.0",
    docs_url=None,
    urls_namespace="hsds",
    description="The published services of one district in the Human Services Data Specification"
    " 3.0.1. What nobody has confirmed for an interval and 30 days is not in it.",
)
FAILURES: dict[int, Any] = dict.fromkeys((404, 422), Problem)
Id = Annotated[UUID, Path()]
Number = Annotated[int, Query(ge=1, le=100_000)]
Size = Annotated[int, Query(ge=1, le=MOST)]
Words = Annotated[str, Query(max_length=80, pattern=PLAIN, description="full text search")]


@api.get("/", response=dict[str, Any], url_name="root")
def get_root(request: DistrictRequest) -> Document:
    """What this is, and where its description stands."""
    site = letters.site_of(request.district.pk)
    return {
        "version": VERSION,
        "profile": f"{site}{reverse('hsds:openapi-json')}",
        "openapi_url": f"{site}{reverse('hsds:openapi-json')}",
        "description": str(request.district.name),
        "publisher": {"name": request.district.name, "website": f"{site}/"},
    }


@api.get("/services", response={200: PageOut, **FAILURES})
def list_services(
    request: DistrictRequest,
    *,
    search: Words = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    per_page: Size = 50,
    organization_id: Annotated[UUID | None, Query()] = None,
    taxonomy_id: Annotated[UUID | None, Query()] = None,
    taxonomy_term_id: Annotated[UUID | None, Query()] = None,
    modified_after: Annotated[datetime | None, Query()] = None,
    minimal: bool = False,
    full: bool = False,
) -> PageOut:
    """Services, in the order of their names; `minimal`: their ids and when they last changed."""
    rows = _asked(
        request,
        search=search,
        organization_id=organization_id,
        taxonomy_id=taxonomy_id,
        term_id=taxonomy_term_id,
        since=modified_after,
    )
    at, district_id = timezone.now(), request.district.pk
    if minimal:
        changed = feed.with_last_change(rows, district_id).order_by("title", "pk")
        return page(changed, _minimal, number=page_number, size=per_page)

    def write(some: Sequence[Listing]) -> list[Document]:
        told = whole_services(request.district, some, at=at)
        return told if full else [_short(one) for one in told]

    return page(rows.order_by("title", "pk"), write, number=page_number, size=per_page)


@api.get("/services/{id}", response={200: dict[str, Any], **FAILURES})
def get_service(request: DistrictRequest, id: Id) -> Document:
    """One service with all that belongs to it."""
    listing = get_object_or_404(_offers(request), pk=origins.named(request.district, id))
    [told] = whole_services(request.district, [listing], at=timezone.now())
    return told


@api.get("/organizations", response={200: PageOut, **FAILURES})
def list_organizations(
    request: DistrictRequest,
    *,
    search: Words = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    per_page: Size = 50,
    full: bool = False,
) -> PageOut:
    """The units that offer something."""
    rows = _units(request)
    if search.strip():
        rows = rows.filter(name__icontains=search.strip())

    def write(some: Sequence[Organisation]) -> list[Document]:
        told = [others.organization(unit) for unit in some]
        return told if full else [others.plain(one) for one in told]

    return page(rows.order_by("name", "pk"), write, number=page_number, size=per_page)


@api.get("/organizations/{id}", response={200: dict[str, Any], **FAILURES})
def get_organization(
    request: DistrictRequest,
    id: Id,
    *,
    full_service: bool = False,
) -> Document:
    """One unit with what it offers, in short or in full."""
    unit = get_object_or_404(_units(request), pk=id)
    at, found = (
        timezone.now(),
        list(_offers(request).filter(provider=unit).order_by("title", "pk")),
    )
    told = others.organization(unit)
    if full_service:
        return {**told, "services": whole_services(request.district, found, at=at)}
    short = [_short(one) for one in whole_services(request.district, found, at=at)]
    for one in short:
        one.pop("organization")
    return {**told, "services": short}


@api.get("/locations", response={200: PageOut, **FAILURES})
def list_locations(
    request: DistrictRequest,
    *,
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    per_page: Size = 50,
) -> PageOut:
    """Where services are given."""

    def write(some: Sequence[Listing]) -> list[Document]:
        return [others.location(listing, request.district) for listing in some]

    rows = feed.at_places(_offers(request)).order_by("title", "pk")
    return page(rows, write, number=page_number, size=per_page)


@api.get("/locations/{id}", response={200: dict[str, Any], **FAILURES})
def get_location(request: DistrictRequest, id: Id) -> Document:
    return others.location(_placed(request, id, "location"), request.district)


@api.get("/service_at_locations", response={200: PageOut, **FAILURES})
def list_service_at_locations(
    request: DistrictRequest,
    *,
    search: Words = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    per_page: Size = 50,
    organization_id: Annotated[UUID | None, Query()] = None,
    taxonomy_id: Annotated[UUID | None, Query()] = None,
    taxonomy_term_id: Annotated[UUID | None, Query()] = None,
    modified_after: Annotated[datetime | None, Query()] = None,
    full: bool = False,
) -> PageOut:
    """Which service is given where."""
    rows = _asked(
        request,
        search=search,
        organization_id=organization_id,
        taxonomy_id=taxonomy_id,
        term_id=taxonomy_term_id,
        since=modified_after,
    )
    at = timezone.now()

    def write(some: Sequence[Listing]) -> list[Document]:
        told = [services.at_location_whole(one, request.district, at=at) for one in some]
        if full:
            return told
        return [{**others.plain(one), "location": others.plain(one["location"])} for one in told]

    found = feed.at_places(rows).order_by("title", "pk")
    return page(found, write, number=page_number, size=per_page)


@api.get("/service_at_locations/{id}", response={200: dict[str, Any], **FAILURES})
def get_service_at_location(request: DistrictRequest, id: Id) -> Document:
    listing = _placed(request, id, "at")
    return services.at_location_whole(listing, request.district, at=timezone.now())


@api.get("/taxonomies", response={200: PageOut, **FAILURES})
def list_taxonomies(
    request: DistrictRequest,
    *,
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    per_page: Size = 50,
) -> PageOut:
    """The kinds of offers, and the words that providers chose."""
    return page(others.taxonomies(), list, number=page_number, size=per_page)


@api.get("/taxonomies/{id}", response={200: dict[str, Any], **FAILURES})
def get_taxonomy(request: DistrictRequest, id: Id) -> Document:
    return _one(others.taxonomies(), id)


@api.get("/taxonomy_terms", response={200: PageOut, **FAILURES})
def list_taxonomy_terms(
    request: DistrictRequest,
    *,
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    per_page: Size = 50,
    taxonomy_id: Annotated[UUID | None, Query()] = None,
) -> PageOut:
    terms = terms_of(_offers(request))
    if taxonomy_id:
        wanted = str(taxonomy_id)
        terms = [one for one in terms if one["taxonomy_detail"]["id"] == wanted]
    return page(terms, list, number=page_number, size=per_page)


@api.get("/taxonomy_terms/{id}", response={200: dict[str, Any], **FAILURES})
def get_taxonomy_term(request: DistrictRequest, id: Id) -> Document:
    return _one(terms_of(_offers(request)), id)


def terms_of(rows: ListingQuerySet) -> list[Document]:
    subjects = [others.term("subject", word, word) for word in feed.subjects(rows)]
    return others.kind_terms() + subjects


def _offers(request: DistrictRequest) -> ListingQuerySet:
    return feed.offers(request.district.pk, on=timezone.localdate())


def _units(request: DistrictRequest) -> Any:
    units = Organisation.objects.filter(
        district_id=request.district.pk, pk__in=_offers(request).order_by().values("provider")
    )
    return units.select_related("place").defer("place__shape")


def _asked(
    request: DistrictRequest,
    *,
    search: str,
    organization_id: UUID | None,
    taxonomy_id: UUID | None,
    term_id: UUID | None,
    since: datetime | None,
) -> ListingQuerySet:
    rows, district_id = _offers(request), request.district.pk
    if search.strip():
        rows = feed.with_words(rows, search, district_id, at=timezone.now())
    if organization_id:
        rows = rows.filter(provider=organization_id)
    if taxonomy_id and str(taxonomy_id) not in {one["id"] for one in others.taxonomies()}:
        return rows.none()
    if term_id:
        rows = feed.of_term(rows, term_id, district_id)
    if since:
        rows = feed.changed_since(rows, guards.aware(since), district_id)
    return rows


def _placed(request: DistrictRequest, part_id: UUID, name: str) -> Listing:
    rows = feed.at_places(_offers(request))
    listing = get_object_or_404(rows, pk=ids.whole(part_id, name))
    if ids.part(listing.pk, name) != part_id:
        raise Http404
    return listing


def _short(document: Document) -> Document:
    """Only what there is one of."""
    told = others.plain(document)
    return {**told, "organization": others.plain(told["organization"])}


def _minimal(some: Sequence[Any]) -> list[Document]:
    return [
        {
            "id": str(one.pk),
            "modified_date": one.changed_at.isoformat(),
            "last_modified": one.changed_at.isoformat(),
        }
        for one in some
    ]


def _one(documents: Sequence[Document], wanted: UUID) -> Document:
    found = next((one for one in documents if one["id"] == str(wanted)), None)
    if found is None:
        raise Http404
    return found


for _error, _handler in problems.HANDLERS.items():
    api.exception_handler(_error)(_handler)
