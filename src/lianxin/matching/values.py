"""What ranking may know. Nothing else of a listing, a firm or a person goes in: a test compares
these fields with a written list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from lianxin.language import synonyms

EMPLOYMENT: Final = ("FULL_TIME", "PART_TIME", "INTERN", "TEMPORARY")
EDUCATION: Final = ("NONE", "SECONDARY", "COLLEGE", "BACHELOR", "MASTER", "DOCTOR")
CERTIFICATES: Final = ("HIGH_TECH", "TECH_SME", "SPECIALISED", "ABOVE_SIZE", "STARTUP")
PARTS_OF_DAY: Final = ("morning", "afternoon", "evening")
HALVES: Final = 7 * len(PARTS_OF_DAY)  # Monday morning is bit 0, Sunday evening the last


@dataclass(frozen=True)
class Features:
    """What ranks: of who asks and of what is found, alike. `times` has a bit for each part of the
    week in which it is free or open; 0: nobody said."""

    title: str
    text: str = ""
    listed: tuple[str, ...] = ()  # skills, subjects, fields
    lon: float | None = None
    lat: float | None = None
    times: int = 0
    said_on: date | None = None  # when its owner last said that it holds

    @property
    def in_chinese(self) -> Features:
        """The same, and what it says in English in Chinese as well."""
        said = synonyms.in_chinese(" ".join([self.title, *self.listed, self.text]))
        return replace(self, title=" ".join([self.title, *said])) if said else self


@dataclass(frozen=True)
class Bounds:
    """What a listing makes a condition. None and empty: nothing is asked."""

    employment: str = ""
    pay_top: int | None = None  # yuan a month
    education: str = ""
    experience: int | None = None  # years
    until: date | None = None  # the last day on which it can be taken up
    founded_within: int | None = None  # years
    staff_up_to: int | None = None
    revenue_up_to: int | None = None  # yuan a year
    certificates: tuple[str, ...] = ()  # one of them is enough


@dataclass(frozen=True)
class Limits:
    """What who asks makes a condition, or has to meet one with. None: she did not say, and what
    depends on it is not left out but told as still to be looked at."""

    employment: tuple[str, ...] = ()
    pay_from: int | None = None
    education: str = ""
    experience: int | None = None
    within_km: float | None = None
    founded_years: int | None = None
    staff: int | None = None
    revenue: int | None = None
    certificates: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Taste:
    """What somebody said of suggestions that did not fit: other fields, too far, wrong times."""

    unlike: tuple[str, ...] = ()
    far_km: float | None = None
    is_time_pressing: bool = False


@dataclass(frozen=True)
class Item:
    """Something on the shelf. `version` tells whether it has changed."""

    key: UUID
    version: int
    features: Features
    bounds: Bounds = Bounds()


@dataclass(frozen=True)
class Hit:
    """`score` orders and is shown to nobody. `times` as on the shelf, sessions among them."""

    key: UUID
    score: float
    times: int = 0


def halves(parts: Iterable[tuple[int, int]]) -> int:
    """The bits of (weekday from 0, part of the day from 0)."""
    bits = 0
    for weekday, part in parts:
        bits |= 1 << (weekday * len(PARTS_OF_DAY) + part)
    return bits


def parts_of(bits: int) -> list[tuple[int, int]]:
    """The other way round."""
    size = len(PARTS_OF_DAY)
    return [divmod(n, size) for n in range(HALVES) if bits >> n & 1]
