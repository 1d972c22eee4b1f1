"""Inputs that find one of many by its name: the browser offers a list while one types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.kernel.reference import remembered
from lianxin.network.models import Organisation, Place, PlaceKind

MOST_OPTIONS = 500  # more would make the page heavy; what is typed in full is found all the same


class Known(forms.TextInput):
    """A text input with the options of a <datalist> that the page shows once."""

    def __init__(self, list_id: str, **attrs: Any) -> None:
        super().__init__(attrs={"list": list_id, "autocomplete": "off", **attrs})


class UnitField(forms.CharField):
    """A unit of the district, typed by name or code."""

    widget = Known("units")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("单位"))
        super().__init__(**kwargs)
        self.units: Units | None = None

    def prepare_value(self, value: Any) -> Any:
        if self.units is not None and isinstance(value, Organisation):
            return self.units.label(value)
        return value

    def clean(self, value: Any) -> Any:
        if isinstance(value, Organisation):  # a field that cannot be changed has its first value
            return value
        typed = super().clean(value)
        if not typed:
            return None
        assert self.units is not None  # the form gives it the district's units
        found = self.units.named(typed)
        if found is None:
            raise forms.ValidationError(
                _("没有找到“%(typed)s”。请输入单位名称，从列表中选择。") % {"typed": typed}
            )
        return found


@dataclass(frozen=True)
class Units:
    """The active units of a district, by the names people choose them by."""

    district_id: int

    @property
    def by_label(self) -> Mapping[str, Organisation]:
        return _units(self.district_id)

    @property
    def labels(self) -> list[str]:
        return list(self.by_label)[:MOST_OPTIONS]

    def named(self, typed: str) -> Organisation | None:
        if typed in self.by_label:
            return self.by_label[typed]
        return next((unit for unit in self.by_label.values() if unit.code == typed), None)

    def of(self, pk: UUID | None) -> Organisation | None:
        return next((unit for unit in self.by_label.values() if unit.pk == pk), None)

    def label(self, unit: Organisation) -> str:
        return next((name for name, row in self.by_label.items() if row == unit), unit.name)


class PlaceField(forms.CharField):
    """A place of the district, typed as the list writes it or by its code."""

    widget = Known("places")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("发生地"))
        super().__init__(**kwargs)
        self.places: Places | None = None

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        assert self.places is not None  # the form gives it the district's places
        found = self.places.named(typed)
        if found is None:
            raise forms.ValidationError(
                _("没有找到“%(typed)s”。请输入社区或网格名称，从列表中选择。") % {"typed": typed}
            )
        return found


LISTED_KINDS = (
    PlaceKind.STREET,
    PlaceKind.COMMUNITY,
    PlaceKind.GRID,
    PlaceKind.CAMPUS,
    PlaceKind.PARK,
)


@dataclass(frozen=True)
class Places:
    """The places of a district from the street down to the grid."""

    district_id: int

    @property
    def all(self) -> Sequence[Place]:
        return _places(self.district_id)

    @property
    def by_label(self) -> Mapping[str, Place]:
        return _places_by_label(self.district_id)

    @property
    def labels(self) -> list[str]:
        return list(self.by_label)[:MOST_OPTIONS]

    def named(self, typed: str) -> Place | None:
        """By label or code; by its bare name when only one place has it."""
        if typed in self.by_label:
            return self.by_label[typed]
        found = [place for place in self.all if typed in (place.code, place.name)]
        return found[0] if len(found) == 1 else None

    def choices(self, kinds: Iterable[str]) -> list[tuple[str, str]]:
        """Codes and names for a <select>, those below indented under those above."""
        wanted = [place for place in self.all if place.kind in kinds]
        return [
            (place.code, "　" * (place.kind != PlaceKind.STREET) + place.name) for place in wanted
        ]


@remembered
def _units(district_id: int) -> Mapping[str, Organisation]:
    found = Organisation.objects.filter(district_id=district_id, is_active=True)
    rows = found.select_related("place").defer("place__shape").order_by("kind", "name")
    seen = Counter(row.name for row in rows)
    return {row.name if seen[row.name] == 1 else f"{row.name}（{row.code}）": row for row in rows}


@remembered
def _places(district_id: int) -> Sequence[Place]:
    found = Place.objects.filter(district_id=district_id, is_active=True, kind__in=LISTED_KINDS)
    return tuple(found.defer("shape").order_by("path"))


@remembered
def _places_by_label(district_id: int) -> Mapping[str, Place]:
    places = _places(district_id)
    names = {place.path: place.name for place in places}
    return {" · ".join(_names_above(place, names)): place for place in places}


def _names_above(place: Place, names: dict[str, str]) -> list[str]:
    codes = place.path.split("/")
    paths = ["/".join(codes[: n + 1]) for n in range(len(codes))]
    return [names[path] for path in paths if path in names]
