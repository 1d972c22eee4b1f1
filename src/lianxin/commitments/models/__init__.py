"""Programmes, what they promise, what shows it, and what residents say of it."""

from lianxin.commitments.models.commitment import (
    Commitment,
    CommitmentQuerySet,
    Evidence,
    EvidenceKind,
    Milestone,
    PhotoState,
    Site,
)
from lianxin.commitments.models.programme import Base, Programme, ProgrammeQuerySet
from lianxin.commitments.models.voices import Comment, Rating

__all__ = [
    "Base",
    "Comment",
    "Commitment",
    "CommitmentQuerySet",
    "Evidence",
    "EvidenceKind",
    "Milestone",
    "PhotoState",
    "Programme",
    "ProgrammeQuerySet",
    "Rating",
    "Site",
]
