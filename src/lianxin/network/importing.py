"""Trees of places from GeoJSON: every feature is checked before any is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal
from lianxin.network import actions, geo
from lianxin.network.models import District, Place, PlaceKind, User

SURFACES = {"Polygon", "MultiPolygon"}


@dataclass(frozen=True)
class Wrong:
    """What is wrong with the feature at `number`, counted from 1."""

    number: int
    code: str
    message: str


@dataclass(frozen=True)
class Row:
    number: int
    code: str
    name: str
    kind: str
    parent: str
    lon: float | None
    lat: float | None
    shape: dict[str, Any] | None

    @classmethod
    def read(cls, feature: object, number: int) -> Self:
        """Raises `Refusal` with what the feature lacks."""
        if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
            raise Refusal(_("这一项不是 GeoJSON 的 Feature。"))
        known = feature.get("properties") or {}
        kind = str(known.get("kind") or "")
        if kind not in PlaceKind.values:
            kinds = "、".join(PlaceKind.values)
            raise Refusal(
                _("kind 是“%(kind)s”，须是：%(kinds)s。") % {"kind": kind, "kinds": kinds}
            )
        for name in ("code", "name"):
            if not known.get(name):
                raise Refusal(_("缺少 %(name)s。") % {"name": name})
        geometry = feature.get("geometry") or {}
        lon, lat = _point(known, geometry)
        return cls(
            number=number,
            code=str(known["code"]),
            name=str(known["name"]),
            kind=kind,
            parent=str(known.get("parent") or ""),
            lon=lon,
            lat=lat,
            shape=geo.check_shape(geometry) if geometry.get("type") in SURFACES else None,
        )


def _point(
    known: Mapping[str, Any], geometry: Mapping[str, Any]
) -> tuple[float, float] | tuple[None, None]:
    at: list[Any] = [known.get("lon"), known.get("lat")]
    if geometry.get("type") == "Point":
        at = list(geometry.get("coordinates") or [])[:2]
    elif geometry and geometry.get("type") not in SURFACES:
        raise Refusal(_("几何类型须是 Point、Polygon 或 MultiPolygon。"))
    if at == [None, None]:
        return None, None
    if len(at) != 2 or not all(isinstance(n, int | float) for n in at):  # noqa: PLR2004  lon and lat
        raise Refusal(_("坐标须是两个数：经度、纬度。"))
    return geo.check_point(at[0], at[1])


def read_places(collection: object, *, district: District) -> tuple[list[Row], list[Wrong]]:
    """The rows of a FeatureCollection, parents before children, and what is wrong with others."""
    if not isinstance(collection, Mapping) or collection.get("type") != "FeatureCollection":
        return [], [Wrong(0, "", _("文件不是 GeoJSON 的 FeatureCollection。"))]
    rows: dict[str, Row] = {}
    wrong: list[Wrong] = []
    for number, feature in enumerate(collection.get("features") or [], 1):
        try:
            row = Row.read(feature, number)
        except Refusal as refusal:
            wrong.append(Wrong(number, _code_of(feature), refusal.message))
            continue
        if row.code in rows:
            wrong.append(Wrong(number, row.code, _("代码与前面的一项重复。")))
        rows.setdefault(row.code, row)
    wrong += _lost(rows, _present(district))
    return list(_parents_first(rows)), sorted(wrong, key=lambda one: one.number)


@transaction.atomic
def write_places(
    rows: list[Row], *, district: District, by: User | None, at: datetime
) -> dict[str, Place]:
    """Put the rows, all or none. Those of them that were there are brought up to date."""
    places = {place.code: place for place in Place.objects.filter(district=district)}
    for row in rows:
        places[row.code] = actions.put_place(
            district,
            row.code,
            kind=row.kind,
            name=row.name,
            parent=places[row.parent] if row.parent else None,
            lon=row.lon,
            lat=row.lat,
            shape=row.shape,
            by=by,
            at=at,
        )
    return places


def _present(district: District) -> set[str]:
    return set(Place.objects.filter(district=district).values_list("code", flat=True))


def _lost(rows: Mapping[str, Row], present: set[str]) -> list[Wrong]:
    lost = []
    for row in rows.values():
        if row.parent and row.parent not in rows and row.parent not in present:
            text = _("上级“%(parent)s”不在文件里，也不在辖区里。") % {"parent": row.parent}
            lost.append(Wrong(row.number, row.code, text))
        elif not row.parent and row.kind != PlaceKind.DISTRICT:
            lost.append(Wrong(row.number, row.code, _("只有区县没有上级；请写 parent。")))
        elif _circles(rows, row):
            lost.append(Wrong(row.number, row.code, _("上级绕回到了自己。")))
    return lost


def _circles(rows: Mapping[str, Row], row: Row) -> bool:
    seen = {row.code}
    while row.parent in rows:
        row = rows[row.parent]
        if row.code in seen:
            return True
        seen.add(row.code)
    return False


def _parents_first(rows: Mapping[str, Row]) -> Iterator[Row]:
    waiting = dict(rows)
    while ready := [row for row in waiting.values() if row.parent not in waiting]:
        for row in ready:
            del waiting[row.code]
            yield row


def _code_of(feature: object) -> str:
    known = feature.get("properties") if isinstance(feature, Mapping) else None
    return str(known.get("code") or "") if isinstance(known, Mapping) else ""
