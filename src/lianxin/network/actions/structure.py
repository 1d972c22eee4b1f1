"""The district itself, its places and its organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network import districts, geo, policy, queries
from lianxin.network import hours as opening_hours
from lianxin.network.models import District, Organisation, Place, User


@transaction.atomic
def create_district(
    code: int,
    *,
    slug: str,
    name: str,
    name_en: str = "",
    host: str = "",
    ref_prefix: str = "LX",
    playbook: str = "",
    by: User | None,
    at: datetime,
) -> District:
    """Set up a district under its administrative division code, or bring it up to date.

    Raises `Refusal` when another district has the slug or the host.
    """
    present = District.objects.filter(pk=code).first()
    policy.require_operator(by, present, on=timezone.localdate(at))
    district = present or District(pk=code)
    district.slug, district.name, district.name_en = slug, name, name_en
    district.host, district.ref_prefix, district.playbook = host.lower(), ref_prefix, playbook
    others = District.objects.exclude(pk=code)
    if others.filter(slug=slug).exists() or (host and others.filter(host=district.host).exists()):
        raise Refusal(_("另一个辖区已经用了这个网址名或域名，请换一个。"), field="slug")
    _save(district, is_new=present is None)
    transaction.on_commit(districts.forget)
    districts.forget()
    return district


@transaction.atomic
def put_place(
    district: District,
    code: str,
    *,
    kind: str,
    name: str,
    parent: Place | None = None,
    lon: float | None = None,
    lat: float | None = None,
    shape: Mapping[str, Any] | None = None,
    is_active: bool = True,
    by: User | None,
    at: datetime,
) -> Place:
    """Add the place with this code, or bring it up to date; everything below moves with it.

    Without `lon` and `lat`, a shape gives its own inner point. Raises `Refusal` on a shape that
    is none, or a parent that lies below the place itself.
    """
    policy.require_operator(by, district, on=timezone.localdate(at))
    present = Place.objects.filter(district=district, code=code).first()
    place = present or Place(district=district, code=code)
    before = place.path
    place.kind, place.name, place.parent, place.is_active = kind, name, parent, is_active
    place.shape = geo.check_shape(shape) if shape is not None else None
    place.lon, place.lat = _point(lon, lat, place.shape)
    place.path = f"{parent.path}/{code}" if parent else code
    if before and f"{place.path}/".startswith(f"{before}/") and place.path != before:
        raise Refusal(_("不能把地点放到它自己的下级里面。"), field="parent")
    _save(place, is_new=present is None)
    if before and before != place.path:
        _move_below(district, before, place.path)
    District.objects.filter(pk=district.pk).update(places_version=new_id())
    return place


def put_organisation(
    district: District,
    code: str,
    *,
    name: str,
    kind: str,
    place: Place,
    hotline: str = "",
    hours: str = "",
    is_active: bool = True,
    by: User | None,
    at: datetime,
) -> Organisation:
    """Add the organisation with this code, or bring it up to date. Raises `Refusal` when `hours`
    are none that `network.hours` can read."""
    policy.require_operator(by, district, on=timezone.localdate(at))
    _require_same_district(district, place)
    present = Organisation.objects.filter(district=district, code=code).first()
    unit = present or Organisation(district=district, code=code)
    unit.name, unit.kind, unit.place = name, kind, place
    unit.hotline, unit.hours, unit.is_active = hotline, _read_hours(hours), is_active
    _save(unit, is_new=present is None)
    return unit


def _read_hours(text: str) -> str:
    try:
        opening_hours.parse(text) if text else None
    except opening_hours.BadHours as bad:
        raise Refusal(
            _("看不懂工作时间“%s”。请写成 Mo-Fr 08:30-12:00,14:00-17:30。") % bad, field="hours"
        ) from bad
    return text


def _point(
    lon: float | None, lat: float | None, shape: Mapping[str, Any] | None
) -> tuple[float | None, float | None]:
    if lon is not None and lat is not None:
        return geo.check_point(lon, lat)
    return geo.centre(shape) if shape is not None else (None, None)


def _move_below(district: District, before: str, after: str) -> None:
    below = queries.places_below(district.pk, [before]).exclude(path=before)
    below.update(path=Concat(Value(after), Substr(F("path"), len(before) + 1)))


def _require_same_district(district: District, place: Place) -> None:
    if place.district_id != district.pk:
        raise Refusal(_("地点“%(place)s”属于另一个辖区。") % {"place": place.name}, field="place")


def _save(row: models.Model, *, is_new: bool) -> None:
    """Save after checking the fields; the table's constraints hold what spans rows."""
    relations = [field.name for field in row._meta.concrete_fields if field.is_relation]
    try:
        row.clean_fields(exclude=relations)
        row.validate_constraints(exclude=None if is_new else set(relations))
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    row.save(force_insert=is_new)
