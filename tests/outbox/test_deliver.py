from __future__ import annotations

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Overtaken
from lianxin.network.models import District, Role, User
from lianxin.operate.worker import run_all
from lianxin.outbox import actions, tasks
from lianxin.outbox.actions import Address
from lianxin.outbox.models import Delivery, DeliveryState, Message
from tests import make
from tests.make import NOON
from tests.outbox.letters import LampMended

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
Clock = time_machine.Traveller


class Refusing(EmailBackend):
    """A mail server that does not take what it is given."""

    problem: Exception
    asked = 0

    def send_messages(self, _messages: object) -> int:
        type(self).asked += 1
        raise self.problem


@pytest.fixture
def refusing(settings, monkeypatch: pytest.MonkeyPatch) -> type[Refusing]:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr(Refusing, "asked", 0)
    monkeypatch.setattr(
        Refusing, "problem", smtplib.SMTPDataError(451, b"greylisted"), raising=False
    )
    return Refusing


def tell(person: User | None = None, **address: str) -> Delivery:
    about = new_id()
    if person:
        actions.queue(LampMended(), to=[person], about=about, at=NOON)
    else:
        district_id = make.district().pk
        told = Address(**address)
        actions.queue_to(LampMended(), address=told, district_id=district_id, about=about, at=NOON)
    return Delivery.objects.get(about=about)


def wang() -> User:
    return make.user(email="wang@example.org")


def test_a_message_leaves_in_the_words_of_its_kind(clock: Clock, settings) -> None:
    settings.SITE_URL = "https://lianxin.example"
    delivery = tell(wang())
    run_all()
    (sent,) = mail.outbox
    assert sent.to == ["wang@example.org"]
    assert sent.subject == "Gate 3: mended"
    assert sent.body == (
        "The lamp at Gate 3 shines since 3月2日 12:00.\n\n"
        "https://lianxin.example/cases/LX-26-00001/\n"
    )
    assert sent.extra_headers["Message-ID"] == f"<{delivery.pk}@lianxin.example>"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.attempts) == ("SENT", NOON, 1)


def test_it_leaves_once_however_often_the_worker_looks(clock: Clock) -> None:
    delivery = tell(wang())
    for _minute in range(3):
        tasks.deliver.func(delivery.district_id)
        run_all()
        clock.shift(MINUTE)
    assert len(mail.outbox) == 1


def test_a_requester_gets_her_own_link(clock: Clock, settings) -> None:
    settings.SITE_URL = "https://lianxin.example"
    tell(email="li@example.org", link="/track/LX-26-00001/7K3M/")
    run_all()
    assert "https://lianxin.example/track/LX-26-00001/7K3M/" in str(mail.outbox[0].body)
    assert "/cases/" not in str(mail.outbox[0].body)


def test_links_lead_to_the_district(clock: Clock, settings) -> None:
    settings.SITE_URL = "https://lianxin.example"
    person = wang()
    tell(person)
    run_all()
    make.district("elsewhere")
    tell(person)
    run_all()
    District.objects.filter(slug="wanghai").update(host="wanghai.example")
    tell(person)
    run_all()
    links = [str(sent.body).split()[-1] for sent in mail.outbox]
    assert links == [
        "https://lianxin.example/cases/LX-26-00001/",
        "https://lianxin.example/wanghai/cases/LX-26-00001/",
        "https://wanghai.example/cases/LX-26-00001/",
    ]


