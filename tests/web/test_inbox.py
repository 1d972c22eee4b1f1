"""One's own messages, and what the operator does about those that could not be sent."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lianxin.kernel import work
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, User
from lianxin.operate.worker import run_all
from lianxin.outbox import actions
from lianxin.outbox.models import Delivery, DeliveryState, Message
from tests import make
from tests.kernel import work_samples as samples
from tests.make import NOON
from tests.outbox.conftest import _lamps_are_worded  # noqa: F401  a fixture
from tests.outbox.letters import LampMended
from tests.web.swap import after_swap, soup

HTMX = {"HX-Request": "true"}


def tell(person: User, *, at: dt.datetime = NOON, **facts: str) -> Message:
    about = new_id()
    actions.queue(LampMended(**facts), to=[person], about=about, at=at)
    return Message.objects.get(about=about)


def failed(person: User) -> Delivery:
    message = tell(person)
    rows = Delivery.objects.filter(about=message.about)
    rows.update(state=DeliveryState.FAILED, last_error="邮件服务器答复 550：unknown")
    return rows.get()


def test_one_reads_ones_own_messages_the_latest_first(client: Client) -> None:
    person, other = make.user(), make.user()
    tell(person, where="Gate 1")
    tell(person, where="Gate 2", at=NOON + dt.timedelta(minutes=5))
    tell(other, where="Gate 9")
    client.force_login(person)
    page = soup(client.get("/inbox/"))
    titles = [title.get_text(strip=True) for title in page.select(".rows__title")]
    assert titles == ["Gate 2 <shines> & you see.", "Gate 1 <shines> & you see."]
    assert "未读 2 条" in page.get_text()


def test_an_empty_inbox_says_what_will_be_there(client: Client) -> None:
    client.force_login(make.user())
    assert "还没有消息" in client.get("/inbox/").content.decode()


def test_reading_a_message_leads_to_what_it_is_about(client: Client) -> None:
    person = make.user()
    message = tell(person)
    client.force_login(person)
    answer = client.post(f"/inbox/{message.pk}/read/")
    assert answer["Location"] == "/cases/LX-26-00001/"
    message.refresh_from_db()
    assert message.read_at
    assert "都看过了" in client.get("/inbox/").content.decode()


def test_nobody_reads_what_is_for_others(client: Client) -> None:
    message = tell(make.user())
    assert client.get("/inbox/").status_code == 302
    client.force_login(make.user())
    assert client.post(f"/inbox/{message.pk}/read/").status_code == 404


def test_the_page_after_reading_all_is_the_page_after_reloading(client: Client) -> None:
    person = make.user()
    tell(person)
    client.force_login(person)
    page = soup(client.get("/inbox/"))
    answer = client.post("/inbox/read/", headers=HTMX)
    swapped = after_swap(page, trigger="form[data-hx-post='/inbox/read/']", answer=answer)
    reloaded = soup(client.get("/inbox/"))
    assert str(swapped.select_one("#inbox")) == str(reloaded.select_one("#inbox"))


def test_older_messages_are_on_the_next_page_each_once(client: Client) -> None:
    person = make.user()
    for n in range(65):
        tell(person, where=f"Gate {n}.", at=NOON + dt.timedelta(minutes=n // 10))
    client.force_login(person)
    seen: list[str] = []
    address = "/inbox/"
    while address:
        page = soup(client.get(address))
        seen += [title.get_text(strip=True) for title in page.select(".rows__title")]
        later = page.select_one("a[rel='next']")
        address = str(later["href"]) if later else ""
    assert len(seen) == len(set(seen)) == 65
    assert seen[0].startswith("Gate 6")


@pytest.mark.parametrize("mark", ["after=x~y", "after=2026-03-02T12:00~", "before=~1"])
def test_a_cut_address_shows_the_first_page(client: Client, mark: str) -> None:
    client.force_login(make.user())
    assert client.get(f"/inbox/?{mark}").status_code == 200


def test_a_long_inbox_costs_no_more_queries(client: Client, django_assert_max_num_queries) -> None:
    person = make.user()
    for _n in range(40):
        tell(person)
    client.force_login(person)
    with django_assert_max_num_queries(12):
        client.get("/inbox/")


def test_the_operator_sees_why_a_message_failed_and_sends_it_again(client: Client) -> None:
    delivery = failed(make.user(name="王小二", email="wang@example.org"))
    client.force_login(make.seat(Role.OPERATOR, make.desk(), since=timezone.localdate()))
    page = soup(client.get("/operator/outbox/"))
    assert "王小二" in page.get_text()
    assert "550" in page.get_text()

    [form] = page.select(f"form[action$='{delivery.pk}/retry/']")
    answer = client.post(str(form["data-hx-post"]), headers=HTMX)
    swapped = after_swap(page, trigger=f"form[action='{form['action']}']", answer=answer)
    reloaded = soup(client.get("/operator/outbox/"))
    assert str(swapped.select_one("#failures")) == str(reloaded.select_one("#failures"))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.QUEUED


def test_only_operators_see_what_failed(client: Client) -> None:
    delivery = failed(make.user(email="wang@example.org"))
    elsewhere = make.seat(Role.OPERATOR, make.desk(make.district("elsewhere")))
    for person in (make.user(), make.dispatcher(), elsewhere):
        client.force_login(person)
        assert client.get("/wanghai/operator/outbox/").status_code in {302, 403}
        again = client.post(f"/wanghai/operator/outbox/{delivery.pk}/retry/")
        assert again.status_code in {302, 404}
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED


def test_background_tasks_are_shown_where_there_is_one_district(client: Client, tmp_path) -> None:
    operator = make.seat(Role.OPERATOR, make.desk(), since=timezone.localdate())
    task_id = work.enqueue(samples.stumble, str(tmp_path / "log"))
    for hours in range(3):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=hours), tick=False):
            run_all()
    client.force_login(operator)
    page = client.get("/operator/outbox/").content.decode()
    assert "the bridge is closed" in page
    assert client.post(f"/operator/outbox/tasks/{task_id}/retry/").status_code == 302
    assert "the bridge is closed" not in client.get("/operator/outbox/").content.decode()

    make.district("elsewhere")
    assert "后台任务" not in client.get("/wanghai/operator/outbox/").content.decode()
    assert client.post(f"/wanghai/operator/outbox/tasks/{task_id}/retry/").status_code == 403


def test_the_operator_sees_whether_a_worker_runs(client: Client) -> None:
    client.force_login(make.seat(Role.OPERATOR, make.desk(), since=timezone.localdate()))
    assert "后台没有在运行" in client.get("/operator/outbox/").content.decode()
    run_all()
    assert "后台在运行" in client.get("/operator/outbox/").content.decode()


def test_a_message_of_a_kind_that_is_no_more_does_not_break_the_inbox(client: Client) -> None:
    person = make.user()
    message = tell(person)
    Message.objects.filter(pk=message.pk).update(kind="forgotten")
    client.force_login(person)
    assert "旧版本" in client.get("/inbox/").content.decode()
