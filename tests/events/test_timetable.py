"""The sessions of an event by table: understood row by row, put in at once, twice is once."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone

from lianxin.events import actions, timetable
from lianxin.events.timetable import Becomes, Looked
from lianxin.exchange.actions import places
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Delivery
from lianxin.papers.lists import Cell, write_xlsx
from tests import make
from tests.events.test_door import event, sign_up
from tests.exchange import shelf
from tests.make import NOON

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = timezone.localtime(NOON + 30 * DAY)


def lectures() -> Listing:
    return shelf.listing(kind="EVENT", title="夜校")


def book(folder: Path, rows: list[list[Cell]], head: list[str] | None = None) -> BytesIO:
    path = folder / "sessions.xlsx"
    write_xlsx(path, title="场次", head=head or timetable.head(), rows=rows)
    return BytesIO(path.read_bytes())


def evenings(count: int) -> list[list[Cell]]:
    days = [f"{LATER + n * DAY:%Y-%m-%d}" for n in range(count)]
    return [[day, "19:00", "20:30", 20 + n, f"第 {n + 1} 讲"] for n, day in enumerate(days)]


def looked(listing: Listing, content: BytesIO, name: str = "a.xlsx") -> Looked:
    content.seek(0)
    return timetable.look(listing, timetable.rows_in(name, content), at=NOON)


def put(listing: Listing, told: Looked, key: UUID | None = None) -> tuple[int, int]:
    return actions.put_sessions(listing, told.planned, by=None, at=NOON, key=key or new_id())


def sessions(listing: Listing) -> list[Slot]:
    rows = Slot.objects.filter(district_id=listing.district_id, listing=listing)
    return list(rows.order_by("starts_at"))


def test_thirty_sessions_come_in_at_once_and_the_same_table_changes_nothing(
    tmp_path: Path,
) -> None:
    listing = lectures()
    table = book(tmp_path, evenings(30))

    first = looked(listing, table)
    assert (len(first.planned), first.faults) == (30, [])
    assert put(listing, first) == (30, 0)
    assert put(listing, first) == (30, 0)  # at the same time: the sessions are the same ones
    again = looked(listing, table)
    assert {one.becomes for one in again.planned} == {Becomes.SAME}
    assert put(listing, again) == (0, 0)

    made = sessions(listing)
    assert (len(made), made[0].title, made[29].capacity) == (30, "第 1 讲", 49)
    assert f"{timezone.localtime(made[3].starts_at):%H:%M}" == "19:00"
    out = looked(listing, book(tmp_path, [timetable.cells(one) for one in made]))
    assert {one.becomes for one in out.planned} == {Becomes.SAME}


def test_a_session_is_moved_by_its_number_and_whoever_is_in_it_is_told(tmp_path: Path) -> None:
    slot = event()
    wish = Wish(who=Who(name="李阿姨", email="li@example.org"))
    places.take(slot, wish, key=new_id(), at=NOON)
    slot.refresh_from_db()
    [day, _starts, _ends, *_rest, number] = timetable.cells(slot)
    rows: list[list[Cell]] = [[day, "21:00", "22:00", 8, "改到晚上", 0, number]]

    told = looked(slot.listing, book(tmp_path, rows))
    [plan] = told.planned
    assert (plan.becomes, plan.told) == (Becomes.CHANGED, 1)
    key = new_id()
    assert put(slot.listing, told, key) == (0, 1)
    assert put(slot.listing, looked(slot.listing, book(tmp_path, rows)), key) == (0, 0)

    slot.refresh_from_db()
    assert (slot.title, slot.capacity, slot.sequence) == ("改到晚上", 8, 1)
    assert Delivery.objects.filter(kind="slot_changed").count() == 1


def test_what_was_moved_by_hand_stays_when_the_old_table_comes_again(tmp_path: Path) -> None:
    listing, table = lectures(), book(tmp_path, evenings(1))
    put(listing, looked(listing, table))
    [slot] = sessions(listing)
    places.change_slot(
        slot, starts_at=slot.starts_at + DAY, ends_at=slot.ends_at + DAY, by=None, at=NOON
    )

    assert put(listing, looked(listing, table)) == (0, 0)
    assert len(sessions(listing)) == 1


BAD: list[tuple[list[Cell], str, str]] = [
    (["下周", "19:00", "20:00", 20, ""], "日期", "不是日期"),
    (["2026-12-01", "晚上", "20:00", 20, ""], "从几点", "不是时间"),
    (["2026-12-01", "19:00", "18:00", 20, ""], "到几点", "不晚于开始"),
    (["2026-12-01", "19:00", "20:00", "很多", ""], "名额", "不是人数"),
    (["2026-12-01", "19:00", "20:00", 0, ""], "名额", "不是人数"),
    (["2001-12-01", "19:00", "20:00", 20, ""], "日期", "已经过去了"),
    (["2026-12-01", "19:00", "20:00", 20, "长" * 121], "这一场叫什么", "太长"),
    (["2026-12-01", "19:00", "20:00", 20, "", 0, "x"], "场次编号（系统填）", "没有这一场"),
]


def test_every_fault_is_said_with_its_row_and_column(tmp_path: Path) -> None:
    listing = lectures()
    told = looked(listing, book(tmp_path, [row for row, *_said in BAD]))

    assert told.planned == []
    said = [(fault.line, fault.column) for fault in told.faults]
    assert said == [(line, column) for line, (_row, column, _what) in enumerate(BAD, 2)]
    for fault, (_row, _column, what) in zip(told.faults, BAD, strict=True):
        assert what in fault.what
        assert fault.remedy


def test_the_same_twice_in_one_table_fewer_seats_than_taken_and_what_is_called_off(
    tmp_path: Path,
) -> None:
    slot, off = event(), event()
    for number in range(2):
        sign_up(slot, number)
    slot.refresh_from_db()
    few = timetable.cells(slot)
    few[3] = 1
    places.cancel_slot(off, note="台风", by=None, at=NOON)
    twice = looked(slot.listing, book(tmp_path, [*evenings(1), *evenings(1), few]))
    gone = looked(off.listing, book(tmp_path, [timetable.cells(off)]))

    assert [fault.line for fault in twice.faults] == [3, 4]
    assert "和第 2 行是同一场" in twice.faults[0].what
    assert "已有 2 个名额" in twice.faults[1].what
    assert "已经取消" in gone.faults[0].what


@pytest.mark.parametrize(
    "text",
    [
        "开始时间,结束,人数,日期\n19：30,21点,20,2026年12月1日\n",
        "date,start,end,seats\n46357,0.8125,0.875,20\n",
        "日期\t从几点\t到几点\t名额\n20261201\t19:30\t2026-12-01 21:00\t20\n",
    ],
)
def test_it_is_read_however_an_office_writes_it(text: str) -> None:
    [plan] = looked(lectures(), BytesIO(text.encode("gb18030")), "a.csv").planned
    assert timezone.localtime(plan.starts_at).isoformat() == "2026-12-01T19:30:00+08:00"
    assert timezone.localtime(plan.ends_at).isoformat() == "2026-12-01T21:00:00+08:00"


def test_a_camp_over_several_days_goes_out_and_comes_in_the_same(tmp_path: Path) -> None:
    slot = shelf.slot(lectures(), starts_at=LATER, ends_at=LATER + 3 * DAY)
    told = looked(slot.listing, book(tmp_path, [timetable.cells(slot)]))
    assert [one.becomes for one in told.planned] == [Becomes.SAME]


def test_what_is_no_table_or_an_empty_one_is_refused_and_strangers_put_nothing_in(
    tmp_path: Path,
) -> None:
    listing = lectures()
    files = {"a.pdf": b"x", "a.csv": b"a,b\n1,2\n", "a.xlsx": book(tmp_path, []).getvalue()}
    for name, content in files.items():
        with pytest.raises(Refusal):
            looked(listing, BytesIO(content), name)
    told = looked(listing, book(tmp_path, evenings(1)))
    stranger = make.handler(make.organisation(name="别家"))
    with pytest.raises(NotAllowed):
        actions.put_sessions(listing, told.planned, by=stranger, at=NOON, key=new_id())
    course = shelf.listing(kind="COURSE", title="书法课")
    with pytest.raises(Refusal, match="只有活动"):
        actions.put_sessions(course, told.planned, by=None, at=NOON, key=new_id())
