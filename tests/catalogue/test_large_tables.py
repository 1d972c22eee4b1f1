"""Tables of ten thousands of rows: looked at and filed by the worker, in slices, each row once."""

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
from django.urls import reverse

from lianxin.catalogue import importing
from lianxin.catalogue.actions import stocking
from lianxin.catalogue.actions.stocking import Wanted
from lianxin.exchange.actions import listings
from lianxin.exchange.models import Listing
from lianxin.kernel import reference, timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Seat
from lianxin.operate.worker import run_all
from lianxin.papers import actions as papers
from lianxin.papers import filing
from lianxin.papers.models import Job, JobState
from lianxin.search.models import Document
from lianxin.web.ledger import looking, tasks
from tests import make
from tests.catalogue.test_sheets import HEAD, ROW, handed_in, kitchen
from tests.exchange import shelf
from tests.make import NOON
from tests.web.swap import soup

BAD = ROW.format(n=99).replace("12.5", "十二块")


@pytest.fixture(autouse=True)
def _after_noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(minutes=1), tick=False):
        yield


@pytest.fixture(autouse=True)
def _large(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a long one."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(looking, "AT_ONCE", 0)
    monkeypatch.setattr(filing, "SEEN_EVERY", 2)


@pytest.fixture
def lead(client: Client) -> Client:
    _unit, person = kitchen()
    client.force_login(person)
    return client


def hand_in(client: Client, *rows: str, key: str = "") -> Job:
    file = SimpleUploadedFile("清单.csv", "\n".join([HEAD, *rows]).encode())
    unit = Seat.objects.get().organisation
    answer = client.post(
        reverse("exchange:excel"),
        {
            "key": key or str(new_id()), "kind": "SERVICE", "unit": unit.code, "file": file,
            "publishes": "on",
        },
    )  # fmt: skip
    assert answer.status_code == 302, soup(answer).get_text()
    return Job.objects.get(pk=answer["Location"].split("/")[-2])


def meals(count: int) -> list[str]:
    return [ROW.format(n=n) for n in range(count)]


def shown(client: Client, job: Job) -> Any:
    return soup(client.get(reverse("ledger:job", args=[job.pk])))


def press(client: Client, job: Job) -> None:
    client.post(reverse("ledger:start", args=[job.pk]))


def receipts(job: Job) -> list[tuple[Any, ...]]:
    with job.file.open("rb") as file:
        return list(openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[0].values)


def test_the_worker_looks_and_then_one_press_files(lead: Client) -> None:
    job = hand_in(lead, *meals(3), BAD)
    page = shown(lead, job)
    assert job.state == JobState.LOOKING
    assert "试读中" in page.get_text()
    assert page.select_one("#progress")["data-hx-target"] == "#ledger-job"
    assert not page.select_one("form[action$='/start/']")

    run_all()

    page = shown(lead, job)
    text = page.get_text(" ", strip=True)
    assert "第 5 行" in text
    assert "价格（元）" in text
    assert not Listing.objects.exists()
    assert "导入 3 行" in page.select_one("form[action$='/start/']").get_text(" ", strip=True)
    assert "data-hx-get" not in page.select_one("#progress").attrs

    press(lead, job)
    run_all()

    assert Listing.objects.filter(state="PUBLISHED").count() == 3
    assert Document.objects.filter(kind="LISTING").count() == 3
    assert "新登记 3 条" in shown(lead, job).get_text(" ", strip=True)


def test_while_it_is_looked_at_it_says_how_far(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, told = hand_in(lead, *meals(5)), list[str]()
    real = papers.see

    def see(of: Job, done: int, total: int) -> bool:
        is_kept = real(of, done, total)
        told.append(shown(lead, job).select_one("#progress").get_text(" ", strip=True))
        return is_kept

    monkeypatch.setattr(papers, "see", see)
    run_all()

    assert [text.split("行")[0].split("试读中")[1].strip() for text in told] == [
        "0 / 5", "2 / 5", "4 / 5",
    ]  # fmt: skip


def test_handed_in_twice_it_is_looked_at_once(lead: Client) -> None:
    key = str(new_id())
    first, second = (hand_in(lead, *meals(2), key=key) for _time in range(2))

    run_all()
    third = hand_in(lead, *meals(2), key=key)

    first.refresh_from_db()
    assert first.pk == second.pk == third.pk
    assert (first.total, Job.objects.count()) == (2, 1)


def test_what_cannot_be_read_says_why(lead: Client) -> None:
    job = hand_in(lead, *meals(1))
    assert job.source.name is not None
    job.source.storage.delete(job.source.name)
    job.source.storage.save(job.source.name, io.BytesIO(b"x,y\n1,2\n"))

    run_all()

    page = shown(lead, job)
    assert "没有完成" in page.get_text()
    assert "名称" in page.get_text()


def test_looking_can_be_stopped(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job, real = hand_in(lead, *meals(5)), papers.see

    def see(of: Job, done: int, total: int) -> bool:
        lead.post(reverse("ledger:stop", args=[job.pk]))
        return real(of, done, total)

    monkeypatch.setattr(papers, "see", see)
    run_all()

    job.refresh_from_db()
    assert (job.state, job.found) == (JobState.STOPPED, {})
    press(lead, job)
    run_all()
    assert not Listing.objects.exists()


def test_a_worker_killed_while_looking_begins_again(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, real = hand_in(lead, *meals(5)), papers.see

    def dies(of: Job, done: int, total: int) -> bool:
        if done:
            raise KeyboardInterrupt
        return real(of, done, total)

    with monkeypatch.context() as killed:
        killed.setattr(papers, "see", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.look.func(job.district_id, str(job.pk))
    run_all()

    job.refresh_from_db()
    assert (job.state, job.total, job.done) == (JobState.DRAFT, 5, 0)


def test_a_worker_killed_while_filing_goes_on_where_it_was(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "AT_ONCE", 4)
    job = hand_in(lead, *meals(10))
    run_all()
    press(lead, job)
    real, calls = stocking.stock, list[int]()

    def dies(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        made = real(*args, **kwargs)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return made

    with monkeypatch.context() as killed:
        killed.setattr(stocking, "stock", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.import_listings.func(job.district_id, str(job.pk))
    job.refresh_from_db()
    assert (job.done, Listing.objects.count()) == (4, 4)

    run_all()

    job.refresh_from_db()
    assert (job.state, job.done, job.found["new"]) == (JobState.DONE, 10, 10)
    refs = sorted(Listing.objects.values_list("ref", flat=True))
    assert [int(ref[-5:]) for ref in refs] == list(range(1, 11))
    assert {row[1] for row in receipts(job)[1:]} == {"已上架"}


def test_rows_that_another_puts_in_meanwhile_are_brought_up_to_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same table handed in twice, filed by two processes at once."""
    unit, person = kitchen()
    job = handed_in(person, *meals(3), unit=unit.code)
    records = importing.look(job).records
    putting = importing.Putting(job.district, person, NOON)
    putting.put(records[:1])
    real, calls = importing._known, list[int]()

    def late(*args: Any) -> Any:
        calls.append(1)
        return {} if len(calls) == 1 else real(*args)

    monkeypatch.setattr(importing, "_known", late)

    assert putting.put(records) == 2
    assert Listing.objects.count() == 3


def test_a_batch_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    unit, person = kitchen()
    job = handed_in(person, *meals(filing.AT_ONCE), unit=unit.code)
    records = importing.look(job).records
    putting = importing.Putting(job.district, person, NOON)
    putting.put(importing.look(handed_in(person, ROW.format(n=999), unit=unit.code)).records)

    with django_assert_max_num_queries(filing.AT_ONCE + 30), reference.steady():  # a number each
        putting.put(records)


def test_what_is_put_in_together_is_as_if_put_in_one_by_one() -> None:
    unit, person = kitchen()
    told = shelf.told(unit)
    keys = [new_id(), new_id()]

    [at_once] = stocking.stock(
        make.district(), [Wanted(keys[0], told, publishes=True)], by=person, at=NOON
    )
    alone = listings.draft(make.district(), told, by=person, at=NOON, key=keys[1])
    listings.submit(alone, by=person, at=NOON)

    assert isinstance(at_once, Listing)
    own = {"ref", "key", "id"}
    both = [Listing.objects.get(pk=one.pk) for one in (at_once, alone)]
    first, second = ({k: v for k, v in timeline.snapshot(one).items() if k not in own}
                     for one in both)  # fmt: skip
    assert first == second
    for one in both:
        assert timeline.verify(one) is None
        assert timeline.rebuild(one) == timeline.snapshot(one)
    chains = [[(e.verb, e.audience, e.by_id) for e in timeline.of(one)] for one in both]
    assert chains[0] == chains[1]


def test_who_may_not_publish_any_more_files_nothing() -> None:
    unit, person = kitchen()
    job = handed_in(person, *meals(2), unit=unit.code)
    importing.check(job)
    Seat.objects.filter(user=person).update(ends_on=NOON.date() - dt.timedelta(days=1))
    papers.start(job, tasks.import_listings, at=NOON)

    run_all()

    job.refresh_from_db()
    assert not Listing.objects.exists()
    told = receipts(job)[1:]
    assert [row[1] for row in told] == ["没有登记", "没有登记"]
    assert "不能用它的名义发布" in told[0][4]


def test_a_refusal_keeps_none_of_the_others_out() -> None:
    unit, person = kitchen()
    other = make.organisation(name="别的单位")
    wanted = [Wanted(new_id(), shelf.told(one), publishes=True) for one in (other, unit)]

    made = stocking.stock(make.district(), wanted, by=person, at=NOON)

    assert isinstance(made[0], NotAllowed)
    assert isinstance(made[1], Listing)
    assert Listing.objects.get().provider == unit
