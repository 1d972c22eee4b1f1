"""The tables of cases."""

from lianxin.cases.models.case import (
    IN_QUEUE,
    NEVER,
    PROMISES,
    Case,
    CaseClock,
    CaseQuerySet,
    ClockName,
    Level,
    Source,
)
from lianxin.cases.models.requester import Photo, PhotoState, Rating, Requester, Solved
from lianxin.cases.models.rulebook import Duty, Rulebook
from lianxin.cases.models.turns import Extension, Helper, Parking, Stint

__all__ = [
    "IN_QUEUE",
    "NEVER",
    "PROMISES",
    "Case",
    "CaseClock",
    "CaseQuerySet",
    "ClockName",
    "Duty",
    "Extension",
    "Helper",
    "Level",
    "Parking",
    "Photo",
    "PhotoState",
    "Rating",
    "Requester",
    "Rulebook",
    "Solved",
    "Source",
    "Stint",
]
