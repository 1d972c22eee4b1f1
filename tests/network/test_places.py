"""Places: shapes, points, moving, and GeoJSON in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network import actions, geo
from lianxin.network.models import District, Place, PlaceKind
from tests import make
from tests.make import NOON

LON, LAT = 121.41, 31.29


def square(lon: float, lat: float, side: float = 0.01) -> dict[str, Any]:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def town() -> District:
    """A street with a community of two grids side by side, of 0.005° each."""
    district = make.district()
    street = put(district, "s1", PlaceKind.STREET, make.root(district), square(LON, LAT, 0.04))
    community = put(district, "c1", PlaceKind.COMMUNITY, street, square(LON, LAT, 0.02))
    put(district, "g1", PlaceKind.GRID, community, square(LON, LAT, 0.005))
    put(district, "g2", PlaceKind.GRID, community, square(LON + 0.005, LAT, 0.005))
    return district


def put(
    district: District, code: str, kind: str, parent: Place | None, shape: dict[str, Any] | None
) -> Place:
    return actions.put_place(
        district, code, kind=kind, name=code, parent=parent, shape=shape, by=None, at=NOON
    )


def code_at(district: District, lon: float, lat: float) -> str | None:
    found = geo.place_at(district.pk, lon, lat)
    return found.code if found else None


def test_a_point_lies_in_the_smallest_place_around_it(town: District) -> None:
    assert code_at(town, LON + 0.001, LAT + 0.001) == "g1"
    assert code_at(town, LON + 0.007, LAT + 0.001) == "g2"
    assert code_at(town, LON + 0.015, LAT + 0.015) == "c1"
    assert code_at(town, LON + 0.03, LAT + 0.03) == "s1"


def test_a_point_just_outside_belongs_to_the_nearest_and_a_far_one_to_none(town: District) -> None:
    assert code_at(town, LON - 0.003, LAT + 0.001) == "g1"  # about 285 m west
    assert code_at(town, LON - 0.0035, LAT + 0.001) is None  # about 333 m


def test_on_a_shared_border_there_is_one_answer(town: District) -> None:
    assert code_at(town, LON + 0.005, LAT + 0.001) in {"g1", "g2"}


def test_the_index_follows_what_was_changed(town: District) -> None:
    assert code_at(town, LON + 0.001, LAT + 0.001) == "g1"
    community = Place.objects.get(district=town, code="c1")
    put(town, "g1", PlaceKind.GRID, community, square(LON + 0.01, LAT, 0.005))

    assert code_at(town, LON + 0.001, LAT + 0.001) == "c1"


def test_places_of_another_district_are_not_found(town: District) -> None:
    assert geo.place_at(make.district("other").pk, LON + 0.001, LAT + 0.001) is None


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({"type": "Point", "coordinates": [LON, LAT]}, "Polygon"),
        ({"type": "Polygon", "coordinates": []}, "至少要有一个环"),
        ({"type": "Polygon", "coordinates": [[[LON, LAT], [LON, LAT]]]}, "至少要有 4 个点"),
        ({"type": "Polygon", "coordinates": [square(LON, LAT)["coordinates"][0][:4]]}, "没有闭合"),
        (square(LAT, LON), "先写经度"),
        (square(13515000, 3600000), "超出范围"),
        (
            {"type": "Polygon", "coordinates": [[[LON, LAT], "x", [1, 2], [LON, LAT]]]},
            "不是 [经度",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            "与自身相交",
        ),
    ],
)
def test_a_bad_shape_is_refused_with_what_is_wrong(shape: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words.replace("[", r"\[")):
        geo.check_shape(shape)


def test_gcj02_moves_points_in_china_alone_and_back_to_a_centimetre() -> None:
    shifted = geo.to_gcj02(116.404, 39.915)
    assert shifted == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-6)
    assert geo.from_gcj02(*shifted) == pytest.approx((116.404, 39.915), abs=1e-7)
    assert geo.to_gcj02(2.35, 48.85) == (2.35, 48.85)


def test_all_below_moves_with_a_place(town: District) -> None:
    street2 = put(town, "s2", PlaceKind.STREET, make.root(town), None)
    put(town, "c1", PlaceKind.COMMUNITY, street2, square(LON, LAT, 0.02))

    paths = set(Place.objects.filter(district=town).values_list("path", flat=True))
    assert {"wanghai/s2/c1", "wanghai/s2/c1/g1", "wanghai/s2/c1/g2", "wanghai/s1"} <= paths
    assert not any(path.startswith("wanghai/s1/") for path in paths)


def test_a_place_cannot_be_put_below_itself(town: District) -> None:
    grid = Place.objects.get(district=town, code="g1")
    with pytest.raises(Refusal, match="自己的下级"):
        put(town, "c1", PlaceKind.COMMUNITY, grid, None)


def test_only_an_operator_changes_places(town: District) -> None:
    with pytest.raises(NotAllowed):
        actions.put_place(
            town,
            "g9",
            kind=PlaceKind.GRID,
            name="九",
            parent=make.root(town),
            by=make.manager(make.root(town)),
            at=NOON,
        )


def test_what_is_exported_can_be_imported_elsewhere(
    town: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_places", "wanghai")
    text = capsys.readouterr().out.replace('"wanghai"', '"other"')
    file = tmp_path / "places.geojson"
    file.write_text(text, encoding="utf-8")
    other = make.district("other")

    call_command("import_places", "other", str(file))
    assert Place.objects.filter(district=other).count() == 1
    call_command("import_places", "other", str(file), "--write")

    here, there = (
        geo.feature_collection(one, [PlaceKind.GRID, PlaceKind.STREET]) for one in (town, other)
    )
    assert json.loads(json.dumps(here).replace('"wanghai"', '"other"')) == there


def test_a_file_with_mistakes_is_listed_by_feature_and_not_written(
    town: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"type": "Feature", "geometry": None}
    features = [
        good | {"properties": {"code": "g3", "name": "三", "kind": "GRID", "parent": "c1"}},
        good | {"properties": {"code": "g4", "name": "四", "kind": "LANE", "parent": "c1"}},
        good | {"properties": {"code": "g5", "name": "五", "kind": "GRID", "parent": "c9"}},
        good | {"properties": {"code": "g3", "name": "三", "kind": "GRID", "parent": "c1"}},
    ]
    file = tmp_path / "places.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    with pytest.raises(CommandError, match="3 features"):
        call_command("import_places", "wanghai", str(file), "--write")

    said = capsys.readouterr().err
    assert "feature 2 (g4): kind" in said
    assert "feature 3 (g5): 上级" in said
    assert "feature 4 (g3): 代码" in said
    assert not Place.objects.filter(district=town, code="g3").exists()