def test_what_is_not_taken_is_tried_again_ever_later_then_shown(
    clock: Clock, refusing: type[Refusing]
) -> None:
    delivery = tell(wang())
    tries: list[int] = []
    while delivery.state == DeliveryState.QUEUED:
        clock.move_to(delivery.next_try_at - dt.timedelta(seconds=1))
        run_all()
        assert refusing.asked == len(tries)
        clock.move_to(delivery.next_try_at)
        run_all()
        tries.append((delivery.next_try_at - NOON) // MINUTE)
        delivery.refresh_from_db()

    assert tries == [0, 1, 6, 36, 156, 876]
    assert delivery.state == DeliveryState.FAILED
    assert "451" in delivery.last_error
    assert "greylisted" in delivery.last_error


def test_an_address_that_does_not_exist_is_not_tried_again(
    clock: Clock, refusing: type[Refusing]
) -> None:
    refusing.problem = smtplib.SMTPRecipientsRefused(
        {"wang@example.org": (550, b"<wang@example.org> unknown")}
    )
    delivery = tell(wang())
    run_all()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert "wang" not in delivery.last_error


def test_a_mail_server_that_hangs_is_asked_once_a_minute(
    clock: Clock, refusing: type[Refusing]
) -> None:
    refusing.problem = TimeoutError("timed out")
    for _letter in range(5):
        tell(wang())
    run_all()
    assert refusing.asked == 1

    clock.shift(MINUTE)
    run_all()
    assert refusing.asked == 2
    assert Delivery.objects.filter(state=DeliveryState.QUEUED).count() == 5


def test_a_message_that_cannot_be_worded_does_not_hold_up_the_next(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tell(wang())
    Delivery.objects.filter(pk=broken.pk).update(kind="nobody_worded_this")
    tell(make.user(email="zhao@example.org"))
    run_all()
    assert [sent.to for sent in mail.outbox] == [["zhao@example.org"]]
    broken.refresh_from_db()
    assert "nobody_worded_this" in broken.last_error


def test_somebody_who_left_is_not_written_to(clock: Clock) -> None:
    person = wang()
    delivery = tell(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    run_all()
    delivery.refresh_from_db()
    assert mail.outbox == []
    assert delivery.state == DeliveryState.FAILED


def test_what_a_killed_worker_was_sending_is_sent_again_with_the_same_id(clock: Clock) -> None:
    delivery = tell(wang())
    assert tasks._claim(delivery.district_id) == [delivery]
    run_all()
    assert mail.outbox == []

    clock.shift(2 * MINUTE)
    run_all()
    assert str(delivery.pk) in mail.outbox[0].extra_headers["Message-ID"]


def test_one_task_sends_all_that_waits(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many deeds queued them; a long list in several turns."""
    monkeypatch.setattr(tasks, "BATCH", 2)
    for _n in range(5):
        tell(wang())
    assert DBTaskResult.objects.filter(task_path=tasks.deliver.module_path).count() == 1
    run_all()
    assert len(mail.outbox) == 5

    monkeypatch.setattr(tasks, "TURN", -MINUTE)
    delivery = tell(wang())
    tasks.deliver.func(delivery.district_id)
    assert len(mail.outbox) == 5
    monkeypatch.setattr(tasks, "TURN", MINUTE)
    run_all()
    assert len(mail.outbox) == 6


def test_the_operator_sends_a_failed_message_again(
    clock: Clock, refusing: type[Refusing], settings
) -> None:
    refusing.problem = smtplib.SMTPRecipientsRefused({"wang@example.org": (550, b"unknown")})
    delivery = tell(wang())
    operator = make.seat(Role.OPERATOR, make.desk())
    run_all()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    actions.retry(delivery, by=operator, at=NOON)
    run_all()
    assert len(mail.outbox) == 1
    with pytest.raises(Overtaken):
        actions.retry(delivery, by=operator, at=NOON)


def test_only_an_operator_of_the_district_sends_again() -> None:
    delivery = tell(wang())
    elsewhere = make.desk(make.district("elsewhere"))
    former = make.seat(Role.OPERATOR, make.desk(), until=dt.date(2026, 3, 1))
    for person in (wang(), make.dispatcher(), make.seat(Role.OPERATOR, elsewhere), former):
        with pytest.raises(NotAllowed):
            actions.retry(delivery, by=person, at=NOON)


def test_an_address_is_erased_a_month_after_sending(clock: Clock) -> None:
    delivery = tell(email="li@example.org")
    run_all()
    for days, is_known in ((29, True), (2, False)):
        clock.shift(days * DAY)
        tasks.forget.func()
        delivery.refresh_from_db()
        assert bool(delivery.address) is is_known


def test_an_address_that_still_waits_is_kept(clock: Clock, refusing: type[Refusing]) -> None:
    delivery = tell(email="li@example.org")
    clock.shift(40 * DAY)
    tasks.forget.func()
    delivery.refresh_from_db()
    assert delivery.address


def test_old_deliveries_and_messages_go(clock: Clock) -> None:
    tell(wang())
    run_all()
    clock.shift(91 * DAY)
    tasks.forget.func()
    assert (Delivery.objects.count(), Message.objects.count()) == (0, 1)
    clock.shift(400 * DAY)
    tasks.forget.func()
    assert Message.objects.count() == 0
