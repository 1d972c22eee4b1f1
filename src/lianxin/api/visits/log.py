"""What was asked and done at a door, for who has the link of its contact card."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Router, Status

from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import anybody
from lianxin.api.visits.shapes import (
    FAILURES,
    EntryVerb,
    LogEntryOut,
    LogIn,
    LogOut,
    VisitAskedOut,
    VisitAskIn,
)
from lianxin.cases.actions.intake import Contact
from lianxin.kernel import throttle
from lianxin.network.request import DistrictRequest
from lianxin.visits import queries
from lianxin.visits.actions import log
from lianxin.visits.models import Household
from lianxin.visits.states import Outcome

router = Router(tags=["visits"], auth=anybody)
MOST, HOUR = 40, timedelta(hours=1)  # asked of one door
LogCode = Annotated[str, Path(max_length=40, pattern=PLAIN)]


@router.get("/log/{pk}/{code}", response={200: LogOut, **FAILURES}, auth=anybody)
def get_log(request: DistrictRequest, pk: UUID, code: LogCode) -> LogOut:
    """What was asked and done at a door, for who has the link of its contact card."""
    return _log(_household(request, pk, code))


@router.post("/log/{pk}/{code}/ask", response={201: VisitAskedOut, **FAILURES}, auth=anybody)
def ask_for_visit(
    request: DistrictRequest, pk: UUID, code: LogCode, said: VisitAskIn
) -> Status[VisitAskedOut]:
    """Somebody shall come: a case of that door, with its number and code."""
    household, now = _household(request, pk, code), timezone.now()
    throttle.hit("log.door", str(household.pk), limit=MOST, per=HOUR, at=now)
    contact = Contact(name=said.name, phone=said.phone)
    made = log.ask(household, text=said.text, contact=contact, at=now, key=said.key)
    return Status(201, VisitAskedOut(ref=made.case.ref, code=made.code))


class LogVerb(StrEnum):
    decline = "decline"
    welcome = "welcome"


@router.post("/log/{pk}/{code}/{verb}", response={200: LogOut, **FAILURES}, auth=anybody)
def say_of_visits(request: DistrictRequest, pk: UUID, code: LogCode, verb: LogVerb) -> LogOut:
    """Nobody shall call for twelve months; or may again."""
    act = log.decline if verb == LogVerb.decline else log.welcome
    act(_household(request, pk, code), at=timezone.now())
    return _log(_household(request, pk, code))


@router.post("/log/{pk}/{code}/entries/{entry}", response={200: LogOut, **FAILURES}, auth=anybody)
def change_log(
    request: DistrictRequest, pk: UUID, code: LogCode, entry: UUID, said: LogIn
) -> LogOut:
    """Say it in one's own words, or delete it with its pictures."""
    household, now = _household(request, pk, code), timezone.now()
    rows = queries.visits_told_to(household)
    visit = get_object_or_404(rows, pk=entry)
    if said.does == EntryVerb.correct:
        log.correct(visit, note=said.note, at=now)
    else:
        log.forget(visit, at=now)
    return _log(household)


def _household(request: DistrictRequest, pk: UUID, code: str) -> Household:
    one = queries.linked(request.district.pk, pk, code)
    if one is None:
        raise Http404
    return one


def _log(one: Household) -> LogOut:
    one.refresh_from_db(fields=["declined_until_on"])
    return LogOut(
        address=one.address,
        declined_until_on=one.declined_until_on,
        entries=[
            LogEntryOut(
                id=row.pk, campaign=row.call.campaign.title, outcome=Outcome(row.outcome),
                on=timezone.localdate(row.happened_at), note=row.note,
                corrected_at=row.corrected_at,
            )
            for row in queries.log_of(one)
        ],
    )  # fmt: skip
