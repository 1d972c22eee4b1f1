"""What the floors above may want to know about cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CaseChanged:
    """Something that a figure may count has happened to a case."""

    district_id: int
    case_id: UUID
    received_at: datetime
    verb: str
    at: datetime
