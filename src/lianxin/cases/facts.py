"""What the floors above may want to know about cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class CaseChanged:
    """Something that a figure may count has happened to a case."""

    district_id: int
    case_id: UUID
    received_at: datetime
    verb: str
    at: datetime


@dataclass(frozen=True)
class CaseListed:
    """A case has come onto a meeting's list, to that of another day, or off it with a decision."""

    district_id: int
    case_id: UUID
    meeting_on: date | None
    at: datetime


@dataclass(frozen=True)
class CaseDeleted:
    """A case whose retention has ended goes, with all that belongs to it; only its tombstone
    stays. Whoever refers to it must let go."""

    district_id: int
    case_id: UUID
