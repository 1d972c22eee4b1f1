"""Where something is, by the names that somebody used for it."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.network.models import District, Place

SHORTEST = 2


def place_in(district: District, text: str) -> Place:
    """The place that most of the names in `text` lead to; where several are as good, the one above
    them; where nothing is named, the district as a whole."""
    places = Place.objects.filter(district_id=district.pk, is_active=True)
    rows = places.values_list("path", "name")
    named = {path for path, name in rows if len(name) >= SHORTEST and name in text}
    scores = {path: sum(above in named for above in _upwards(path)) for path in named}
    best = [path for path, score in scores.items() if score == max(scores.values())]
    path = _common(best)
    which = {"path": path} if path else {"parent__isnull": True}
    found: Place = places.defer("shape").get(**which)
    return found


def _upwards(path: str) -> list[str]:
    """`path` and those above it, the lowest first."""
    codes = path.split("/")
    return ["/".join(codes[:n]) for n in range(len(codes), 0, -1)]


def _common(paths: Iterable[str]) -> str:
    """The lowest place that is above all of `paths`, or one of them; "" where there is none."""
    lines = [set(_upwards(path)) for path in paths]
    return max(set.intersection(*lines), key=len, default="") if lines else ""
