"""Shelves on disk: what a process that starts begins with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lianxin.exchange.actions import listings
from lianxin.exchange.models import Listing
from lianxin.matching import queries, reading, saved, stock
from lianxin.matching.families import Family
from tests import make
from tests.make import NOON
from tests.matching import fits

LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(stock, "WORTH_KEEPING", 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles that are read from rows of the database."""
    titles: list[str] = []
    usual = reading.item

    def told(listing: Listing, **more: Any) -> Any:
        titles.append(listing.title)
        return usual(listing, **more)

    monkeypatch.setattr(reading, "item", told)
    return titles


def found(need: Listing) -> list[str]:
    asker = queries.for_listing(need)
    return [one.listing.title for one in queries.suggestions(asker, Family.RESULT, at=LATER)]


def test_a_new_process_maps_what_was_written_and_reads_only_what_is_newer(
    read: list[str],
) -> None:
    """X23: the first question of a process reads no posts."""
    need = fits.listing("NEED")
    gone, kept = fits.listing("RESULT", title="甲膜"), fits.listing("RESULT", title="乙膜")
    assert stock.keep(need.district_id, at=LATER)
    assert not stock.keep(need.district_id, at=LATER)
    stock.forget()
    read.clear()
    assert set(found(need)) == {gone.title, kept.title}
    assert read.count("甲膜") == 1  # for its reasons

    listings.withdraw(gone, by=None, at=NOON)
    fits.listing("RESULT", title="丙膜")
    stock.forget()
    assert set(found(need)) == {"乙膜", "丙膜"}


def test_what_other_code_or_another_database_wrote_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need = fits.listing("NEED")
    made = fits.listing("RESULT")
    stock.keep(need.district_id, at=LATER)
    pointer = Path(saved._pointer(need.district_id))
    elsewhere = make.district("elsewhere")
    (pointer.parent / f"{elsewhere.pk}.json").write_bytes(pointer.read_bytes())
    assert not stock.Stock(elsewhere.pk)._begin(at=LATER)
    monkeypatch.setattr(saved, "_format", lambda: "another")
    assert saved.read(need.district_id) is None
    stock.forget()
    assert found(need) == [made.title]


def test_small_boards_are_joined_behind_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    need = fits.listing("NEED")
    many = {fits.listing("RESULT", title=f"{n}号膜").title for n in range(8)}
    stock.keep(need.district_id, at=LATER)
    stock.forget()
    monkeypatch.setattr("lianxin.matching.shelf.MOST_BOARDS", 2)
    for n in range(8, 13):
        many.add(fits.listing("RESULT", title=f"{n}号膜").title)
        assert set(found(need)) == many
    shelf = stock.of(need.district_id).shelves[Family.RESULT]
    assert len(shelf) == len(many)
    assert len(shelf.boards) <= 3
