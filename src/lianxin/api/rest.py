"""The operations. Each fetches with permission, does one action or one query, and answers."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Header, Path, Query, Status
from ninja.files import UploadedFile

from lianxin.api import (
    agreeing,
    badges,
    bodies,
    bulletins,
    casebook,
    challenges,
    challenging,
    deeds,
    events,
    filing,
    groups,
    guards,
    halls,
    incubating,
    introductions,
    knowing,
    meetings,
    milestones,
    occasions,
    partners,
    pictures,
    problems,
    promises,
    questions,
    reviewing,
    studying,
)
from lianxin.api.exchange import (
    certificates,
    claims,
    elsewhere,
    lists,
    publishing,
    receipts,
    searches,
    taking,
    themes,
    tours,
)
from lianxin.api.matching import calls, profiles, rounds, suggesting
from lianxin.api.problems import Problem, ProblemApi
from lianxin.api.shapes import (
    PLAIN,
    CaseIn,
    CaseOut,
    CasePage,
    ClassOut,
    DeedIn,
    EntryOut,
    PlaceOut,
    ReceiptOut,
    UnitOut,
)
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.visits import calls as visit_calls
from lianxin.api.visits import campaigns as visit_campaigns
from lianxin.api.visits import hazards as visit_hazards
from lianxin.api.visits import log as visit_log
from lianxin.api.visits import thanks as visit_thanks
from lianxin.api.volunteering import own, public, running
from lianxin.api.whole import WholeOut
from lianxin.cases import answered, policy, queries
from lianxin.cases.models import Case
from lianxin.cases.states import State
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Repeated
from lianxin.network import geo
from lianxin.network.models import Organisation, Place, PlaceKind, Scope

api = ProblemApi(
    title="连心 Lianxin",
    version="1.0.0",
    docs_url=None,
    urls_namespace="api-v1",
    description="Cases, services and places of one district. A token acts as one person: what that"
    " person may not see does not exist, what that person may not do is refused.",
)

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {409: Problem}
PAGE = 50

Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Verb = Enum("Verb", {name: name for name in deeds.DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@api.get("/cases", response={200: CasePage, **FAILURES}, auth=Bearer(Scope.CASES_READ))
def list_cases(
    request: ApiRequest,
    *,
    state: Annotated[State | None, Query()] = None,
    class_code: Annotated[str, Query(max_length=40, pattern=PLAIN)] = "",
    received_from: Annotated[datetime | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = PAGE,
) -> CasePage:
    """Cases in the order of their arrival, the newest first."""
    cases = _cases(request)
    if state:
        cases = cases.in_state(state)
    if class_code:
        cases = cases.filter(class_code=class_code)
    if received_from:
        cases = cases.filter(received_at__gte=guards.aware(received_from))
    shown, more = guards.page(cases, cursor, limit, order="-received_at")
    return CasePage(items=[CaseOut.of(case) for case in shown], next=more)


@api.post(
    "/cases",
    response={200: ReceiptOut, 201: ReceiptOut, **FAILURES},
    auth=Bearer(Scope.CASES_FILE),
)
def file_case(request: ApiRequest, said: CaseIn) -> Status[ReceiptOut]:
    """File a case for somebody. 201 for a new one, 200 when the key had been used before."""
    return filing.file(request, said)


@api.post(
    "/cases/pictures",
    response={200: ReceiptOut, 201: ReceiptOut, **FAILURES},
    auth=Bearer(Scope.CASES_FILE),
)
def file_case_with_pictures(
    request: ApiRequest,
    case: CaseIn,
    files: Annotated[list[UploadedFile], File(max_length=pictures.MOST)],
) -> Status[ReceiptOut]:
    """The same with up to 6 pictures: `case` is the JSON of a case, `files` are the pictures. Sent
    again under the same key, they are not added again."""
    return filing.file(request, case, files)


@api.get("/cases/{ref}", response={200: WholeOut, **FAILURES}, auth=Bearer(Scope.CASES_READ))
def get_case(request: ApiRequest, ref: Ref, response: HttpResponse) -> WholeOut:
    """A case with what goes with it; what is `inside` only for those who read internal notes."""
    case = _case(request, ref)
    response["ETag"] = guards.etag(case)
    return WholeOut.whole(case, to=request.user, at=timezone.now())


@api.get(
    "/cases/{ref}/timeline",
    response={200: list[EntryOut], **FAILURES},
    auth=Bearer(Scope.CASES_READ),
)
def get_timeline(request: ApiRequest, ref: Ref) -> list[EntryOut]:
    """Everything that happened to the case, oldest first."""
    return [EntryOut.of(entry) for entry in timeline.of(_case(request, ref))]


@api.get(
    "/cases/{ref}/answers",
    response={200: questions.AnswersOut, **FAILURES},
    auth=Bearer(Scope.CASES_READ),
)
def get_answers(request: ApiRequest, ref: Ref) -> questions.AnswersOut:
    """What was answered to the questions of its class; 404 when nothing was."""
    given = answered.given(_case(request, ref))
    if given is None:
        raise Http404
    return questions.AnswersOut.of(given)


@api.post(
    "/cases/{ref}/{verb}",
    response={200: WholeOut, **MOVE_FAILURES},
    auth=Bearer(Scope.CASES_ACT),
)
def do(
    request: ApiRequest,
    ref: Ref,
    verb: Verb,
    said: DeedIn,
    response: HttpResponse,
    *,
    if_match: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
    idempotency_key: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
) -> WholeOut:
    """Do one thing to a case, and get it back as it is afterwards. With `If-Match`, only while
    nothing else has happened to it."""
    case, user, at = _case(request, ref), request.user, timezone.now()
    said.key = said.key or guards.key_of(idempotency_key)
    try:
        with transaction.atomic():
            timeline.refuse_repeated(case, said.key)
            guards.require_unchanged(case, if_match)
            deeds.do(verb.value, case, said, by=user, at=at)
    except Repeated:
        case = _case(request, ref)
    response["ETag"] = guards.etag(case)
    return WholeOut.whole(case, to=user, at=at)


@api.get("/classes", response={200: list[ClassOut], **FAILURES}, auth=Bearer(Scope.PLACES_READ))
def list_classes(request: ApiRequest) -> list[ClassOut]:
    """The classes of the district's playbook."""
    rules = queries.rules_of(request.district.pk)
    return [
        ClassOut(code=row.code, label=str(row.label), kind=row.kind, grade=row.grade)
        for row in rules.classes.values()
    ]


