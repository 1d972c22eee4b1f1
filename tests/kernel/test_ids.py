"""Who comes first has the lower number."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import time_machine

from lianxin.kernel.ids import new_id

NOON = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)


def test_ids_made_at_one_moment_keep_their_order() -> None:
    with time_machine.travel(NOON, tick=False):
        made = [new_id() for _ in range(10_000)]

    assert made == sorted(made)
    assert {one.version for one in made} == {7}


def test_several_threads_never_make_the_same() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _n: new_id(), range(4_000)))

    assert len(set(made)) == len(made)


def test_an_id_tells_its_millisecond_also_after_a_later_one_was_made() -> None:
    then = NOON + dt.timedelta(days=2000)  # nobody else has been there
    for moment in (then, then + dt.timedelta(days=400), then):
        with time_machine.travel(moment, tick=False):
            assert new_id().int >> 80 == int(moment.timestamp() * 1000)
