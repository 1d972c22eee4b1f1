"""Put a playbook into a district, through the actions of the rooms. Repeating changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases.actions import rulebook
from lianxin.cases.actions.rulebook import Assignment
from lianxin.cases.models import Rulebook
from lianxin.exchange import queries as exchange
from lianxin.exchange.actions import listings
from lianxin.network import actions as network
from lianxin.network.models import District, Organisation, Pairing, Place, User
from lianxin.playbooks import checks, document, questions, together

Row = Mapping[str, Any]
DISTRICT = ("slug", "name", "name_en", "host", "ref_prefix")


@dataclass
class Loaded:
    """The district, and in a line each what was changed; nothing when all was so before."""

    district: District
    changes: list[str] = field(default_factory=list)


def read(name_or_path: str | Path) -> dict[str, Any]:
    """The checked content of a playbook. Raises `BadPlaybook`."""
    path = document.find(name_or_path)
    found = questions.resolved(document.read(path), path.parent)
    checks.check(found)
    return questions.shortest(dict(found.value))


@transaction.atomic
def put(book: Row, *, at: datetime, by: User | None = None) -> Loaded:
    """Bring the district that `book` names to what it says. What the book does not mention
    (places and units added by hand) stays; rules and duties become exactly those of the book."""
    loaded = _district(book, at=at, by=by)
    district = loaded.district
    places = _places(loaded, book["places"], at=at, by=by)
    units = _units(loaded, book["units"], places, at=at, by=by)
    before = Rulebook.objects.filter(district_id=district.pk).count()
    version = rulebook.put_rules(district, rules_of(book), at=at)
    if version != before:
        loaded.changes.append(_("办件规则：第 %d 版生效") % version)
    loaded.changes += _terms(district, book.get("exchange", {}), at=at)
    loaded.changes += questions.put(district, book, at=at, by=by)
    duties = list(_duties(book, places, units))
    if changed := rulebook.put_duties(district, duties):
        loaded.changes.append(_("权责清单：%d 行有变化") % changed)
    if changed := _pairings(book, places, units, at=at, by=by):
        loaded.changes.append(_("结对：%d 行有变化") % changed)
    loaded.changes += together.put(together.Ground(district, places, units, at), book)
    return loaded


def _terms(district: District, document: Row, *, at: datetime) -> list[str]:
    """How things are ordered and rated; what an earlier book said and this one does not, ends."""
    before = exchange.terms_of(district.pk).version
    if not document and not before:
        return []
    version = listings.put_terms(district, document, at=at)
    return [_("供需规则：第 %d 版生效") % version] if version != before else []


def rules_of(book: Row) -> dict[str, Any]:
    """What `cases` keeps of a playbook."""
    roles = {"roles": book["roles"]} if book.get("roles") else {}
    return {**book["cases"], **roles}


def _district(book: Row, *, at: datetime, by: User | None) -> Loaded:
    row = book["district"]
    wanted = {name: row.get(name, "") for name in DISTRICT}
    wanted["ref_prefix"] = wanted["ref_prefix"] or "LX"
    wanted["playbook"] = book["playbook"]
    present = District.objects.filter(pk=row["code"]).first()
    if present and _same(present, wanted):
        return Loaded(present)
    district = network.create_district(row["code"], **wanted, by=by, at=at)
    return Loaded(district, [_change(_("辖区"), row, is_new=present is None)])


def _places(
    loaded: Loaded, rows: Sequence[Row], *, at: datetime, by: User | None
) -> dict[str, Place]:
    district = loaded.district
    places = {place.code: place for place in Place.objects.filter(district_id=district.pk)}
    for row in parents_first(rows):
        present = places.get(row["code"])
        parent = places[row["parent"]] if row.get("parent") else None
        wanted = {
            "kind": row["kind"],
            "name": row["name"],
            "parent": parent,
            "shape": row.get("shape"),
            "is_active": row.get("is_active", True),
        }
        if "shape" not in row or "lon" in row:
            wanted |= {"lon": row.get("lon"), "lat": row.get("lat")}
        if present is None or not _same(present, wanted):
            places[row["code"]] = network.put_place(district, row["code"], **wanted, by=by, at=at)
            loaded.changes.append(_change(_("地点"), row, is_new=present is None))
    return places


def _units(
    loaded: Loaded,
    rows: Sequence[Row],
    places: Mapping[str, Place],
    *,
    at: datetime,
    by: User | None,
) -> dict[str, Organisation]:
    district, root = loaded.district, _root(places)
    found = Organisation.objects.filter(district_id=district.pk).select_related("place")
    units = {unit.code: unit for unit in found}
    for row in rows:
        present = units.get(row["code"])
        wanted = {
            "name": row["name"],
            "kind": row["kind"],
            "place": places[row["place"]] if "place" in row else root,
            "hotline": row.get("hotline", ""),
            "hours": row.get("hours", ""),
            "is_active": row.get("is_active", True),
        }
        if present is None or not _same(present, wanted):
            units[row["code"]] = network.put_organisation(
                district, row["code"], **wanted, by=by, at=at
            )
            loaded.changes.append(_change(_("单位"), row, is_new=present is None))
    return units


def _duties(
    book: Row, places: Mapping[str, Place], units: Mapping[str, Organisation]
) -> Iterator[Assignment]:
    """Who stands first in the book is asked first."""
    ranks: Counter[tuple[str, str]] = Counter()
    for row in book.get("duties", []):
        place = places[row["place"]] if "place" in row else _root(places)
        for code in checks.units_of(row):
            line = (row["class"], place.code)
            yield Assignment(row["class"], units[code], place, rank=ranks[line])
            ranks[line] += 1


def _pairings(
    book: Row,
    places: Mapping[str, Place],
    units: Mapping[str, Organisation],
    *,
    at: datetime,
    by: User | None,
) -> int:
    """Those of the book that are new or changed; what the book does not mention stays."""
    changed = 0
    for row in book.get("pairings", []):
        wanted = {
            "class_codes": row.get("classes", []),
            "ends_on": date.fromisoformat(row["ends_on"]) if "ends_on" in row else None,
            "note": row.get("note", ""),
        }
        place, unit = places[row["place"]], units[row["unit"]]
        starts_on = date.fromisoformat(row["starts_on"])
        present = Pairing.objects.filter(
            district_id=place.district_id, place=place, unit=unit, starts_on=starts_on,
            rests_on="",
        ).first()  # fmt: skip
        if present is None or not _same(present, wanted):
            network.put_pairing(place, unit, starts_on=starts_on, **wanted, by=by, at=at)
            changed += 1
    return changed


def _root(places: Mapping[str, Place]) -> Place:
    return next(place for place in places.values() if place.parent_id is None)


def parents_first(rows: Sequence[Row]) -> list[Row]:
    parents = {row["code"]: row.get("parent") for row in rows}

    def depth(code: str | None) -> int:
        return 0 if code is None else 1 + depth(parents.get(code))

    return sorted(rows, key=lambda row: depth(row["code"]))


def _same(row: District | Place | Organisation | Pairing, wanted: Row) -> bool:
    return all(getattr(row, name) == value for name, value in wanted.items())


def _change(what: str, row: Row, *, is_new: bool) -> str:
    how = _("新增") if is_new else _("更新")
    return f"{how}{what} {row['code']} {row['name']}"


def into(book: Row, district: District) -> dict[str, Any]:
    """`book` for a district that is there already under another name: it keeps its name, its
    number and its top place, and works by the book."""
    root = Place.objects.filter(district_id=district.pk, parent=None).first()
    own = {"code": district.pk, **{name: getattr(district, name) for name in DISTRICT}}
    changed = {**book, "district": own}
    if root is not None:
        old = next(row["code"] for row in book["places"] if not row.get("parent"))
        changed["places"] = [_moved(row, old, root) for row in book["places"]]
        for part in ("units", "duties", "pairings", *together.SECTIONS):
            changed[part] = [_moved(row, old, root) for row in book.get(part, [])]
    return changed


def _moved(row: Row, old: str, root: Place) -> dict[str, Any]:
    """`row` with the book's top place replaced by the district's own."""
    if row.get("kind") == "DISTRICT":
        return export_place(root)
    names = [name for name in ("parent", "place") if row.get(name) == old]
    return {**row, **dict.fromkeys(names, root.code)}


def export_place(place: Place) -> dict[str, Any]:
    """One line of `places`, without what goes without saying."""
    row: dict[str, Any] = {"code": place.code, "kind": place.kind, "name": place.name}
    if place.parent:
        row["parent"] = place.parent.code
    if place.lon is not None:
        row |= {"lon": place.lon, "lat": place.lat}
    if place.shape is not None:
        row["shape"] = place.shape
    if not place.is_active:
        row["is_active"] = False
    return row
