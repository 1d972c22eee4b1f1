"""Listings handed in as tables, and written out again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.catalogue import importing, sheets
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.kernel import work
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User
from lianxin.operate.worker import run_all
from lianxin.papers import actions as papers
from lianxin.papers import filing, lists
from lianxin.papers.models import Job
from lianxin.web.ledger import tasks
from tests import make
from tests.exchange import shelf
from tests.make import NOON

HEAD = (
    "编号,提供单位,名称,说明,服务内容（必填）,一次大约多久（分钟）,可多久一次,方式,价格（元）,"
    "适合谁,时间,联系人,联系电话"
)
ROW = (
    ",,助餐{n},软烂可口,助餐、送餐,30,每周,上门,12.5,"
    "老年人,周一至周五 9:00-17:00,陈师傅,0532-1234567"
)


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(minutes=1), tick=False):
        yield


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def kitchen() -> tuple[Organisation, User]:
    unit = make.organisation(name="学苑餐厅", kind="FIRM")
    return unit, make.unit_lead(unit)


def handed_in(by: User, *rows: str, head: str = HEAD, kind: str = "SERVICE", **asked: Any) -> Job:
    file = SimpleUploadedFile("清单.csv", "\n".join([head, *rows]).encode())
    told = {"kind": kind, "publishes": True} | asked
    return papers.draft(
        importing.KIND, title="清单", by=by, district_id=make.district().pk, key=new_id(), at=NOON,
        asked=told, source=file, source_name="listings.csv",
    )  # fmt: skip


def filed(job: Job) -> Job:
    importing.check(job)
    papers.start(job, tasks.import_listings, at=NOON)
    run_all()
    job.refresh_from_db()
    return job


def test_a_row_is_a_listing_that_anybody_can_order() -> None:
    unit, lead = kitchen()

    job = filed(handed_in(lead, ROW.format(n=1), unit=unit.code))

    [listing] = Listing.objects.filter(district_id=unit.district_id)
    assert (listing.state, listing.provider, listing.title) == ("PUBLISHED", unit, "助餐1")
    assert (listing.mode, listing.price_fen) == ("AT_HOME", 1250)
    assert listing.details == {"subjects": ["助餐", "送餐"], "minutes": 30, "frequency": "WEEKLY"}
    assert (listing.hours, listing.audience) == ("Mo-Fr 09:00-17:00", ["ELDERS"])
    assert (job.state, job.found["new"]) == ("DONE", 1)


def test_nothing_is_written_before_somebody_has_seen_what_is_wrong_and_where() -> None:
    unit, lead = kitchen()
    bad = ",没有这家,助餐,,助餐,半小时,天天,上门,十二块,,看心情,陈师傅,1"
    job = handed_in(lead, ROW.format(n=1), bad, unit=unit.code)

    importing.check(job)

    assert not Listing.objects.filter(district_id=unit.district_id).exists()
    assert (job.found["good"], job.found["bad"]) == (1, 1)
    found = {fault["column"]: fault for fault in job.found["faults"]}
    assert set(found) == {"提供单位", "一次大约多久（分钟）", "可多久一次", "价格（元）", "时间"}
    assert found["可多久一次"]["lines"] == [3]
    assert "每周" in found["可多久一次"]["remedy"]
    assert "没有这家" in found["提供单位"]["what"]


def test_hours_that_nobody_understands_are_told() -> None:
    unit, lead = kitchen()
    job = handed_in(lead, ROW.format(n=1).replace("周一至周五", "看心情"), unit=unit.code)

    importing.check(job)

    [fault] = job.found["faults"]
    assert fault["column"] == "时间"


def test_what_is_not_complete_stays_a_draft_and_is_told() -> None:
    """X11."""
    unit, lead = kitchen()
    row = ROW.format(n=1).replace("0532-1234567", "")

    job = filed(handed_in(lead, row, unit=unit.code))

    [listing] = Listing.objects.filter(district_id=unit.district_id)
    assert listing.state == "DRAFT"
    assert job.found["drafts"] == 1
    assert job.found["remarks"][0]["word"] == "联系电话"


def test_of_many_remarks_the_first_are_shown_and_the_rest_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "REMARKS_SHOWN", 1)
    unit, lead = kitchen()
    row = ROW.format(n=1).replace("0532-1234567", "").replace("陈师傅", "")
    job = handed_in(lead, row, unit=unit.code)
    importing.check(job)
    client.force_login(lead)

    page = client.get(f"/ledger/{job.pk}/").content.decode()

    assert "还有 1 条没有列出" in page


def test_the_same_table_again_is_the_same_listings_brought_up_to_date() -> None:
    unit, lead = kitchen()
    filed(handed_in(lead, ROW.format(n=1), ROW.format(n=2), unit=unit.code))
    first = Listing.objects.get(district_id=unit.district_id, title="助餐1")

    changed = ROW.format(n=1).replace("12.5", "15").replace(",,助餐", f"{first.ref},,午饭")
    job = filed(handed_in(lead, changed, ROW.format(n=2), unit=unit.code))

    assert Listing.objects.filter(district_id=unit.district_id).count() == 2
    first.refresh_from_db()
    assert (first.title, first.price_fen) == ("午饭1", 1500)
    assert job.found["new"] == 0


def test_rows_that_say_the_same_twice_are_told() -> None:
    unit, lead = kitchen()
    job = handed_in(lead, f"A{ROW.format(n=1)}", f"A{ROW.format(n=1)}", unit=unit.code)

    importing.check(job)

    [fault] = job.found["faults"]
    assert "第 2 行" in fault["what"]


def test_nobody_offers_in_anothers_name() -> None:
    unit, lead = kitchen()
    other = make.organisation(name="别的单位")

    job = handed_in(lead, ROW.format(n=1).replace(",,", f",{other.name},", 1), unit=unit.code)
    importing.check(job)

    [fault] = job.found["faults"]
    assert "别的单位" in fault["what"]


def test_firms_that_are_not_known_are_registered_by_the_desk_alone() -> None:
    unit, lead = kitchen()
    row = ROW.format(n=1).replace(",,", ",新来的公司,", 1)

    job = filed(handed_in(make.dispatcher(), row, row.replace("助餐1", "洗衣"), makes_firms=True))

    firm = Organisation.objects.get(district_id=unit.district_id, name="新来的公司")
    assert Listing.objects.filter(district_id=unit.district_id, provider=firm).count() == 2
    assert job.found["new"] == 2
    with pytest.raises(Refusal):
        importing.check(handed_in(lead, row, makes_firms=True))


def test_a_file_without_a_title_is_no_list() -> None:
    _unit, lead = kitchen()

    with pytest.raises(Refusal, match="名称"):
        importing.check(handed_in(lead, "1,2", head="甲,乙"))


@pytest.mark.parametrize("kind", sorted(shelf.NEEDED))
def test_what_goes_out_comes_in_as_the_same(kind: str, tmp_path: Path) -> None:
    unit, lead = kitchen()
    listing = shelf.listing(
        unit, kind=kind, hours="Mo-Fr 09:00-17:00", price_fen=1250, audience=["ELDERS"]
    )
    columns = sheets.columns(KINDS[kind])
    path = tmp_path / "out.xlsx"
    head = [str(column.label) for column in columns]
    lists.write_xlsx(path, title="x", head=head, rows=[sheets.row(KINDS[kind], listing)])
    before = {name: getattr(listing, name) for name in ("title", "details", "hours", "price_fen")}
    job = papers.draft(
        importing.KIND, title="清单", by=lead, district_id=unit.district_id, key=new_id(), at=NOON,
        asked={"kind": kind}, source=SimpleUploadedFile("a.xlsx", path.read_bytes()),
        source_name="listings.xlsx",
    )  # fmt: skip

    job = filed(job)

    assert job.found["bad"] == 0, job.found["faults"]
    assert Listing.objects.filter(district_id=unit.district_id).count() == 1
    seq = listing.seq
    listing.refresh_from_db()
    assert {name: getattr(listing, name) for name in before} == before
    assert listing.seq == seq  # nothing had changed


def test_a_thousand_rows_are_filed_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    unit, lead = kitchen()
    monkeypatch.setattr(filing, "AT_ONCE", 40)
    monkeypatch.setattr(filing, "SLICE", 0.0001)
    job = handed_in(lead, *(ROW.format(n=n) for n in range(120)), unit=unit.code)

    job = filed(job)

    assert (job.state, job.done, job.total) == ("DONE", 120, 120)
    assert Listing.objects.filter(district_id=unit.district_id, state="PUBLISHED").count() == 120
    with job.file.open("rb") as file:
        receipts = list(openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[0].values)
    assert len(receipts) == 121
    assert receipts[1][1] == "已上架"
    assert not work.failed().exists()


def test_every_kind_can_be_read_and_written() -> None:
    for kind in KINDS.values():
        names = [column.name for column in sheets.columns(kind)]
        assert len(names) == len(set(names))
        assert len({str(column.label) for column in sheets.columns(kind)}) == len(names)
