"""What the writes of this room share."""

from __future__ import annotations

from typing import TypeVar

from django.db import IntegrityError, transaction

from lianxin.kernel.models import DistrictOwned

RowT = TypeVar("RowT", bound=DistrictOwned)


def once(made: RowT) -> tuple[RowT, bool]:
    """Insert `made`, or find the one that has its key already; and whether it is new."""
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the key has been used, perhaps
        if (first := earlier(made)) is None:
            raise
        return first, False
    return made, True


def earlier(made: RowT) -> RowT | None:
    """The row that was made under the same key before."""
    rows = type(made)._default_manager.filter(district_id=made.district_id)  # noqa: SLF001  as Django's own shortcuts do
    return rows.filter(key=made.key).first()  # type: ignore[attr-defined]  # every table here has one
