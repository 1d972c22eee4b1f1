"""What goes in and what comes out. Times are ISO 8601 with an offset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from lianxin.api.shapes import PLAIN
from lianxin.matching.families import Family
from lianxin.matching.models import Call, Firm, Invite, Profile, Round
from lianxin.matching.queries import Suggestion
from lianxin.matching.states import Answer, CallState, NotNow, Wanted, Why
from lianxin.matching.values import CERTIFICATES, EDUCATION, EMPLOYMENT, HALVES, halves, parts_of

NUMBER = 2**31 - 1
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)]
Words = Annotated[list[Word], Field(max_length=20)]
Count = Annotated[int, Field(ge=0, le=NUMBER)]
Months = Annotated[int, Field(ge=0, le=80)]
Km = Annotated[int, Field(ge=1, le=500)]
Ref = Annotated[str, Field(max_length=20, pattern=PLAIN)]
Choice = Annotated[str, Field(max_length=20, pattern=PLAIN)]
EMPLOYMENTS = "any of " + ", ".join(EMPLOYMENT)
DEGREES = "one of " + ", ".join(EDUCATION)


class FreeTime(Schema):
    """A morning, afternoon or evening of the week."""

    day: Annotated[int, Field(ge=0, le=6, description="0: Monday")]
    part: Annotated[int, Field(ge=0, le=2, description="0: morning, 1: afternoon, 2: evening")]


Free = Annotated[list[FreeTime], Field(max_length=HALVES)]


def bits_of(free: Iterable[FreeTime]) -> int:
    return halves((one.day, one.part) for one in free)


class SuggestedOut(Schema):
    """One suggestion. `reasons` are in the language that is asked for."""

    family: Family
    position: int = Field(description="within its family, from 1")
    listing: str = Field(description="number")
    kind: str
    title: str
    text: str
    unit: str = Field(description="code; empty: of a person")
    reasons: list[str]

    @classmethod
    def of(cls, one: Suggestion, family: Family, position: int) -> SuggestedOut:
        listing = one.listing
        return cls(
            family=family,
            position=position,
            listing=listing.ref,
            kind=listing.kind,
            title=listing.title,
            text=listing.text,
            unit=listing.provider.code if listing.provider else "",
            reasons=[reason.text for reason in one.reasons],
        )


class SuggestedPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[SuggestedOut]
    next: str | None


class LimitsIn(Schema):
    """Hard conditions. What is left out excludes nothing."""

    employment: list[Choice] = Field([], max_length=len(EMPLOYMENT), description=EMPLOYMENTS)
    pay_from: Count | None = None
    education: Choice = Field("", description=DEGREES)
    experience: Months | None = Field(None, description="years")
    within_km: Km | None = None
    founded_years: Months | None = None
    staff: Count | None = None
    revenue: Annotated[int, Field(ge=0, le=2**62)] | None = Field(None, description="yuan a year")
    certificates: list[Choice] | None = Field(
        None, max_length=len(CERTIFICATES), description="all she has: " + ", ".join(CERTIFICATES)
    )


class AskIn(Schema):
    """Something that is not stored: a text, and the conditions."""

    family: Family
    title: str = Field(min_length=1, max_length=400, pattern=PLAIN)
    text: str = Field("", max_length=4000, pattern=PLAIN)
    words: Words = Field([], description="skills, subjects, fields")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    free: Free = []
    limits: LimitsIn = Field(default_factory=lambda: LimitsIn.model_validate({}))
    among: list[Ref] = Field(
        [], max_length=500, description="put these listings in order, all of them, and no others"
    )
    limit: int = Field(20, ge=1, le=100)


class FeedbackIn(Schema):
    asker: str = Field(max_length=40, pattern=PLAIN, description="as in GET /matching/suggestions")
    listing: Ref
    why: Why
    key: UUID


class FeedbackBackIn(Schema):
    asker: str = Field(max_length=40, pattern=PLAIN)
    listing: Ref


class ProfileIn(Schema):
    """What somebody says of herself; it replaces what she said before."""

    is_on: bool = Field(default=True, description="only while it is on, something is suggested")
    wanted: list[Wanted] = Field(max_length=len(Wanted))
    title: str = Field(max_length=120, pattern=PLAIN)
    text: str = Field("", max_length=2000, pattern=PLAIN)
    skills: Words = []
    fields_of: Words = []
    employment: list[Choice] = Field([], max_length=len(EMPLOYMENT), description=EMPLOYMENTS)
    pay_from: Count | None = None
    education: Choice = Field("", description=DEGREES)
    experience: Months | None = Field(None, description="years")
    area: str = Field("", max_length=60, pattern=PLAIN, description="code of a place")
    within_km: Km | None = None
    free: Free = []


class ProfileOut(Schema):
    is_on: bool
    wanted: list[str]
    title: str
    text: str
    skills: list[str]
    fields_of: list[str]
    employment: list[str]
    pay_from: int | None
    education: str
    experience: int | None
    area: str = Field(description="code of a place")
    within_km: int | None
    free: list[FreeTime]
    changed_at: datetime

    @classmethod
    def of(cls, held: Profile) -> ProfileOut:
        own = {"fields_of", "area", "free"}
        plain = {name: getattr(held, name) for name in cls.model_fields if name not in own}
        area = held.area.code if held.area else ""
        free = [FreeTime(day=day, part=part) for day, part in parts_of(held.times)]
        return cls(**plain, fields_of=held.fields, area=area, free=free)


class FirmIn(Schema):
    """What a firm answers once, for every policy. Null: not answered."""

    text: str = Field("", max_length=2000, pattern=PLAIN)
    fields_of: Words = []
    founded_in: Annotated[int, Field(ge=1800, le=2200)] | None = None
    staff: Count | None = None
    revenue: Annotated[int, Field(ge=0, le=2**62)] | None = Field(None, description="yuan a year")
    certificates: list[Choice] | None = Field(
        None, max_length=len(CERTIFICATES), description="any of " + ", ".join(CERTIFICATES)
    )


class FirmOut(Schema):
    unit: str = Field(description="code")
    text: str
    fields_of: list[str]
    founded_in: int | None
    staff: int | None
    revenue: int | None
    certificates: list[str] | None
    changed_at: datetime

    @classmethod
    def of(cls, held: Firm) -> FirmOut:
        plain = ("text", "founded_in", "staff", "revenue", "certificates", "changed_at")
        return cls(
            unit=held.organisation.code,
            fields_of=held.fields,
            **{name: getattr(held, name) for name in plain},
        )


class ToldOut(Schema):
    """How many were told; who they are is not."""

    people: int


class CallIn(Schema):
    need: Ref = Field(description="number of the need")
    deadline_at: datetime
    text: str = Field("", max_length=500, pattern=PLAIN)
    key: UUID


class InviteOut(Schema):
    id: UUID
    need: str
    unit: str = Field(description="code of who was asked")
    fits: str = Field(description="number of the listing for which it was asked")
    wave: int
    reasons: list[str]
    sent_at: datetime
    reminders: int
    answer: Answer | None
    not_now: NotNow | None
    note: str
    answered_at: datetime | None

    @classmethod
    def of(cls, one: Invite, reasons: list[str]) -> InviteOut:
        return cls(
            id=one.pk,
            need=one.need.ref,
            unit=one.organisation.code,
            fits=one.fits.ref,
            wave=one.wave,
            reasons=reasons,
            sent_at=one.sent_at,
            reminders=one.reminders,
            answer=Answer(one.answer) if one.answer else None,
            not_now=NotNow(one.not_now) if one.not_now else None,
            note=one.note,
            answered_at=one.answered_at,
        )


class CallOut(Schema):
    id: UUID
    need: str
    state: CallState
    wave: int
    opened_at: datetime
    deadline_at: datetime
    closed_at: datetime | None
    interested: int
    invites: list[InviteOut]

    @classmethod
    def of(cls, held: Call, invites: list[InviteOut]) -> CallOut:
        return cls(
            id=held.pk,
            need=held.need.ref,
            state=CallState(held.state),
            wave=held.wave,
            opened_at=held.opened_at,
            deadline_at=held.deadline_at,
            closed_at=held.closed_at,
            interested=sum(one.answer == Answer.INTERESTED for one in invites),
            invites=invites,
        )


class InviteAnswerIn(Schema):
    answer: Answer
    not_now: NotNow | None = Field(None, description="why not; needed with NOT_NOW")
    note: str = Field("", max_length=500, pattern=PLAIN)


class PlacesIn(Schema):
    listing: Ref
    count: int = Field(ge=1, le=500)


class RoundIn(Schema):
    unit: str = Field(max_length=60, pattern=PLAIN, description="code of who gives the places")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    series: str = Field(max_length=40, pattern=r"^[a-z0-9-]+$")
    closes_at: datetime
    places: list[PlacesIn] = Field(min_length=1, max_length=200)
    key: UUID


class RoundOut(Schema):
    id: UUID
    title: str
    series: str
    unit: str
    state: str = Field(description="COLLECTING, CLOSED or PUBLISHED")
    opened_at: datetime
    closes_at: datetime
    published_at: datetime | None

    @classmethod
    def told(cls, held: Round, *, at: datetime) -> dict[str, Any]:
        is_open = at < held.closes_at
        return {
            "id": held.pk,
            "title": held.title,
            "series": held.series,
            "unit": held.owner.code,
            "state": "PUBLISHED" if held.published_at else "COLLECTING" if is_open else "CLOSED",
            "opened_at": held.opened_at,
            "closes_at": held.closes_at,
            "published_at": held.published_at,
        }


class RoundPage(Schema):
    items: list[RoundOut]
    next: str | None


class PlacedOut(Schema):
    """`rank` 1 is the first wish; without a listing there was no place."""

    username: str
    listing: str | None
    rank: int | None


class RoundPlaceOut(Schema):
    listing: str
    title: str
    count: int


class WholeRoundOut(RoundOut):
    places: list[RoundPlaceOut]
    my_wishes: list[str] = Field(description="numbers, first wish first")
    mine: PlacedOut | None = Field(description="what came out for oneself, once published")
    placed: list[PlacedOut] | None = Field(description="for who gives the places: as it would be")


class WishesIn(Schema):
    listings: list[Ref] = Field(min_length=1, max_length=6, description="first wish first")
