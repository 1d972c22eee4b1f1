"""Lists taken out and ledgers taken in, through their pages and the worker."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianxin.cases import exports, importing
from lianxin.cases import ledger as filing
from lianxin.cases.actions import dispatch
from lianxin.cases.models import Case
from lianxin.kernel import work
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from lianxin.operate.worker import run_all
from lianxin.papers import actions as papers
from lianxin.papers import filing as slices
from lianxin.papers.models import Job, JobState
from lianxin.web.ledger import asking, tasks
from tests import make
from tests.web.swap import soup

HEAD = "诉求编号,标题,反映内容,受理时间,所属社区,来电人,联系电话,状态,答复内容,备注"
ROW = (
    "A-{n},路灯{n},海韵路的路灯坏了{n}天。,2026-03-01 20:15,学苑社区,张女士,13800001234,办理中,,急"
)


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(client: Client) -> Client:
    make.district()
    make.place("xueyuan", name="学苑社区")
    client.force_login(make.dispatcher())
    return client


def ledger(*rows: str, encoding: str = "utf-8", name: str = "三月台账.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEAD, *rows]).encode(encoding))


def rows(count: int) -> list[str]:
    return [ROW.format(n=n) for n in range(1, count + 1)]


def hand_in(desk: Client, file: SimpleUploadedFile) -> Job:
    answer = desk.post(reverse("ledger:upload"), {"key": str(new_id()), "file": file})
    assert answer.status_code == 302, soup(answer).get_text()
    return Job.objects.get(pk=answer["Location"].split("/")[-2])


def start(desk: Client, job: Job) -> None:
    desk.post(reverse("ledger:start", args=[job.pk]))


def shown(desk: Client, job: Job) -> str:
    return soup(desk.get(reverse("ledger:job", args=[job.pk]))).get_text(" ", strip=True)


def taken(desk: Client, job: Job) -> bytes:
    answer = desk.get(reverse("ledger:download", args=[job.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file's answer


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    found = openpyxl.load_workbook(io.BytesIO(content)).active
    assert found is not None
    return list(found.iter_rows(values_only=True))


def take_out(desk: Client, **fields: str) -> Any:
    sent = {"key": str(new_id()), "list": "desk", "query": "state=ALL", "shape": "xlsx"}
    return desk.post(reverse("ledger:export"), sent | {"reason": "三月例会"} | fields)


# --- in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_ledger_is_looked_at_before_anything_is_written(desk: Client, encoding: str) -> None:
    """C22."""
    bad = "A-9,,,2026-03-01,,,,,,"
    odd = ROW.format(n=8).replace("2026-03-01 20:15", "上周三")
    job = hand_in(desk, ledger(*rows(3), bad, odd, encoding=encoding))

    text = shown(desk, job)

    assert not Case.objects.exists()
    assert "5 行" in text
    assert "3 行" in text
    assert re.search("第 5 行.*内容和标题都是空的", text)
    assert re.search("第 6 行.*看不懂时间“上周三”", text)
    faults = sheet(taken(desk, job))
    assert [row[0] for row in faults[1:]] == [5, 6]


def test_rows_with_the_same_fault_are_told_together_and_one_mistake_once(desk: Client) -> None:
    done = "A-{n},路灯{n},海韵路的路灯坏了。,某天,学苑社区,张女士,,已办结,已修好,急"
    job = hand_in(desk, ledger(*[done.format(n=n) for n in range(12)]))

    page = soup(desk.get(reverse("ledger:job", args=[job.pk])))

    told = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(told) == 1
    assert re.search("第 2、3、4、.*、11 行 等 12 行 .*看不懂时间“某天”", told[0])
    assert len(sheet(taken(desk, job))) == 13


def test_without_its_time_a_row_is_not_said_to_be_answered_too_early(desk: Client) -> None:
    head = HEAD.replace("备注", "答复时间")
    row = "A-1,路灯,路灯坏了。,某天,学苑社区,张女士,,已办结,已修好,2026-02-03"
    file = SimpleUploadedFile("l.csv", f"{head}\n{row}".encode())

    text = shown(desk, hand_in(desk, file))

    assert "看不懂时间" in text
    assert "早于" not in text


def test_a_file_is_read_once_for_the_slices_that_follow_each_other(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.0001)
    monkeypatch.setattr(slices, "AT_ONCE", 1)
    job = hand_in(desk, ledger(*rows(3)))
    start(desk, job)
    look = Mock(side_effect=importing.look)
    monkeypatch.setattr(importing, "look", look)

    run_all()

    assert (Case.objects.count(), look.call_count) == (3, 1)


def test_what_was_looked_at_is_filed_by_the_worker(desk: Client) -> None:
    job = hand_in(desk, ledger(*rows(3), "A-9,,,2026-03-01,,,,,,"))
    start(desk, job)
    assert "排队中" in shown(desk, job)

    run_all()

    assert Case.objects.count() == 3
    case = Case.objects.order_by("received_at", "id")[0]
    assert case.received_at.isoformat() == "2026-03-01T12:15:00+00:00"
    assert case.place.code == "xueyuan"
    receipts = sheet(taken(desk, job))
    assert [row[:2] for row in receipts[1:]] == [
        (2, "已登记"), (3, "已登记"), (4, "已登记"), (5, "没有登记"),
    ]  # fmt: skip
    by_ref = {case.ref: case for case in Case.objects.all()}
    assert {row[2]: row[3] for row in receipts[1:4]} == {
        ref: make.code(case) for ref, case in by_ref.items()
    }
    assert "新登记 3 件" in shown(desk, job)


def test_the_same_ledger_again_doubles_nothing(desk: Client) -> None:
    """C2."""
    jobs = [hand_in(desk, ledger(*rows(3))) for _ in range(2)]
    for job in jobs:
        start(desk, job)
        start(desk, job)
        run_all()

    assert Case.objects.count() == 3
    assert "以前登记过 3 件" in shown(desk, jobs[1])


def test_a_killed_worker_goes_on_where_it_was(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = hand_in(desk, ledger(*rows(7)))
    start(desk, job)
    monkeypatch.setattr(slices, "AT_ONCE", 2)
    monkeypatch.setattr(slices, "WRITING", 60.0)
    real, calls = filing.file, list[int]()

    def dies(district: Any, record: Any) -> Any:
        calls.append(record.line)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return real(district, record)

    monkeypatch.setattr(filing, "file", dies)
    with pytest.raises(KeyboardInterrupt):
        tasks.import_cases.func(job.district_id, str(job.pk))
    job.refresh_from_db()
    assert (job.done, Case.objects.count()) == (4, 4)

    run_all()

    job.refresh_from_db()
    assert (job.state, job.done, job.found["new"]) == (JobState.DONE, 7, 7)
    assert Case.objects.count() == 7


def test_between_two_slices_the_worker_does_what_is_more_urgent(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.0001)
    monkeypatch.setattr(slices, "AT_ONCE", 1)
    job = hand_in(desk, ledger(*rows(3)))
    start(desk, job)

    tasks.import_cases.func(job.district_id, str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.WORKING, 1)
    job.found["begun"] = (timezone.now() - dt.timedelta(minutes=5)).isoformat()
    job.save()
    assert "大约还要 10 分钟" in shown(desk, job)
    assert tasks.import_cases.priority < work.tick.priority
    assert "1 / 3 行" in shown(desk, job)


def test_it_can_be_stopped_and_what_is_done_stays(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.0001)
    monkeypatch.setattr(slices, "AT_ONCE", 1)
    job = hand_in(desk, ledger(*rows(3)))
    start(desk, job)
    tasks.import_cases.func(job.district_id, str(job.pk))

    desk.post(reverse("ledger:stop", args=[job.pk]))
    run_all()

    assert Case.objects.count() == 1
    assert "已停止" in shown(desk, job)


def test_columns_are_recognised_and_may_be_changed(desk: Client) -> None:
    file = SimpleUploadedFile("l.csv", "群众说了啥,在哪\n路灯不亮,学苑社区\n".encode())
    job = hand_in(desk, file)
    page = soup(desk.get(reverse("ledger:job", args=[job.pk])))
    assert "没有认出表头" in page.get_text()
    assert [label.get_text(strip=True) for label in page.select(".columns label")] == [
        "群众说了啥",
        "在哪",
    ]

    desk.post(reverse("ledger:match", args=[job.pk]), {"column_0": "text", "column_1": "place"})
    start(desk, job)
    run_all()

    assert (Case.objects.get().text, Case.objects.get().place.code) == ("路灯不亮", "xueyuan")


def test_a_recognised_column_can_be_left_out(desk: Client) -> None:
    job = hand_in(desk, ledger(*rows(1)))
    form = soup(desk.get(reverse("ledger:job", args=[job.pk]))).select_one(".columns")
    assert form is not None
    names = {}
    for field in form.select("select"):
        chosen = field.select_one("option[selected]")
        names[str(field["name"])] = str(chosen["value"]) if chosen else "-"
    assert set(names.values()) >= {"text", "phone", "name", "place", "received"}
    without = {name: "-" if value == "phone" else value for name, value in names.items()}

    desk.post(reverse("ledger:match", args=[job.pk]), without | {"as_new": "on"})
    start(desk, job)
    run_all()

    case = Case.objects.get()
    assert not case.requester.phone
    assert case.received_at.isoformat() == "2026-03-02T05:00:00+00:00"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("l.docx", b"x", "只能读"),
        ("l.xlsx", b"no workbook", "打不开"),
        ("l.csv", b"", "是空的"),
        ("l.csv", b"\n\n", "表头"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(
    desk: Client, name: str, content: bytes, words: str
) -> None:
    sent = {"key": str(new_id()), "file": SimpleUploadedFile(name, content)}
    answer = desk.post(reverse("ledger:upload"), sent)

    assert answer.status_code == 422
    assert words in soup(answer).get_text()
    assert not Job.objects.exists()


def test_too_many_rows_are_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_ROWS", 2)
    sent = {"key": str(new_id()), "file": ledger(*rows(3))}

    answer = desk.post(reverse("ledger:upload"), sent)

    assert "请分成几个文件" in soup(answer).get_text()


def test_the_empty_ledger_is_understood_whole(desk: Client) -> None:
    content = desk.get(reverse("ledger:template")).content
    job = hand_in(desk, SimpleUploadedFile("lianxin-ledger.xlsx", content))

    assert job.found["ignored"] == []
    assert job.total == 1


# --- out --------------------------------------------------------------------------------------


def test_a_short_list_is_there_at_once(desk: Client) -> None:
    ref = make.case(make.grid(), text='=HYPERLINK("x")', contact=make.contact()).ref
    make.case(make.grid(), text="别处")

    job = Job.objects.get(pk=take_out(desk)["Location"].split("/")[-2])

    head, *found = sheet(taken(desk, job))
    assert list(head) == [str(one) for one in exports.LEDGER]
    assert len(found) == Case.objects.count() == 2
    row = next(dict(zip(head, cells, strict=True)) for cells in found if cells[0] == ref)
    assert row["内容"] == '=HYPERLINK("x")'
    assert row["受理时间"] == dt.datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001  sheets have no zone
    assert row["联系电话"] == "138****8000"
    assert row["发生地"] == "海韵街道 · 学苑社区 · 第一网格"
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)


def test_only_what_the_list_shows_is_taken_out(desk: Client) -> None:
    make.case()
    waiting = make.case()
    dispatch.assign(Case.objects.exclude(pk=waiting.pk).get(), to=make.organisation(), by=None,
                    at=make.NOON)  # fmt: skip
    page = soup(desk.get("/ledger/export/?list=desk&state=RECEIVED&after=x"))
    query = page.select_one("input[name=query]")
    assert query is not None
    assert query["value"] == "state=RECEIVED"

    job = Job.objects.get(pk=take_out(desk, query="state=RECEIVED")["Location"].split("/")[-2])

    assert [row[0] for row in sheet(taken(desk, job))[1:]] == [waiting.ref]


def test_without_a_reason_nothing_is_taken_out(desk: Client) -> None:
    """X40."""
    answer = take_out(desk, reason=" ")

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_who_took_what_and_why_is_kept_for_the_auditor(desk: Client, client: Client) -> None:
    """X40."""
    make.case()
    take_out(desk)
    client.force_login(make.seat(Role.AUDITOR, make.desk()))

    text = soup(client.get(reverse("ledger:log"))).get_text(" ", strip=True)

    assert "三月例会" in text
    assert str(Job.objects.get().asked_by) in text
    client.force_login(make.dispatcher())
    assert client.get(reverse("ledger:log")).status_code == 403


def test_nobody_else_gets_the_file(desk: Client) -> None:
    make.case()
    take_out(desk)
    job = Job.objects.get()
    desk.force_login(make.dispatcher())

    for name in ("job", "download", "progress"):
        assert desk.get(reverse(f"ledger:{name}", args=[job.pk])).status_code == 404


def test_a_long_list_is_made_by_the_worker(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 1)
    make.case(), make.case(make.grid())
    take_out(desk)
    job = Job.objects.get()
    assert job.state == JobState.WAITING

    run_all()

    assert len(sheet(taken(desk, job))) == 3


def test_the_file_is_gone_after_a_day_and_the_record_is_not(
    desk: Client, noon: dt.datetime
) -> None:
    make.case()
    take_out(desk)
    job = Job.objects.get()
    path = Path(job.file.path)

    after = noon + dt.timedelta(hours=26)
    with time_machine.travel(after, tick=False):
        assert desk.get(reverse("ledger:download", args=[job.pk])).status_code == 404
        papers.sweep(district_id=job.district_id, at=after)

    assert not path.exists()
    job.refresh_from_db()
    assert (job.reason, bool(job.file)) == ("三月例会", False)


def test_a_job_that_stands_still_says_so(desk: Client, noon: dt.datetime) -> None:
    job = hand_in(desk, ledger(*rows(1)))
    start(desk, job)
    papers.sweep(district_id=job.district_id, at=noon + dt.timedelta(hours=3))

    assert "没有进展" in shown(desk, job)


def test_what_fails_three_times_says_so(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = hand_in(desk, ledger(*rows(1)))
    start(desk, job)
    monkeypatch.setattr(importing, "file_slice", lambda *_a, **_k: 1 / 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            tasks.import_cases.func(job.district_id, str(job.pk))
    tasks.import_cases.func(job.district_id, str(job.pk))

    assert "系统出了错" in shown(desk, job)


def test_csv_follows_the_columns_of_georeport_bulk(desk: Client) -> None:
    """C22."""
    case = make.case(make.grid(), text="+86 路灯\n不亮", class_code="ROADS", answered=True)
    make.case(make.grid(), text='含"引号",逗号')
    job = Job.objects.get(pk=take_out(desk, shape="bulk", has_bom="on")["Location"].split("/")[-2])
    content = taken(desk, job)

    assert content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(found[0]) == exports.BULK
    assert len(found) == Case.objects.count()
    row = next(one for one in found if one["service_request_id"] == case.ref)
    assert row["description"] == "'+86 路灯\n不亮"
    assert row["requested_datetime"] == "2026-03-02T12:00:00+08:00"
    assert row["updated_datetime"] == "2026-03-02T12:03:00+08:00"
    assert (row["status_description"], row["closed_date"]) == ("Processing", "")
    assert row["status_notes"] == "路灯已经修好。"
    assert (row["service_name"], row["service_subtype"]) == ("道路与路灯", "居民诉求")
    assert row["address"] == "第一网格, 学苑社区, 海韵街道, 望海新区"


def test_without_the_mark_csv_begins_with_its_first_column(desk: Client) -> None:
    make.case()
    job = Job.objects.get(pk=take_out(desk, shape="bulk")["Location"].split("/")[-2])

    assert taken(desk, job).startswith(b"service_request_id,")


def test_what_was_taken_out_comes_in_again_row_by_row(desk: Client) -> None:
    """C22: counts round-trip, through either kind of file."""
    for text in ("=1+1", "-5 度", "@群众", "一\n二", "平常"):
        make.case(make.grid(), text=text)
    for shape, name in (("xlsx", "l.xlsx"), ("csv", "l.csv")):
        made = Job.objects.get(pk=take_out(desk, shape=shape)["Location"].split("/")[-2])
        job = hand_in(desk, SimpleUploadedFile(name, taken(desk, made)))
        looked = importing.look(Job.objects.get(pk=job.pk), asked={})
        assert (job.found["good"], job.found["bad"]) == (5, 0)
        assert {record.text for record in looked.records} == {
            "=1+1", "-5 度", "@群众", "一\n二", "平常",
        }  # fmt: skip


def test_what_is_confidential_stands_in_no_list(desk: Client) -> None:
    Case.objects.filter(pk=make.case().pk).update(is_confidential=True)
    job = Job.objects.get(pk=take_out(desk)["Location"].split("/")[-2])

    assert len(sheet(taken(desk, job))) == 1
