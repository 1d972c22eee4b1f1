from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from lianxin.cases.actions import dispatch, handling
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed
from lianxin.network.models import Role
from lianxin.operate.worker import run_all
from lianxin.outbox import actions, renewal
from lianxin.outbox.models import Delivery, Endpoint
from lianxin.outbox.transports import webhook
from tests import make
from tests.make import NOON
from tests.outbox.letters import Server, http_server

SECRET = "the receiver knows it too"


@pytest.fixture
def receiver(settings) -> Iterator[Server]:
    settings.WEBHOOK_PRIVATE = True
    with http_server() as server:
        yield server


def tell(url: str) -> Delivery:
    endpoint = Endpoint.objects.create(
        district=make.district(), name="市平台", url=url, secret=SECRET, events=["case.closed"]
    )
    payload = {"ref": "LX-26-00001", "outcome": "已修好"}
    actions.emit("case.closed", payload, district_id=endpoint.district_id, about=new_id(), at=NOON)
    run_all()
    return Delivery.objects.get(endpoint=endpoint)


def test_a_subscriber_hears_of_the_event_and_can_check_who_tells(
    clock: time_machine.Traveller, receiver: Server
) -> None:
    delivery = tell(f"{receiver.url}/hook?from=lianxin")
    (asked,) = receiver.asked
    timestamp = asked.headers["X-Lianxin-Timestamp"]
    expected = hmac.new(SECRET.encode(), timestamp.encode() + b"." + asked.body, hashlib.sha256)

    assert delivery.state == "SENT"
    assert asked.path == "/hook?from=lianxin"
    assert asked.headers["Host"] == receiver.url.removeprefix("http://")
    assert asked.headers["X-Lianxin-Event"] == "case.closed"
    assert asked.headers["X-Lianxin-Delivery"] == str(delivery.pk)
    assert timestamp == str(int(NOON.timestamp()))
    assert asked.headers["X-Lianxin-Signature"] == expected.hexdigest()
    assert asked.json["event"] == "case.closed"
    assert asked.json["data"] == {"ref": "LX-26-00001", "outcome": "已修好"}


def test_another_try_has_the_same_number(clock: time_machine.Traveller, receiver: Server) -> None:
    receiver.status = 500
    delivery = tell(receiver.url)
    assert delivery.state == "QUEUED"
    assert "500" in delivery.last_error

    receiver.status = 204
    clock.shift(60)
    run_all()
    delivery.refresh_from_db()
    assert delivery.state == "SENT"
    numbers = {asked.headers["X-Lianxin-Delivery"] for asked in receiver.asked}
    assert numbers == {str(delivery.pk)}


def test_a_redirection_is_not_followed(clock: time_machine.Traveller, receiver: Server) -> None:
    with http_server() as elsewhere:
        receiver.status, receiver.location = 307, elsewhere.url
        delivery = tell(receiver.url)
        assert elsewhere.asked == []
    assert "307" in delivery.last_error


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  refused, not bound
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
    ],
)
def test_no_webhook_goes_into_the_house(
    clock: time_machine.Traveller,
    receiver: Server,
    settings,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    settings.WEBHOOK_PRIVATE = False
    port = int(receiver.url.rpartition(":")[2])
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))
    within = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [public, within])

    delivery = tell(f"http://harmless.example:{port}/")
    assert receiver.asked == []
    assert delivery.state == "FAILED"
    assert "内网" in delivery.last_error


def test_it_goes_to_the_very_address_that_was_checked(
    clock: time_machine.Traveller, receiver: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(receiver.url.rpartition(":")[2])
    real, names = socket.getaddrinfo, []

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        names.append(host)
        return real("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    delivery = tell(f"http://hooks.example:{port}/")
    assert delivery.state == "SENT"
    assert receiver.asked[0].headers["Host"] == f"hooks.example:{port}"
    assert names.count("hooks.example") == 1


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd"])
def test_only_the_web_is_called(clock: time_machine.Traveller, url: str) -> None:
    assert tell(url).state == "FAILED"


def test_a_subscriber_that_is_not_there_is_left_alone_for_a_minute(
    clock: time_machine.Traveller, receiver: Server
) -> None:
    with http_server() as gone:
        url = gone.url
    delivery = tell(url)
    assert (delivery.state, delivery.attempts) == ("QUEUED", 1)
    assert tell(receiver.url).state == "SENT"


def test_a_secret_is_renewed_without_an_event_that_cannot_be_checked(
    clock: time_machine.Traveller, receiver: Server
) -> None:
    endpoint = tell(receiver.url).endpoint
    assert endpoint
    operator = make.seat(Role.OPERATOR, make.desk())
    now = timezone.now()
    lost, secret = (renewal.renew_secret(endpoint, by=operator, at=now) for _ in range(2))

    for _ in range(2):
        told = {"ref": "LX-26-00001"}
        actions.emit("case.closed", told, district_id=endpoint.district_id, about=new_id(), at=now)
        run_all()
        clock.shift(dt.timedelta(days=1, minutes=1))

    _first, both, alone = (asked.headers for asked in receiver.asked)
    bodies = [asked.body for asked in receiver.asked]
    assert both["X-Lianxin-Signature"] == _signed(SECRET, both, bodies[1])
    assert both["X-Lianxin-Signature-Next"] == _signed(secret, both, bodies[1])
    assert alone["X-Lianxin-Signature"] == _signed(secret, alone, bodies[2])
    assert "X-Lianxin-Signature-Next" not in alone
    assert lost != secret
    with pytest.raises(NotAllowed):
        renewal.renew_secret(endpoint, by=make.dispatcher(), at=now)


def _signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    text = headers["X-Lianxin-Timestamp"].encode() + b"." + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def test_letters_leave_before_events(
    clock: time_machine.Traveller, receiver: Server, mailoutbox: list[Any]
) -> None:
    """A slow system keeps nobody waiting."""
    before: list[int] = []
    receiver.heard = lambda: before.append(len(mailoutbox))
    case = make.case(contact=make.contact(email="li@example.org"))
    Delivery.objects.all().delete()
    Endpoint.objects.create(
        district=case.district, name="市平台", url=receiver.url, secret=SECRET, events=["case.*"]
    )
    dispatch.assign(case, to=make.organisation(), by=None, at=NOON)
    dispatch.accept(case, by=None, at=NOON)
    handling.ask(case, note="是哪一盏？", by=None, at=NOON)

    run_all()

    assert len(before) > 2
    assert all(before)


def test_a_receiver_that_drips_holds_nobody_up(
    clock: time_machine.Traveller, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte now and then is an answer that never ends."""
    settings.WEBHOOK_PRIVATE = True
    monkeypatch.setattr(webhook, "TIMEOUT", 0.6)
    with _dripping() as port:
        started = time.monotonic()
        delivery = tell(f"http://127.0.0.1:{port}/")
        took = time.monotonic() - started

    assert (delivery.state, delivery.attempts) == ("QUEUED", 1)
    assert took < 5


def test_a_long_answer_is_not_read(clock: time_machine.Traveller, receiver: Server) -> None:
    receiver.answer = "x" * 50_000_000

    assert tell(receiver.url).state == "SENT"


@contextmanager
def _dripping() -> Iterator[int]:
    """A server that begins to answer, and goes on so."""
    over = threading.Event()

    def serve() -> None:
        caller, _ = listener.accept()
        with caller, suppress(OSError):
            caller.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            while not over.wait(0.1):
                caller.sendall(b".")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join()
