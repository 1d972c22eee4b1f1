"""What is said about challenges by programs, and what they hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from lianxin.api import guards
from lianxin.api.shapes import PLAIN
from lianxin.challenges.actions.applying import LIMITS
from lianxin.challenges.actions.putting import (
    MOST_CRITERIA,
    MOST_POINTS,
    MOST_ROUNDS,
    Course,
    Criterion,
)
from lianxin.challenges.models import Application, Review
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Mode
from lianxin.network.models import Organisation

CONFIRM_DAYS = 183
KEY = Field(None, description="the same key again is done once; may also come as Idempotency-Key")
Reason = Annotated[str, Field(max_length=2000, pattern=PLAIN)]
Word = Annotated[str, Field(max_length=60, pattern=PLAIN)]


class CriterionIn(Schema):
    label: str = Field(max_length=60, pattern=PLAIN)
    most: int = Field(10, ge=1, le=MOST_POINTS)


class CourseIn(Schema):
    """How it will be decided. The dates are needed where the listing has none."""

    key: UUID
    criteria: list[CriterionIn] = Field(min_length=1, max_length=MOST_CRITERIA)
    decide_on: date
    rounds: int = Field(1, ge=1, le=MOST_ROUNDS)
    closes_at: datetime | None = Field(None, description="until then one may apply")
    questions_until: date | None = None

    def course(self) -> Course:
        return Course(
            criteria=[Criterion(one.label, one.most) for one in self.criteria],
            decide_on=self.decide_on,
            rounds=self.rounds,
            closes_at=guards.aware(self.closes_at) if self.closes_at else None,
            questions_until=self.questions_until,
        )


class PutIn(CourseIn):
    """A problem put out with a reward."""

    provider: str = Field(max_length=60, pattern=PLAIN, description="code of the unit")
    title: str = Field(max_length=120, pattern=PLAIN)
    text: str = Field("", max_length=4000, pattern=PLAIN)
    fields_of: list[Word] = Field(max_length=20)
    goal: str = Field(max_length=4000, pattern=PLAIN)
    reward_yuan: int = Field(ge=0, le=2_000_000_000)
    conditions: str = Field(max_length=4000, pattern=PLAIN)
    contact: str = Field(max_length=60, pattern=PLAIN)
    phone: str = Field(max_length=40, pattern=PLAIN)

    def draft(self, unit: Organisation | None) -> Draft:
        until = self.questions_until
        return Draft(
            kind="CHALLENGE",
            title=self.title,
            text=self.text,
            provider=unit,
            details={
                "fields": list(self.fields_of),
                "goal": self.goal,
                "reward": self.reward_yuan,
                "conditions": self.conditions,
                "questions_until": until.isoformat() if until else None,
            },
            mode=Mode.ONLINE,
            area=unit.place if unit else None,
            contact=self.contact,
            phone=self.phone,
            closes_at=guards.aware(self.closes_at) if self.closes_at else None,
            confirm_days=CONFIRM_DAYS,
        )


class ApplicationIn(Schema):
    key: UUID
    team: str = Field(max_length=LIMITS["team"], pattern=PLAIN)
    members: str = Field(max_length=LIMITS["members"], pattern=PLAIN)
    plan: str = Field(max_length=LIMITS["plan"], pattern=PLAIN)
    organisation: str = Field(
        "", max_length=60, pattern=PLAIN, description="code of the unit in whose name"
    )
    name: str = Field("", max_length=60, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)
    email: str = Field("", max_length=254, pattern=PLAIN)


class AppliedOut(Schema):
    """Number and code open its page, where papers are added."""

    ref: str
    code: str
    state: str


class QuestionIn(Schema):
    key: UUID
    text: str = Field(max_length=1000, pattern=PLAIN)


class AskedOut(Schema):
    id: UUID
    text: str
    asked_at: datetime


class JudgedOut(Schema):
    """An application on a reviewer's list."""

    ref: str
    team: str
    has_declared: bool
    has_conflict: bool
    has_given: bool = Field(description="her score is in")


class ReviewOut(Schema):
    by: str
    points: dict[str, int] = Field(description="by the criterion's code: C1, C2, …")
    total: int
    text: str

    @classmethod
    def of(cls, one: Review) -> ReviewOut:
        by = str(one.reviewer.user)
        return cls(by=by, points=one.points, total=one.total, text=one.text)


class SubmissionOut(Schema):
    ref: str
    team: str
    members: str
    plan: str
    round: int
    reviews: list[ReviewOut]

    @classmethod
    def of(cls, one: Application, given: Sequence[Review]) -> SubmissionOut:
        return cls(
            ref=one.claim.ref,
            team=one.team,
            members=one.members,
            plan=one.plan,
            round=one.round,
            reviews=[ReviewOut.of(each) for each in given],
        )


class ApplicationDeedIn(Schema):
    """`declare` takes `has_conflict`, with a `text` where there is one; `score` takes `points` and
    a `text`."""

    key: UUID | None = KEY
    text: str = Field("", max_length=2000, pattern=PLAIN)
    has_conflict: bool | None = None
    points: dict[str, int] = Field(default_factory=dict)


class ChallengeDeedIn(Schema):
    """Which fields are needed depends on the verb; a missing one is answered with a Problem."""

    key: UUID | None = KEY
    note: str = Field(
        "", max_length=2000, pattern=PLAIN, description="the answer, or why, or what is to be done"
    )
    question: UUID | None = Field(None, description="for `answer`")
    reviewer: str = Field(
        "", max_length=150, pattern=PLAIN, description="login name; for `appoint` and `dismiss`"
    )
    winner: str = Field(
        "", max_length=20, pattern=PLAIN, description="number of an application; for `award`"
    )
    chosen: list[Word] = Field(
        default_factory=list, max_length=500, description="who goes on; for `advance`"
    )
    reasons: dict[str, Reason] = Field(
        default_factory=dict, description="by number, one for each application of the round"
    )
    decide_on: date | None = Field(None, description="of the next round; for `advance`")
    title: str = Field("", max_length=120, pattern=PLAIN, description="for `plan`")
    due_on: date | None = Field(None, description="for `plan`")
    pay_fen: int = Field(0, ge=0, le=2_000_000_000, description="for `plan`")


class MilestoneDeedIn(Schema):
    """`report` and `send_back` take a `text`, `accept` what has been paid already."""

    key: UUID | None = KEY
    text: str = Field("", max_length=4000, pattern=PLAIN)
    paid_fen: int | None = Field(None, ge=0, le=2_000_000_000)
    paid_on: date | None = None
