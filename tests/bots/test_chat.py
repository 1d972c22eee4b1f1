"""The bot in WeCom and DingTalk, through the addresses at which they knock: who is let in, and
how a case is filed. What follows is in `test_chat_following`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.bots.chat import channels, wecom
from lianxin.cases.models import Case, Requester
from lianxin.kernel import timeline
from tests import make
from tests.bots.chats import (
    CHAT,
    SECRET,
    TOKEN,
    DingTalk,
    WeCom,
    keys_in,
    seal,
    sha1,
)


@pytest.fixture(autouse=True)
def _set_up(settings: Any, clock: time_machine.Traveller) -> None:
    settings.CHAT = CHAT
    make.district()


@pytest.fixture
def ours(client: Client) -> WeCom:
    return WeCom(client)


@pytest.fixture
def ding(client: Client) -> DingTalk:
    return DingTalk(client)


def test_the_example_of_wecoms_own_document() -> None:
    keys = channels.wecom("wanghai")
    echo = (
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    )

    signature = wecom.sign(keys, "1409659589", "263014780", echo)

    assert signature == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert wecom.opened(keys, echo) == "1616140317555161061"


def test_wecom_is_told_that_the_address_is_ours(client: Client) -> None:
    echo, stamp = seal("1616140317555161061"), str(int(make.NOON.timestamp()))
    told = {"timestamp": stamp, "nonce": "n", "echostr": echo}
    signed = {"msg_signature": sha1(TOKEN, stamp, "n", echo)}

    assert client.get("/bots/wecom/", told | signed).content == b"1616140317555161061"
    assert client.get("/bots/wecom/", told).status_code == 403


def test_a_message_that_was_caught_is_not_read_out(client: Client) -> None:
    caught, stamp = seal("<xml><Content>x</Content></xml>"), str(int(make.NOON.timestamp()))
    told = {"timestamp": stamp, "nonce": "n", "echostr": caught}

    answer = client.get("/bots/wecom/", told | {"msg_signature": sha1(TOKEN, stamp, "n", caught)})

    assert answer.status_code == 403


@pytest.mark.parametrize("how", ["forged", "old", "early", "corporation", "garbled", "entities"])
def test_what_wecom_did_not_sign_is_refused(ours: WeCom, how: str) -> None:
    sealed = seal("<xml><MsgType>text</MsgType><Content>反映 路灯不亮</Content></xml>")
    if how == "forged":
        answer = ours.post(sealed, msg_signature="0" * 40)
    elif how in {"old", "early"}:
        ours.at += dt.timedelta(minutes=61) * (1 if how == "early" else -1)
        answer = ours.post(sealed)
    elif how == "corporation":
        answer = ours.post(seal("<xml/>", corp="another"))
    elif how == "garbled":
        answer = ours.post("AAAA")
    else:
        body = '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'
        answer = ours.client.post(ours.path, body, content_type="text/xml")

    assert answer.status_code == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"sign": "no"}, {"timestamp": "1"}, {"timestamp": "9" * 40}, {"timestamp": "x"}]
)
def test_what_dingtalk_did_not_sign_is_refused(ding: DingTalk, headers: dict[str, str]) -> None:
    body = {"msgtype": "text", "text": {"content": "反映 路灯不亮"}, "msgId": "1"}

    assert ding.post(body, **headers).status_code == 403
    assert not Case.objects.exists()


def test_what_dingtalk_signed_an_hour_ago_is_refused(ding: DingTalk) -> None:
    body = {"msgtype": "text", "text": {"content": "反映 路灯不亮"}, "msgId": "1"}
    ding.at -= dt.timedelta(minutes=61)

    assert ding.post(body).status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff"])
def test_what_is_no_message_is_refused(ding: DingTalk, body: bytes) -> None:
    assert ding.post(body).status_code == 403


def test_a_district_without_a_bot_has_no_address(client: Client, settings: Any) -> None:
    settings.CHAT = {}

    assert client.post("/bots/dingtalk/").status_code == 404
    assert client.get("/bots/wecom/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"wecom": {"token": "x", "aes_key": "short", "corp_id": "y"}},
        {"wecom": {"token": "x"}},
        {"dingtalk": {}},
        {"feishu": {}},
        [],
    ],
)
def test_a_bot_that_is_not_complete_is_told_of_at_start(settings: Any, wrong: Any) -> None:
    settings.CHAT = {"wanghai": wrong}
    assert [found.id for found in channels.check_channels()] == ["lianxin.E006"]
    settings.CHAT = CHAT
    assert channels.check_channels() == []


def test_what_is_asked_in_english_is_answered_in_english(ours: WeCom) -> None:
    place = make.grid()

    ref, code = keys_in(ours.say("report The lamp at gate 3 is out"))

    case = Case.objects.get()
    assert case.text == "The lamp at gate 3 is out"
    assert case.place_id == make.root().pk != place.pk
    assert Requester.objects.get().language == "en"
    assert ref in ours.say(f"check {ref} {code}", message=2)
    ours.say(f"urge {ref} {code}", message=3)
    ours.say(f"Add {ref} {code} It is gate 4", message=4)
    assert [e.verb for e in timeline.of(case)] == ["open", "urge", "add"]


def test_after_the_question_any_words_are_the_answer_once(ours: WeCom) -> None:
    text = "三号楼前的路灯不亮，晚上看不见台阶"

    assert "反映问题" in ours.say(text)
    assert "请写下发生了什么" in ours.say("反映", message=2)
    first, again = ours.say(text, message=3), ours.say(text, message=3)
    assert keys_in(first) == keys_in(again)
    assert "反映问题" in ours.say(text, message=4)
    assert "反映问题" in ours.say(text, message=5, sender="li")
    assert Case.objects.count() == 1


def test_the_question_is_forgotten_after_ten_minutes(
    ours: WeCom, clock: time_machine.Traveller
) -> None:
    ours.say("反映")
    clock.shift(dt.timedelta(minutes=11))

    assert "反映问题" in ours.say("三号楼前的路灯不亮", message=2)


def test_nobody_files_without_end(ours: WeCom) -> None:
    for number in range(10):
        ours.say(f"反映 第 {number} 件事", message=number + 1)

    assert "太频繁" in ours.say("反映 又一件事", message=11)
    assert Case.objects.count() == 10


def test_in_a_group_nobody_hears_a_code(ding: DingTalk, settings: Any) -> None:
    told = ding.say("反映 三号楼前的路灯不亮", conversation="2")
    assert "单独" in told
    assert "/report/" in told
    assert not Case.objects.exists()

    settings.CHAT = {"wanghai": {"dingtalk": {"secret": SECRET, "in_groups": True}}}
    keys_in(ding.say("反映 三号楼前的路灯不亮", conversation="2"))


@pytest.mark.parametrize("text", ["帮助", "help", "?", "你好", "hello there"])
def test_anything_else_is_answered_with_three_lines(ours: WeCom, text: str) -> None:
    assert len(ours.say(text).splitlines()) == 3


def test_a_picture_and_an_event_are_answered(ours: WeCom) -> None:
    assert len(ours.say("", kind="image").splitlines()) == 3
    quiet = "<xml><MsgType>event</MsgType><Event>LOCATION</Event></xml>"
    answer = ours.post(seal(quiet))
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_bot_serves_its_own_district(client: Client) -> None:
    make.district("other")

    assert client.get("/other/bots/wecom/").status_code == 404
    assert "反映问题" in WeCom(client, "/wanghai/bots/wecom/").say("帮助")


def test_of_a_danger_it_says_first_what_to_do(ours: WeCom) -> None:
    told = ours.say("反映 三号楼楼道里有很重的煤气味")

    assert told.startswith("不要开关电灯")
    assert "119" in told.splitlines()[0]
    assert Case.objects.get().ref in told
