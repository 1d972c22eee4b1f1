"""Doors, where one has to call, and what came of it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Router, Status
from ninja.files import UploadedFile

from lianxin.api import filing, guards
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.visits.found import campaigns_of, place_coded
from lianxin.api.visits.shapes import (
    FAILURES,
    CalledIn,
    DoorCallOut,
    HouseholdsIn,
    HouseholdsOut,
    LogNoteIn,
    NoticedOut,
    VisitReceivedOut,
)
from lianxin.cases.actions.intake import Contact
from lianxin.kernel.ids import new_id
from lianxin.language import private
from lianxin.network.models import Scope
from lianxin.papers import pictures
from lianxin.visits import queries
from lianxin.visits.actions import households, visiting
from lianxin.visits.actions.visiting import Wanted
from lianxin.visits.models import Call, Household, Visit
from lianxin.visits.states import CallState

router = Router(tags=["visits"], auth=Bearer(Scope.CASES_READ))
ACT = Bearer(Scope.CASES_ACT)


@router.post("/households", response={200: HouseholdsOut, **FAILURES}, auth=ACT)
def put_households(request: ApiRequest, said: HouseholdsIn) -> HouseholdsOut:
    """Have these doors in a building; those that are there stay as they are."""
    doors = [_door(one) for one in said.doors]
    if said.floors:
        drawn = households.Drawn(said.floors, said.doors_each, said.stairs, said.first)
        doors += drawn.listed()
    new, known = households.put(
        place_coded(request, said.building), doors, by=request.user,
        at=timezone.now(), key=said.key or new_id(),
    )  # fmt: skip
    return HouseholdsOut(new=new, known=known)


@router.post("/households/{pk}/retire", response={204: None, **FAILURES}, auth=ACT)
def retire_household(request: ApiRequest, pk: UUID) -> Status[None]:
    """There is no such door any longer."""
    rows = Household.objects.filter(district_id=request.district.pk)
    one: Household = get_object_or_404(rows.select_related("building"), pk=pk)
    households.retire(one, by=request.user, at=timezone.now())
    return Status(204, None)


@router.get("/calls", response={200: list[DoorCallOut], **FAILURES})
def list_calls(request: ApiRequest) -> list[DoorCallOut]:
    """Where one has to call, in walking order, at most 500; not at those who do not want it."""
    rows = list(queries.to_do(request.user, on=timezone.localdate())[:500])
    before = queries.visits_of(rows)
    return [_call_out(one, before.get(one.pk, [])) for one in rows]


@router.post("/calls/{pk}", response={201: VisitReceivedOut, **FAILURES}, auth=ACT)
def record_visit(request: ApiRequest, pk: UUID, said: CalledIn) -> Status[VisitReceivedOut]:
    """What came of a visit, whenever it arrives. Sent again under the same key it is the same."""
    return Status(201, _record(request, pk, said, []))


@router.post("/calls/{pk}/pictures", response={201: VisitReceivedOut, **FAILURES}, auth=ACT)
def record_visit_with_pictures(
    request: ApiRequest,
    pk: UUID,
    visit: CalledIn,
    files: Annotated[list[UploadedFile], File(max_length=pictures.MOST)],
) -> Status[VisitReceivedOut]:
    """The same with up to 6 pictures: `visit` is the JSON of a visit, `files` are the pictures."""
    return Status(201, _record(request, pk, visit, filing.uploads_of(files)))


@router.post("/notice", response={200: list[NoticedOut], **FAILURES})
def notice_words(
    request: ApiRequest,  # noqa: ARG001  ninja hands it in
    said: LogNoteIn,
) -> list[NoticedOut]:
    """What in a note had better not stand in a log."""
    return [
        NoticedOut(word=one.word, about=str(private.LABELS[one.matter]))
        for one in private.in_log(said.note)
    ]


@router.get("/words", response={200: dict[str, list[str]], **FAILURES})
def list_words(
    request: ApiRequest,  # noqa: ARG001  as above
) -> dict[str, list[str]]:
    """The words of which a phone warns without a network, by what they are about."""
    return {name: list(words) for name, words in private.listed().items()}


def _record(request: ApiRequest, pk: UUID, said: CalledIn, photos: list[Any]) -> VisitReceivedOut:
    rows = Call.objects.filter(
        district_id=request.district.pk, campaign__in=campaigns_of(request).values("pk")
    )
    call: Call = get_object_or_404(rows.whole(), pk=pk)
    told = visiting.Told(
        outcome=said.outcome, happened_at=guards.aware(said.happened_at), note=said.note,
        answers=said.answers, form_version=said.form_version, photos=photos,
        needs=[
            Wanted(one.text, Contact(name=one.name, phone=one.phone), one.class_code)
            for one in said.needs
        ],
        is_sure=said.is_sure,
    )  # fmt: skip
    received = visiting.record(call, told, by=request.user, at=timezone.now(), key=said.key)
    call.refresh_from_db(fields=["state"])
    return VisitReceivedOut(
        id=received.visit.pk, is_new=received.is_new, state=CallState(call.state),
        now_of=received.now_of.username if received.now_of else "", cases=list(received.cases),
    )  # fmt: skip


def _door(said: str) -> households.Door:
    stair, _dash, door = said.rpartition("-")
    return households.Door(door, stair)


def _call_out(one: Call, before: list[Visit]) -> DoorCallOut:
    return DoorCallOut(
        id=one.pk, campaign=one.campaign.ref, where=one.where, place=one.spot.code, rank=one.rank,
        state=CallState(one.state), tries=one.tries,
        officer=one.officer.username if one.officer else "",
        log=[visit.note for visit in before if visit.note],
    )  # fmt: skip
