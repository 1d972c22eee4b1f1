"""What is compared number by number, of all that is on the shelf at once; hard conditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lianxin.language.grams import Floats
from lianxin.matching.values import CERTIFICATES, EDUCATION, EMPLOYMENT, Bounds, Item, Limits

Flags = NDArray[np.bool_]
Rows = NDArray[np.void]
ROW: Final = np.dtype(
    [
        ("employment", "i1"), ("education", "i1"), ("experience", "i2"), ("pay_top", "i4"),
        ("until", "i4"), ("said_on", "i4"), ("times", "u4"), ("lon", "f4"), ("lat", "f4"),
        ("founded_within", "i4"), ("staff_up_to", "i4"), ("revenue_up_to", "i8"),
        ("certificates", "u4"),
    ]
)  # fmt: skip
NOT_SAID: Final = -1
FOREVER: Final = 4_000_000  # a day no date reaches
MOST: Final = 2**31 - 1
EARTH_KM: Final = 6371.0


def rows_of(items: Sequence[Item]) -> Rows:
    return np.array([_row(item) for item in items], ROW)


def _row(item: Item) -> tuple[object, ...]:
    told, bounds = item.features, item.bounds
    return (
        _rank(EMPLOYMENT, bounds.employment),
        _rank(EDUCATION, bounds.education),
        _number(bounds.experience, 2**15 - 1),
        _number(bounds.pay_top),
        bounds.until.toordinal() if bounds.until else FOREVER,
        told.said_on.toordinal() if told.said_on else 0,
        told.times,
        np.nan if told.lon is None else told.lon,
        np.nan if told.lat is None else told.lat,
        _number(bounds.founded_within),
        _number(bounds.staff_up_to),
        _number(bounds.revenue_up_to, 2**63 - 1),
        _bits(bounds.certificates),
    )


def _rank(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else NOT_SAID


def _number(value: int | None, most: int = MOST) -> int:
    return NOT_SAID if value is None else min(value, most)


def _bits(names: Sequence[str]) -> int:
    return sum(1 << CERTIFICATES.index(name) for name in set(names) if name in CERTIFICATES)


def meets(
    rows: Rows, limits: Limits, *, on: date, lon: float | None = None, lat: float | None = None
) -> Flags:
    """Which of the rows meet every condition of both sides. What one side did not say excludes
    nothing. `lon` and `lat` are where who asks is."""
    fits: Flags = rows["until"] >= on.toordinal()
    if limits.employment:
        is_wanted = np.array([*(name in limits.employment for name in EMPLOYMENT), True])
        fits &= is_wanted[rows["employment"]]  # NOT_SAID is the last one
    if limits.pay_from is not None:
        fits &= (rows["pay_top"] == NOT_SAID) | (rows["pay_top"] >= limits.pay_from)
    if limits.education:
        fits &= rows["education"] <= _rank(EDUCATION, limits.education)
    if limits.experience is not None:
        fits &= rows["experience"] <= limits.experience
    fits &= _eligible(rows, limits)
    if limits.within_km is not None:
        (places,) = np.nonzero(fits)
        fits[places[distances(rows[["lon", "lat"]][places], lon, lat) > limits.within_km]] = False
    return fits


def _eligible(rows: Rows, limits: Limits) -> Flags:
    fits: Flags = np.ones(len(rows), np.bool_)
    for column, value in (
        ("founded_within", limits.founded_years),
        ("staff_up_to", limits.staff),
        ("revenue_up_to", limits.revenue),
    ):
        if value is not None:
            fits &= (rows[column] == NOT_SAID) | (rows[column] >= value)
    if limits.certificates is not None:
        mine = np.uint32(_bits(limits.certificates))
        fits &= (rows["certificates"] == 0) | ((rows["certificates"] & mine) != 0)
    return fits


def unsaid(bounds: Bounds, limits: Limits) -> list[str]:
    """The conditions of a listing that cannot be judged, as who asks did not say."""
    pairs = (
        ("education", bounds.education not in ("", "NONE"), limits.education == ""),
        ("experience", bool(bounds.experience), limits.experience is None),
        ("founded_within", bounds.founded_within is not None, limits.founded_years is None),
        ("staff_up_to", bounds.staff_up_to is not None, limits.staff is None),
        ("revenue_up_to", bounds.revenue_up_to is not None, limits.revenue is None),
        ("certificates", bool(bounds.certificates), limits.certificates is None),
    )
    return [name for name, is_asked, is_unsaid in pairs if is_asked and is_unsaid]


def distances(rows: Rows, lon: float | None, lat: float | None) -> Floats:
    """Kilometres to each; not a number where one of both has no place."""
    if lon is None or lat is None:
        return np.full(len(rows), np.nan, np.float32)
    here, there = np.radians(lat), np.radians(rows["lat"])
    east = np.radians(rows["lon"] - lon) * np.cos((here + there) / 2)
    return np.asarray(EARTH_KM * np.hypot(east, there - here), np.float32)
