"""What happens by itself happens in every district."""

from __future__ import annotations

import datetime as dt

from lianxin.network import districts
from tests import make


def test_each_district_is_seen_to_until_nothing_is_left() -> None:
    here, there = make.district().pk, make.district("other").pk
    left = {here: 2, there: 0}
    asked: list[int] = []

    def act(district_id: int, *, at: dt.datetime) -> int:
        asked.append(district_id)
        left[district_id] -= 1
        return left[district_id] + 1

    districts.in_each(act)

    assert asked == [here, here, here, there]
