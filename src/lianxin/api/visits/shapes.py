"""What visits look like to programs."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Path, Query, Schema

from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.visits.actions import hazards, visiting
from lianxin.visits.states import Aim, CallState, CampaignState, HazardState, Outcome, Thing

FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
MOST, MOST_DOORS = 200, 2_000
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Code = Annotated[str, Field(max_length=60, pattern=PLAIN)]
Cursor = Annotated[str, Query(max_length=120, pattern=PLAIN)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Many = Annotated[int, Field(ge=0)]


class CoverageOut(Schema):
    """Of doors, each once. `percent` is of those that may be visited; null: there are none."""

    whole: Many
    done: Many
    declined: Many
    gone: Many
    left: Many
    percent: int | None


class CampaignOut(Schema):
    ref: str
    title: str
    about: str
    aim: Aim
    state: CampaignState
    unit: str = Field(description="code")
    place: str = Field(description="code")
    starts_on: date
    ends_on: date
    quota: int
    form: str = Field(description="code of the questions, or empty")


class CampaignPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[CampaignOut]
    next: str | None


class OfficerCoverageOut(Schema):
    officer: str = Field(description="username; empty: nobody calls there")
    coverage: CoverageOut


class PlaceCoverageOut(Schema):
    place: str = Field(description="code of the building or of what lies above it")
    coverage: CoverageOut


class WeekOut(Schema):
    begins_on: date
    done: int


class WholeCampaignOut(CampaignOut):
    coverage: CoverageOut
    wanted: int = Field(description="how many should be done by today")
    by_officer: list[OfficerCoverageOut]
    by_building: list[PlaceCoverageOut]
    by_area: list[PlaceCoverageOut]
    by_week: list[WeekOut]


class CampaignIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    about: str = Field("", max_length=2000, pattern=PLAIN)
    aim: Aim = Aim.HOUSEHOLDS
    unit: Code
    place: str = Field("", max_length=40, pattern=PLAIN, description="code; empty: the district")
    starts_on: date
    ends_on: date
    quota: int = Field(40, ge=1, le=500)
    form: str = Field("", max_length=40, pattern=PLAIN)


class OfficersIn(Schema):
    key: UUID | None = None
    usernames: list[Annotated[str, Field(max_length=150, pattern=PLAIN)]] = Field(max_length=500)


class HandOverIn(Schema):
    key: UUID | None = None
    calls: list[UUID] = Field(max_length=1000)
    to: str = Field(max_length=150, pattern=PLAIN, description="username")


class HandedOverOut(Schema):
    moved: int


class CampaignDoneIn(Schema):
    key: UUID | None = None


class DoorCallOut(Schema):
    """A door, firm or place at which somebody calls; `rank` is its place on the walk."""

    id: UUID
    campaign: str = Field(description="ref")
    where: str
    place: str = Field(description="code")
    rank: int
    state: CallState
    tries: int
    officer: str = Field(description="username, or empty")
    log: list[str] = Field(description="what was asked and done before, the newest first")


class NeedIn(Schema):
    """Something that was asked for becomes a case; `name` and `phone` by its owner's consent."""

    text: str = Field(min_length=1, max_length=4000, pattern=PLAIN)
    name: str = Field("", max_length=60, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)
    class_code: str = Field("", max_length=40, pattern=PLAIN)


class CalledIn(Schema):
    key: UUID = Field(description="made by the phone; the same key again is the same visit")
    outcome: Outcome
    happened_at: datetime = Field(description="by the phone")
    note: str = Field("", max_length=visiting.LONGEST, pattern=PLAIN)
    answers: dict[str, Any] | None = None
    form_version: int | None = Field(None, ge=1, le=100_000)
    needs: list[NeedIn] = Field(default_factory=list, max_length=visiting.MOST_NEEDS)
    is_sure: bool = Field(default=False, description="the writer has seen what was noticed")


class VisitReceivedOut(Schema):
    id: UUID
    is_new: bool
    state: CallState
    now_of: str = Field(description="who calls there by now, where it is somebody else; or empty")
    cases: list[str] = Field(description="refs")


class HouseholdsIn(Schema):
    """Doors one by one (`2-501` is door 501 of stair 2), or a building as it is drawn."""

    key: UUID | None = None
    building: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
    doors: list[Annotated[str, Field(max_length=41, pattern=PLAIN)]] = Field(
        default_factory=list, max_length=MOST_DOORS
    )
    stairs: int = Field(1, ge=1, le=20)
    floors: int = Field(0, ge=0, le=120, description="0: nothing is drawn")
    doors_each: int = Field(2, ge=1, le=40)
    first: int = Field(1, ge=-5, le=120)


class HouseholdsOut(Schema):
    new: int
    known: int


class LogEntryOut(Schema):
    id: UUID
    campaign: str
    outcome: Outcome
    on: date
    note: str
    corrected_at: datetime | None


class LogOut(Schema):
    """What a household reads by the link of its contact card."""

    address: str
    declined_until_on: date | None
    entries: list[LogEntryOut]


class EntryVerb(StrEnum):
    correct = "correct"
    forget = "forget"


class LogIn(Schema):
    does: EntryVerb
    note: str = Field("", max_length=visiting.LONGEST, pattern=PLAIN)


class VisitAskIn(Schema):
    """Somebody shall come; `name` and `phone` as she wants to be told."""

    key: UUID = Field(description="the same key again gives the same case")
    text: str = Field(min_length=1, max_length=visiting.LONGEST, pattern=PLAIN)
    name: str = Field("", max_length=60, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)


class VisitAskedOut(Schema):
    ref: str
    code: str


class HazardOut(Schema):
    ref: str
    place: str = Field(description="code")
    spot: str
    thing: Thing
    text: str
    state: HazardState
    unit: str = Field(description="code of who puts it right, or empty")
    due_on: date | None
    recheck_on: date | None
    result: str
    reported_at: datetime


class HazardPage(Schema):
    items: list[HazardOut]
    next: str | None


class HazardIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    place: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
    spot: str = Field("", max_length=80, pattern=PLAIN)
    thing: Thing
    text: str = Field(min_length=1, max_length=hazards.LONGEST, pattern=PLAIN)
    visit: UUID | None = None


class HazardDeedIn(Schema):
    """What a verb needs: `unit` and `due_on` to check, `text` to dismiss, fix or find it still
    there, `is_safe` to look again."""

    key: UUID | None = None
    unit: str = Field("", max_length=60, pattern=PLAIN)
    due_on: date | None = None
    text: str = Field("", max_length=hazards.LONGEST, pattern=PLAIN)
    is_safe: bool = True


class NoticedOut(Schema):
    word: str
    about: str


class LogNoteIn(Schema):
    note: str = Field(max_length=visiting.LONGEST, pattern=PLAIN)
