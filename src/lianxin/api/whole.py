"""One case with all that goes with it: kin, checklist, verification, and what was understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Field, Schema

from lianxin.api.questions import AnswersOut
from lianxin.api.shapes import CaseOut
from lianxin.cases import answered, policy, together
from lianxin.cases.actions import kin, outside
from lianxin.cases.models import (
    Case,
    Consultation,
    Extension,
    Helper,
    Reading,
    Routing,
    Task,
    Verification,
)
from lianxin.network.models import User
from lianxin.outbox import letters


class TaskOut(Schema):
    code: str
    label: str
    is_required: bool
    unit: str = Field(description="code of the unit it is left to; empty: the lead")
    done_at: datetime | None
    note: str

    @classmethod
    def of(cls, task: Task) -> TaskOut:
        return cls(
            code=task.code,
            label=task.label,
            is_required=task.is_required,
            unit=task.unit.code if task.unit else "",
            done_at=task.done_at,
            note=task.note,
        )


class VerificationOut(Schema):
    """One answer that was handed in for verification."""

    outcome: str
    text: str
    submitted_at: datetime
    verified_at: datetime | None
    is_passed: bool | None = Field(description="null: nobody has looked yet, or ever did")
    remark: str

    @classmethod
    def of(cls, row: Verification) -> VerificationOut:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ConsultationOut(Schema):
    """One question to somebody outside."""

    id: UUID
    party: str
    question: str
    asked_at: datetime
    expires_at: datetime
    standing: str = Field(description="OPEN, REPLIED, ENDED or LAPSED")
    reply: str
    link: str = Field(description="where the party answers, for those who may ask; keep it")

    @classmethod
    def of(cls, row: Consultation, *, at: datetime, tells_link: bool) -> ConsultationOut:
        standing = outside.standing(row, at=at)
        site = letters.site_of(row.district_id)
        return cls(
            id=row.pk,
            party=row.party,
            question=row.question,
            asked_at=row.asked_at,
            expires_at=row.expires_at,
            standing=standing,
            reply=row.reply,
            link=f"{site}{outside.path(row)}" if tells_link and standing == "OPEN" else "",
        )


class ExtensionOut(Schema):
    """One wish for a later date."""

    until: datetime
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    is_granted: bool | None = Field(description="null: not decided")

    @classmethod
    def of(cls, row: Extension) -> ExtensionOut:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class GuessOut(Schema):
    code: str
    confidence: float
    words: list[str] = Field(description="that decided")


class DangerOut(Schema):
    kind: str
    words: str


class UnderstoodOut(Schema):
    """What the machine made of the text when it came in."""

    model: int = Field(description="version; 0: as shipped")
    read_at: datetime
    guesses: list[GuessOut] = Field(description="the likeliest first")
    dangers: list[DangerOut]

    @classmethod
    def of(cls, reading: Reading) -> UnderstoodOut:
        return cls(
            model=reading.classifier,
            read_at=reading.read_at,
            guesses=[GuessOut(**guess) for guess in reading.guesses],
            dangers=[DangerOut(**danger) for danger in reading.dangers],
        )


class TriedOut(Schema):
    """One rule. `why` names the condition that did not hold, with what was `wanted` and what it
    `was`; "nobody": no unit was found; "fault": the rule is broken; "": it decided."""

    rule: str
    why: str
    wanted: str = ""
    was: str = ""


class RoutingOut(Schema):
    """The newest decision where the case goes."""

    rule: str
    unit: str = Field(description="code; empty: the desk")
    is_automatic: bool
    fault: str
    trail: list[TriedOut] = Field(description="in the order they were tried")
    rules_version: int
    routed_at: datetime

    @classmethod
    def of(cls, row: Routing) -> RoutingOut:
        return cls(
            rule=row.rule,
            unit=row.unit.code if row.unit else "",
            is_automatic=row.is_automatic,
            fault=row.fault,
            trail=[TriedOut(**tried) for tried in row.trail],
            rules_version=row.rules_version,
            routed_at=row.routed_at,
        )


class InsideOut(Schema):
    """For those alone who read internal notes."""

    followers: list[str] = Field(description="numbers of those joined to it, the first 100")
    handler: str = Field(description="username of the one who has it in the unit; empty: nobody")
    helpers: list[str] = Field(description="codes of the units that help now")
    extensions: list[ExtensionOut] = Field(description="the newest last")
    tasks: list[TaskOut]
    verifications: list[VerificationOut] = Field(description="the newest last")
    consultations: list[ConsultationOut]
    understood: UnderstoodOut | None
    routing: RoutingOut | None

    @classmethod
    def of(cls, case: Case, standing: policy.Standing, *, at: datetime) -> InsideOut:
        tells_link = standing.can("ask_outside", case)
        own = {"district_id": case.district_id, "case": case}
        reading = Reading.objects.filter(**own).first()
        ways = Routing.objects.filter(**own).select_related("unit")
        way = ways.order_by("-routed_at", "-id").first()
        return cls(
            followers=list(kin.followers(case).values_list("ref", flat=True)[:MOST]),
            handler=case.handler.username if case.handler else "",
            helpers=list(_helping(case).values_list("unit__code", flat=True)),
            extensions=[ExtensionOut.of(row) for row in _extensions(case)],
            tasks=[TaskOut.of(task) for task in together.tasks_of(case)],
            verifications=[VerificationOut.of(row) for row in together.verifications_of(case)],
            consultations=list(_consultations(case, at=at, tells_link=tells_link)),
            understood=UnderstoodOut.of(reading) if reading else None,
            routing=RoutingOut.of(way) if way else None,
        )


class WholeOut(CaseOut):
    """A case with what goes with it."""

    children: list[str] = Field(description="numbers of the parts it was divided into")
    answers: AnswersOut | None = Field(description="to the questions of its class")
    inside: InsideOut | None = Field(description="null: not for this person")

    @classmethod
    def whole(cls, case: Case, *, to: User, at: datetime) -> WholeOut:
        standing = policy.Standing(to, on=timezone.localdate(at))
        given = answered.given(case)
        sees_inside = standing.sees_inside(case)
        return cls(
            **CaseOut.of(case).dict(),
            children=list(kin.parts(case).values_list("ref", flat=True)),
            answers=AnswersOut.of(given) if given else None,
            inside=InsideOut.of(case, standing, at=at) if sees_inside else None,
        )


MOST = 100


def _helping(case: Case) -> QuerySet[Helper]:
    own = Helper.objects.filter(district_id=case.district_id, case=case)
    return own.filter(ended_at=None).order_by("asked_at", "id")


def _extensions(case: Case) -> QuerySet[Extension]:
    own = Extension.objects.filter(district_id=case.district_id, case=case)
    return own.order_by("asked_at", "id")


def _consultations(case: Case, *, at: datetime, tells_link: bool) -> Iterator[ConsultationOut]:
    for row in together.consultations_of(case):
        row.case = case
        yield ConsultationOut.of(row, at=at, tells_link=tells_link)
