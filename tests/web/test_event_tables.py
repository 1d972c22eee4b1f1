"""An event as tables, by page: its sessions out and in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.events import timetable
from lianxin.exchange import codes
from lianxin.exchange.actions import places
from lianxin.exchange.models import Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel.ids import new_id
from tests import make
from tests.events.test_door import giver_of, sign_up
from tests.events.test_timetable import book, evenings, sessions
from tests.exchange import shelf
from tests.web.publishing import signed_in

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + HOUR, tick=False) as travelled:
        yield travelled


def event() -> Slot:
    campus = make.organisation(name="海洋大学", kind="CAMPUS")
    return shelf.slot(shelf.listing(campus, kind="EVENT", title="夜校"), capacity=5)


def at_work(slot: Slot) -> Client:
    return signed_in(make.handler(giver_of(slot)))


def page_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "lxml")


def upload(client: Client, path: str, content: BytesIO) -> Any:
    file = SimpleUploadedFile("sessions.xlsx", content.getvalue())
    return client.post(path, {"key": str(new_id()), "file": file})


def rows_to_confirm(answer: Any) -> dict[str, str]:
    form = page_of(answer).select_one("form:has(input[name=rows])")
    assert form is not None
    return {str(one["name"]): str(one["value"]) for one in form.select("input[name]")}


def test_the_table_goes_out_is_filled_in_looked_at_and_put_in(tmp_path: Path) -> None:
    slot = event()
    client, path = at_work(slot), f"/events/{slot.listing.ref}/sessions/"
    assert path in client.get(f"/exchange/{slot.listing.ref}/").content.decode()
    assert path in client.get(f"/exchange/mine/{slot.listing.ref}/sessions/").content.decode()

    out = client.get(f"/events/{slot.listing.ref}/sessions.xlsx")
    [known] = timetable.rows_in("a.xlsx", BytesIO(out.content))
    assert known.cells["number"] == str(slot.pk)

    looked = upload(client, path, book(tmp_path, [timetable.cells(slot), *evenings(30)]))
    assert (looked.status_code, len(sessions(slot.listing))) == (200, 1)
    assert "新开 30 场，改 0 场。" in page_of(looked).get_text()

    sent = rows_to_confirm(looked)
    answers = [client.post(path, sent, follow=True) for _twice in range(2)]
    assert len(sessions(slot.listing)) == 31
    assert "这张表已经导入了。" in page_of(answers[1]).get_text()
    again = upload(client, path, book(tmp_path, evenings(30)))
    assert "不用导入" in page_of(again).get_text()
    assert not page_of(again).select("input[name=rows]")


def test_a_fault_stands_in_its_row_and_nothing_is_put_in(tmp_path: Path) -> None:
    slot = event()
    client, path = at_work(slot), f"/events/{slot.listing.ref}/sessions/"
    rows = evenings(2)
    rows[1][1] = "晚上"

    answer = upload(client, path, book(tmp_path, rows))

    assert answer.status_code == 422
    second = page_of(answer).select("tbody tr")[1].get_text(" ", strip=True)
    assert "第 3 行" in second
    assert "不是时间。 写成 19:30 这样。" in second
    assert not page_of(answer).select("input[name=rows]")
    assert len(sessions(slot.listing)) == 1


@pytest.mark.parametrize("rows", ["x", "[[1]]", "[]", '[["a","b","c","d","e","f","g"]]', "null"])
def test_what_no_page_sends_is_refused(rows: str) -> None:
    slot = event()
    path = f"/events/{slot.listing.ref}/sessions/"
    answer = at_work(slot).post(path, {"key": str(new_id()), "rows": rows})
    assert answer.status_code == 422
    assert page_of(answer).select(".notice--bad")
    nothing = at_work(slot).post(path, {"key": str(new_id())})
    assert "请选择要导入的表格文件" in page_of(nothing).get_text()


def test_who_signed_up_and_who_came_as_a_table_without_numbers(
    now: time_machine.Traveller,
) -> None:
    slot = event()
    came, away, gone = (sign_up(slot, number) for number in range(3))
    places.cancel(gone, by=None, code=codes.of(gone), at=slot.starts_at - HOUR)
    places.attend(came, by=None, at=slot.starts_at)
    now.move_to(slot.ends_at)

    out = at_work(slot).get(f"/events/{slot.listing.ref}/people.xlsx")

    book_out = python_calamine.load_workbook(BytesIO(out.content)).get_sheet_by_index(0)
    [_head, first, second] = book_out.to_python()
    assert [first[3], first[6]] == [came.ref, str(ClaimState.DONE.label)]
    assert first[7] == slot.starts_at.replace(tzinfo=None)
    assert [second[3], second[7]] == [away.ref, ""]
    assert "1390000" not in str([first, second])


def test_only_who_gives_it_reads_and_changes_its_sessions() -> None:
    slot = event()
    stranger = signed_in(make.handler(make.organisation(name="别家")))
    for path in ("sessions/", "sessions.xlsx", "people.xlsx", "ratings.xlsx"):
        assert stranger.get(f"/events/{slot.listing.ref}/{path}").status_code == 404
