"""What goes in and what comes out. Times are ISO 8601 with an offset, ids are strings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from lianxin.cases.models import NEVER, Case
from lianxin.kernel.models import Entry
from lianxin.network.models import Organisation, Place

# A field at the edge: no NUL, which no database column takes.
PLAIN = r"^[^\x00]*$"


class PlaceOut(Schema):
    code: str
    kind: str
    name: str
    path: str
    lon: float | None
    lat: float | None

    @classmethod
    def of(cls, place: Place) -> PlaceOut:
        return cls(
            code=place.code,
            kind=place.kind,
            name=place.name,
            path=place.path,
            lon=place.lon,
            lat=place.lat,
        )


class UnitOut(Schema):
    code: str
    name: str
    kind: str
    hotline: str

    @classmethod
    def of(cls, unit: Organisation) -> UnitOut:
        return cls(code=unit.code, name=unit.name, kind=unit.kind, hotline=unit.hotline)


class CaseOut(Schema):
    """A case as staff see it, without contact data."""

    ref: str
    seq: int = Field(description="how many entries its history has; also its ETag")
    kind: str
    class_code: str
    classed_by: str = Field(description="REQUESTER, MACHINE, STAFF; empty: nobody")
    grade: str
    subject: str
    text: str
    place: str = Field(description="code of the place")
    address: str
    lon: float | None
    lat: float | None
    source: str
    state: str
    outcome: str
    level: str
    lead: str = Field(description="code of the unit that owes the answer")
    received_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    next_due_at: datetime | None = Field(description="null: nothing is promised now")
    meeting_on: str | None
    into: str | None = Field(description="number of the case it is worked on with, or was")
    parent: str | None = Field(description="number of the case it is a part of")
    bundle: str = Field(description="code of the one thing (一件事) it belongs to")
    is_confidential: bool

    @classmethod
    def of(cls, case: Case) -> CaseOut:
        """Its place, lead, and the cases it belongs to are loaded."""
        plain = {
            name: getattr(case, name)
            for name in CaseOut.model_fields
            if name not in {"place", "lead", "next_due_at", "meeting_on", "into", "parent"}
        }
        due_at = None if case.next_due_at == NEVER else case.next_due_at
        return CaseOut(
            **plain,
            place=case.place.code,
            lead=case.lead.code,
            next_due_at=due_at,
            meeting_on=case.meeting_on.isoformat() if case.meeting_on else None,
            into=case.into.ref if case.into else None,
            parent=case.parent.ref if case.parent else None,
        )


class CasePage(Schema):
    """One page of a list. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[CaseOut]
    next: str | None


class EntryOut(Schema):
    seq: int
    verb: str
    audience: str
    note: str
    at: datetime
    by: str | None
    facts: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> EntryOut:
        return cls(
            seq=entry.seq,
            verb=entry.verb,
            audience=entry.audience,
            note=entry.note,
            at=entry.at,
            by=str(entry.by) if entry.by else None,
            facts=entry.facts,
        )


class ContactIn(Schema):
    wants_privacy: bool = Field(default=False, description="units do not learn who it is")
    name: str = Field("", max_length=60, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)
    email: str = Field("", max_length=254, pattern=PLAIN)
    language: str = Field("", max_length=10, pattern=PLAIN)


class CaseIn(Schema):
    """A new case. The same `key` again gives the first answer again."""

    key: UUID
    text: str = Field(min_length=1, max_length=4000, pattern=PLAIN)
    place: str = Field("", max_length=40, pattern=PLAIN, description="code; else lon and lat")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    subject: str = Field("", max_length=120, pattern=PLAIN)
    address: str = Field("", max_length=200, pattern=PLAIN)
    kind: str = Field("", max_length=20, pattern=PLAIN)
    class_code: str = Field("", max_length=40, pattern=PLAIN)
    answers: dict[str, str | int | float | list[str] | None] | None = Field(
        None, description="to the questions of the class, by name; see /classes/{code}/questions"
    )
    contact: ContactIn = Field(default_factory=lambda: ContactIn.model_validate({}))


class ReceiptOut(Schema):
    ref: str
    code: str = Field(description="tracking code for the requester; keep it confidential")
    is_new: bool


class PartIn(Schema):
    """What one unit shall do of a case that is divided."""

    subject: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    text: str = Field("", max_length=4000, pattern=PLAIN)
    class_code: str = Field("", max_length=40, pattern=PLAIN)
    unit: str = Field("", max_length=60, pattern=PLAIN, description="code; empty: the desk")


class SideIn(Schema):
    """One party of a mediation."""

    name: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)


class DeedIn(Schema):
    """One deed on a case. Which fields are needed depends on the verb; a missing one is
    answered with a Problem that names it."""

    key: UUID | None = Field(
        None, description="the same key again is done once; may also come as Idempotency-Key"
    )
    note: str = Field("", max_length=4000, pattern=PLAIN)
    unit: str = Field("", max_length=60, pattern=PLAIN, description="code of a unit")
    reason: str = Field("", max_length=500, pattern=PLAIN)
    outcome: str = Field("", max_length=12, pattern=PLAIN)
    class_code: str = Field("", max_length=40, pattern=PLAIN)
    grade: str = Field("", max_length=20, pattern=PLAIN)
    into: str = Field("", max_length=20, pattern=PLAIN, description="number of the main case")
    task: str = Field("", max_length=40, pattern=PLAIN, description="code of a line")
    label: str = Field("", max_length=120, pattern=PLAIN, description="what a new line says")
    party: str = Field(
        "", max_length=120, pattern=PLAIN, description="who is asked outside; which side it is"
    )
    address: str = Field("", max_length=254, pattern=PLAIN, description="e-mail or phone")
    parts: list[PartIn] = Field(default_factory=list, max_length=10)
    to: str = Field("", max_length=150, pattern=PLAIN, description="username of a person")
    until: datetime | None = Field(None, description="a later date; when the parties meet")
    due_on: date | None = None
    meeting_on: date | None = Field(None, description="null: the next meeting")
    consultation: UUID | None = Field(None, description="id of a question to somebody outside")
    bundle: str = Field("", max_length=40, pattern=PLAIN, description="code of one thing")
    subject: str = Field("", max_length=120, pattern=PLAIN, description="for the public")
    parties: list[SideIn] = Field(default_factory=list, max_length=10)
    solved: str = Field("", max_length=12, pattern=PLAIN, description="YES, PARTLY or NO")
    was_contacted: bool | None = None
    scores: dict[str, int] = Field(default_factory=dict, description="1 to 5, by dimension")


class ClassOut(Schema):
    code: str
    label: str
    kind: str
    grade: str
