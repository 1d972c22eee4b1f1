"""Who does what, for the public: units with their duties and telephone numbers."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import queries as bodies
from lianxin.cases.models import Duty
from lianxin.cases.rules import Rules
from lianxin.network.models import Organisation, OrganisationKind
from lianxin.web.hotlines import CALLED_FIRST, dial_url
from lianxin.web.town.pages import UnitGroup, UnitRow

PUBLIC_KINDS = tuple(kind for kind in OrganisationKind if kind != OrganisationKind.FIRM)


def groups(district_id: int, *, rules: Rules, words: str = "") -> list[UnitGroup]:
    """Units of public interest by kind, with what they answer for; with `words`, those that have
    all of them in their name, place, duties or number. Three queries."""
    duties: dict[object, list[str]] = defaultdict(list)
    for duty in Duty.objects.filter(district_id=district_id).order_by("class_code"):
        label = rules.class_label(duty.class_code)
        if label not in duties[duty.unit_id]:
            duties[duty.unit_id].append(label)
    badges: dict[object, list[str]] = defaultdict(list)
    for badge in bodies.badges(district_id, on=timezone.localdate()).order_by("given_on"):
        badges[badge.unit_id].append(badge.title)
    units = (
        Organisation.objects.filter(district_id=district_id, is_active=True, kind__in=PUBLIC_KINDS)
        .select_related("place")
        .defer("place__shape")
    )
    by_kind: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in units.order_by("name"):
        row = UnitRow(
            unit.name,
            unit.place.name if unit.place.parent_id else "",
            _("、").join(duties[unit.pk]),
            unit.hotline,
            dial_url(unit.hotline),
            _("、").join(badges[unit.pk]),
        )
        if _has(row, words):
            by_kind[unit.kind].append(row)
    return [
        UnitGroup(str(kind.label), by_kind[kind], is_open=bool(words) or kind in CALLED_FIRST)
        for kind in sorted(PUBLIC_KINDS, key=lambda kind: kind not in CALLED_FIRST)
        if by_kind[kind]
    ]


def _has(row: UnitRow, words: str) -> bool:
    said = " ".join((row.name, row.place, row.duties, row.hotline)).casefold()
    return all(word in said for word in words.casefold().split())
