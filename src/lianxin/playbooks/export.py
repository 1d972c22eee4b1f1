"""A district's way of working, written back as a playbook."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from lianxin.cases.models import Duty, Rulebook
from lianxin.exchange.models import TermsRow
from lianxin.network.models import District, Organisation, Pairing, Place
from lianxin.playbooks import apart, questions
from lianxin.playbooks.loader import DISTRICT, export_place

WIDE = 99
SHORT = 60


def export(district: District) -> str:
    """The YAML that `loader.put` turns into the same district again.

    Raises `Rulebook.DoesNotExist` when it has no rules yet.
    """
    return dump({**book_of(district), **apart.of(district)})


def dump(value: Any) -> str:
    """Plain values as YAML, in the way people write a playbook."""
    yaml = YAML()
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=2, offset=0)
    out = io.StringIO()
    yaml.dump(_styled(value), out)
    return out.getvalue()


def book_of(district: District) -> dict[str, Any]:
    """The playbook as plain values, without what the district does together."""
    cases = dict(Rulebook.objects.filter(district_id=district.pk).latest("version").document)
    roles = cases.pop("roles", None)
    places = Place.objects.filter(district_id=district.pk).select_related("parent")
    units = Organisation.objects.filter(district_id=district.pk).select_related("place")
    own = {name: getattr(district, name) for name in DISTRICT if getattr(district, name)}
    return {
        "playbook": district.playbook or district.slug,
        "district": {"code": district.pk, **own},
        "cases": cases,
        **({"exchange": terms} if (terms := _terms(district)) else {}),
        **({"roles": roles} if roles else {}),
        "places": [export_place(place) for place in places.order_by("path")],
        "units": [_unit(unit) for unit in units.order_by("code")],
        "duties": _duties(district),
        **({"forms": forms} if (forms := questions.of(district)) else {}),
        **({"pairings": pairings} if (pairings := _pairings(district)) else {}),
    }


def _terms(district: District) -> dict[str, Any]:
    rows = TermsRow.objects.filter(district_id=district.pk).order_by("-version")
    return dict(rows[0].document) if rows else {}


def _unit(unit: Organisation) -> dict[str, Any]:
    row: dict[str, Any] = {"code": unit.code, "kind": unit.kind, "name": unit.name}
    if unit.place.parent_id is not None:
        row["place"] = unit.place.code
    if unit.hotline:
        row["hotline"] = unit.hotline
    if unit.hours:
        row["hours"] = unit.hours
    if not unit.is_active:
        row["is_active"] = False
    return row


def _duties(district: District) -> list[dict[str, Any]]:
    lines: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    rows = Duty.objects.filter(district_id=district.pk).select_related("unit", "place")
    for duty in rows.order_by("class_code", "place__path", "rank", "unit__code"):
        place = duty.place.code if duty.place.parent_id else ""
        lines[duty.class_code, place].append(duty.unit.code)
    return [
        {
            "class": code,
            "unit": units[0] if len(units) == 1 else units,
            **({"place": place} if place else {}),
        }
        for (code, place), units in lines.items()
    ]


def _pairings(district: District) -> list[dict[str, Any]]:
    """Those of the book; the others rest on agreements."""
    found = Pairing.objects.filter(district_id=district.pk, rests_on="")
    rows = found.select_related("unit", "place")
    return [
        {
            "place": row.place.code,
            "unit": row.unit.code,
            "starts_on": row.starts_on.isoformat(),
            **({"ends_on": row.ends_on.isoformat()} if row.ends_on else {}),
            **({"classes": row.class_codes} if row.class_codes else {}),
            **({"note": row.note} if row.note else {}),
        }
        for row in rows.order_by("place__path", "unit__code", "starts_on")
    ]


def _styled(value: Any) -> Any:
    """Short parts on one line, long ones in blocks: as people write them by hand."""
    if isinstance(value, dict):
        own = CommentedMap((key, _styled(part)) for key, part in value.items())
        if "coordinates" in value or _is_short(value):
            own.fa.set_flow_style()
        return own
    if isinstance(value, list):
        rows = CommentedSeq(_styled(part) for part in value)
        if not any(isinstance(part, dict) for part in value):
            rows.fa.set_flow_style()
        return rows
    return value


def _is_short(value: dict[str, Any]) -> bool:
    parts = list(value.values())
    return len(str(value)) <= SHORT + 20 and not any(isinstance(part, list) for part in parts)
