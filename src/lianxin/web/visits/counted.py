"""What a campaign counts, in the words of what it calls at, and by what it is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianxin.visits.states import Aim


@dataclass(frozen=True)
class Counted:
    """`columns` of a call name what its coverage is told by, `drawn` the places on the map."""

    unit: str | Promise
    columns: Mapping[str, str]
    drawn: str


BY: Final = {"area": _("片区"), "building": _("楼栋"), "officer": _("走访人员")}
KINDS: Final = {
    Aim.HOUSEHOLDS: Counted(
        _("户"),
        {
            "area": "household__building__parent", "building": "household__building",
            "officer": "officer",
        },
        "household__building__parent",
    ),
    Aim.FIRMS: Counted(
        pgettext_lazy("firms", "家"), {"area": "firm__place", "officer": "officer"}, "firm__place"
    ),
    Aim.PLACES: Counted(
        pgettext_lazy("places", "处"), {"area": "place__parent", "officer": "officer"}, "place"
    ),
}  # fmt: skip


def of(aim: str) -> Counted:
    return KINDS[Aim(aim)]


def count(aim: str, number: int) -> str:
    """So many doors, firms or places."""
    if aim == Aim.FIRMS:
        return ngettext("%(n)d 家", "%(n)d 家", number) % {"n": number}
    if aim == Aim.PLACES:
        return ngettext("%(n)d 处", "%(n)d 处", number) % {"n": number}
    return ngettext("%(n)d 户", "%(n)d 户", number) % {"n": number}