@api.get("/places", response={200: list[PlaceOut], **FAILURES}, auth=Bearer(Scope.PLACES_READ))
def list_places(
    request: ApiRequest,
    kind: Annotated[PlaceKind | None, Query()] = None,
    under: Annotated[str, Query(max_length=250, pattern=PLAIN)] = "",
) -> list[PlaceOut]:
    """The places of the district, `under` one path or all, by path. Buildings only when asked
    for by kind."""
    places = Place.objects.filter(district_id=request.district.pk, is_active=True)
    places = places.filter(kind=kind) if kind else places.exclude(kind=PlaceKind.BUILDING)
    if under:
        places = places.filter(path__startswith=f"{under}/")
    return [PlaceOut.of(place) for place in places.defer("shape").order_by("path")]


@api.get("/places/at", response={200: PlaceOut, **FAILURES}, auth=Bearer(Scope.PLACES_READ))
def place_at(
    request: ApiRequest,
    lon: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-90, le=90)],
) -> PlaceOut:
    """The smallest place that holds this point (WGS-84)."""
    place = geo.place_at(request.district.pk, lon, lat)
    if place is None:
        raise Http404
    return PlaceOut.of(place)


@api.get("/units", response={200: list[UnitOut], **FAILURES}, auth=Bearer(Scope.PLACES_READ))
def list_units(request: ApiRequest) -> list[UnitOut]:
    units = Organisation.objects.filter(district_id=request.district.pk, is_active=True)
    return [UnitOut.of(unit) for unit in units.order_by("code")]


api.add_router("/casebook", casebook.router)
api.add_router("/endpoints", events.router)
api.add_router("", bulletins.router)
api.add_router("", challenges.router)
for router in (reviewing.router, reviewing.reading, challenging.taking, challenging.router):
    api.add_router("", router)
api.add_router("", challenges.figures)
api.add_router("", milestones.router)
api.add_router("", introductions.router)
for router in (
    partners.router,
    agreeing.router,
    groups.router,
    incubating.router,
    bodies.router,
    badges.router,
):
    api.add_router("", router)
api.add_router("", knowing.router)
api.add_router("", occasions.router)
for router in (halls.router, promises.router, studying.router):
    api.add_router("", router)
api.add_router("", meetings.router)
for room in (visit_campaigns, visit_calls, visit_log, visit_hazards, visit_thanks):
    api.add_router("/visits", room.router)
api.add_router("", pictures.router)
api.add_router("", questions.router)
for room in (taking, elsewhere, lists, themes, tours, certificates, searches, publishing, claims):
    api.add_router("/exchange", room.router)
for router in (receipts.router, certificates.papers):
    api.add_router("/exchange", router)
for part in (suggesting, profiles, calls, rounds):
    api.add_router("/matching", part.router)
for router in (
    *(public.router, public.papers, own.router, own.records),
    *(running.router, running.lists, running.deeds),
):
    api.add_router("/volunteering", router)


problems.attach(api)


def _cases(request: ApiRequest) -> Any:
    visible = policy.visible_to(request.user, on=timezone.localdate())
    return visible.whole().select_related("into", "parent", "handler")


def _case(request: ApiRequest, ref: str) -> Case:
    case: Case = get_object_or_404(_cases(request), ref=ref)
    return case
