from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from lianxin.kernel.ids import new_id
from lianxin.operate.worker import run_all
from lianxin.outbox import actions
from lianxin.outbox.models import Delivery, GroupChannel, Provider
from tests import make
from tests.make import NOON
from tests.outbox.letters import LampMended, Server, http_server

TEXT = "Gate 3 <shines> & you see.\nhttps://lianxin.example/cases/LX-26-00001/"


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[Server]:
    settings.SITE_URL = "https://lianxin.example"
    with http_server() as server:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"{server.url}/wecom?key={{key}}")
        monkeypatch.setattr(NotifyDingTalk, "notify_url", f"{server.url}/ding?token={{token}}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", f"{server.url}/feishu/{{token}}/")
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
    assert tell(Provider.FEISHU).state == "SENT"
    (asked,) = chat.asked
    assert asked.path == "/feishu/abc123/"
    assert asked.json["content"] == {"text": TEXT}


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
