"""The tables of cases."""

from lianxin.cases.models.case import (
    IN_QUEUE,
    NEVER,
    PROMISES,
    Case,
    CaseClock,
    CaseQuerySet,
    ClassedBy,
    ClockName,
    Level,
    Source,
)
from lianxin.cases.models.kept import Answers, Tombstone
from lianxin.cases.models.mediation import Mediation, MediationOutcome, Party
from lianxin.cases.models.requester import Photo, PhotoState, Rating, Requester, Solved
from lianxin.cases.models.rulebook import Duty, Rulebook
from lianxin.cases.models.together import (
    Bulletin,
    BulletinCase,
    Consultation,
    Task,
    Verification,
)
from lianxin.cases.models.turns import Extension, Helper, Parking, Stint
from lianxin.cases.models.understanding import Classifier, Reading, Routing

__all__ = [
    "IN_QUEUE",
    "NEVER",
    "PROMISES",
    "Answers",
    "Bulletin",
    "BulletinCase",
    "Case",
    "CaseClock",
    "CaseQuerySet",
    "ClassedBy",
    "Classifier",
    "ClockName",
    "Consultation",
    "Duty",
    "Extension",
    "Helper",
    "Level",
    "Mediation",
    "MediationOutcome",
    "Parking",
    "Party",
    "Photo",
    "PhotoState",
    "Rating",
    "Reading",
    "Requester",
    "Routing",
    "Rulebook",
    "Solved",
    "Source",
    "Stint",
    "Task",
    "Tombstone",
    "Verification",
]
