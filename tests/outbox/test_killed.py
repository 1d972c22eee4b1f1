"""Real workers and a real mail server: what a kill -9 does to messages on their way."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.network.notices import Invited
from lianxin.outbox import actions
from lianxin.outbox.models import Delivery, DeliveryState, Message
from tests import make
from tests.kernel.workers import until, worker

MOMENT = "2026-03-02T12:00:00+08:00"


@dataclass
class Postman:
    """Takes every mail, but keeps quiet about it until `may_answer`."""

    port: int = 0
    taken: list[Mail] = field(default_factory=list)
    may_answer: Event = field(default_factory=Event)

    async def handle_DATA(  # noqa: N802  as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content))
        while not self.may_answer.is_set():
            await asyncio.sleep(0.01)
        return "250 OK"

    @property
    def numbers(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.taken]


@pytest.fixture
def postman() -> Iterator[Postman]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    postman = Postman(port)
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postman
    finally:
        postman.may_answer.set()
        controller.stop()


def tell(number: int) -> None:
    facts = {"name", "inviter", "district", "unit", "role"}
    actions.queue(
        Invited(**dict.fromkeys(facts, "x"), until=MOMENT),
        to=[make.user(email=f"wang{n}@example.org") for n in range(number)],
        about=new_id(),
        at=timezone.now(),
    )


@pytest.mark.django_db(transaction=True)
def test_messages_of_a_killed_worker_all_arrive_and_a_second_copy_can_be_told(
    postman: Postman,
) -> None:
    mails = {"LIANXIN_EMAIL_URL": f"smtp://127.0.0.1:{postman.port}?tls=0"}
    tell(3)
    with worker(**mails) as killed:
        until(lambda: postman.taken)
        killed.kill()
        killed.wait()

    postman.may_answer.set()
    waiting = Delivery.objects.filter(district_id=make.district().pk, state="QUEUED")
    assert waiting.count() == 3
    waiting.update(next_try_at=timezone.now() - dt.timedelta(seconds=1))  # its claim is over
    with worker(**mails):
        until(lambda: not waiting.exists())

    assert set(postman.numbers) == {
        f"<{row.pk}@127.0.0.1>" for row in Delivery.objects.filter(state=DeliveryState.SENT)
    }
    assert len(postman.numbers) == 4
    assert len(set(postman.numbers)) == 3
    assert Message.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(postman: Postman) -> None:
    mails = {"LIANXIN_EMAIL_URL": f"smtp://127.0.0.1:{postman.port}?tls=0"}
    postman.may_answer.set()
    with worker(**mails), worker(**mails):
        for _deed in range(5):
            tell(6)
        until(lambda: not Delivery.objects.filter(state=DeliveryState.QUEUED).exists())
    assert len(postman.numbers) == len(set(postman.numbers)) == 30
