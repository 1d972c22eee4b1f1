from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from lianxin.kernel.ids import new_id
from lianxin.operate.worker import run_all
from lianxin.outbox import actions
from lianxin.outbox.models import Delivery, GroupChannel, Provider
from lianxin.outbox.transports import group
from tests import make
from tests.make import NOON
from tests.outbox.letters import LampMended, Server, http_server

TEXT = "Gate 3 <shines> & you see.\nhttps://lianxin.example/cases/LX-26-00001/"


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[Server]:
    settings.SITE_URL = "https://lianxin.example"
    with http_server() as server:
        server.answer = '{"errcode": 0, "errmsg": "ok"}'
        paths = {
            Provider.WECOM: "/wecom?key={token}",
            Provider.DINGTALK: "/ding?token={token}",
            Provider.FEISHU: "/feishu/{token}",
        }
        for provider, path in paths.items():
            monkeypatch.setitem(group.ADDRESSES, provider, f"{server.url}{path}")
        yield server


def tell(provider: Provider, **fields: str) -> Delivery:
    unit = make.organisation()
    GroupChannel.objects.create(
        district=unit.district,
        organisation=unit,
        provider=provider,
        name="值班群",
        **({"token": "abc123"} | fields),
    )
    actions.queue_group(LampMended(), organisation=unit, about=new_id(), at=NOON)
    run_all()
    return Delivery.objects.get()


def test_a_wecom_group_is_told(clock: time_machine.Traveller, chat: Server) -> None:
    assert tell(Provider.WECOM).state == "SENT"
    (asked,) = chat.asked
    assert asked.path == "/wecom?key=abc123"
    assert asked.json == {"msgtype": "text", "text": {"content": TEXT}}


def test_a_dingtalk_group_is_told_and_signed(clock: time_machine.Traveller, chat: Server) -> None:
    assert tell(Provider.DINGTALK, secret="SEC1").state == "SENT"
    (asked,) = chat.asked
    assert asked.path.startswith("/ding?token=abc123&timestamp=")
    assert "sign=" in asked.path
    assert asked.json["text"]["content"] == TEXT


def test_a_feishu_group_is_told(clock: time_machine.Traveller, chat: Server) -> None:
    chat.answer = '{"code": 0, "msg": "success", "data": {}}'
    assert tell(Provider.FEISHU, secret="SEC1").state == "SENT"
    (asked,) = chat.asked
    assert asked.path == "/feishu/abc123"
    assert asked.json["content"] == {"text": TEXT}
    assert asked.json["timestamp"] == str(int(NOON.timestamp()))
    assert len(asked.json["sign"]) == 44  # SHA-256 in base64


@pytest.mark.parametrize(
    ("provider", "answer"),
    [
        (Provider.WECOM, '{"errcode": 93000, "errmsg": "invalid webhook url"}'),
        (Provider.DINGTALK, '{"errcode": 310000, "errmsg": "sign not match"}'),
        (Provider.FEISHU, '{"code": 19001, "msg": "param invalid"}'),
        (Provider.WECOM, "<html>a proxy's own page</html>"),
    ],
)
def test_a_bot_that_says_no_with_status_200_is_heard(
    clock: time_machine.Traveller, chat: Server, provider: Provider, answer: str
) -> None:
    chat.answer = answer
    delivery = tell(provider)
    assert delivery.state == "QUEUED"
    assert "没有收下" in delivery.last_error


def test_a_chat_that_does_not_take_it_is_asked_again(
    clock: time_machine.Traveller, chat: Server
) -> None:
    chat.status = 503
    assert tell(Provider.WECOM).state == "QUEUED"
    chat.status = 200
    clock.shift(60)
    run_all()
    assert Delivery.objects.get().state == "SENT"


def test_a_redirection_is_not_followed(clock: time_machine.Traveller, chat: Server) -> None:
    with http_server() as elsewhere:
        chat.status, chat.location = 307, elsewhere.url
        assert tell(Provider.WECOM).state == "QUEUED"
        assert elsewhere.asked == []


@pytest.mark.parametrize("token", ["a@evil.example/x", "../../admin", "k&redirect=yes", "钥匙"])
def test_a_token_cannot_lead_elsewhere(
    clock: time_machine.Traveller, chat: Server, token: str
) -> None:
    assert tell(Provider.FEISHU, token=token).state == "FAILED"
    assert chat.asked == []
