"""The bot in WeCom and DingTalk, through the addresses at which they knock. The other side's
signing and sealing is written here anew, from their documents."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import struct
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.bots.chat import channels, wecom, words
from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case, Rating, Requester
from lianxin.kernel import timeline
from lianxin.web.me import words as tracking
from tests import make

TOKEN, CORP, SECRET = "QDG6eK", "wx5823bf96d3bd56c7", "SEC-of-the-robot"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CHAT = {
    "wanghai": {
        "wecom": {"token": TOKEN, "aes_key": AES_KEY, "corp_id": CORP},
        "dingtalk": {"secret": SECRET},
    }
}


@pytest.fixture(autouse=True)
def _set_up(settings: Any, clock: time_machine.Traveller) -> None:
    settings.CHAT = CHAT
    make.district()


# --- The chats, as their documents describe them ------------------------------------------------


def _aes() -> Any:
    key = base64.b64decode(AES_KEY + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _seal(message: str, corp: str = CORP) -> str:
    content = message.encode()
    plain = b"0123456789abcdef" + struct.pack(">I", len(content)) + content + corp.encode()
    plain += bytes([32 - len(plain) % 32]) * (32 - len(plain) % 32)
    encryptor = _aes().encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def _unseal(cipher_text: str) -> str:
    decryptor = _aes().decryptor()
    plain = decryptor.update(base64.b64decode(cipher_text)) + decryptor.finalize()
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    assert plain[20 + length :].decode() == CORP
    message: str = plain[20 : 20 + length].decode()
    return message


def _fields(xml: str | bytes) -> dict[str, str]:
    return {child.tag: child.text or "" for child in ET.fromstring(xml)}  # noqa: S314  as above


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  WeCom does


class WeCom:
    """Members of the corporation, who write to the app."""

    path = "/bots/wecom/"

    def __init__(self, client: Client, path: str = path) -> None:
        self.client, self.at, self.path = client, make.NOON, path

    def post(self, cipher_text: str, **told: str) -> Any:
        stamp = str(int(self.at.timestamp()))
        query = {
            "msg_signature": _sha1(TOKEN, stamp, "nonce", cipher_text),
            "timestamp": stamp,
            "nonce": "nonce",
        } | told
        body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{cipher_text}</Encrypt></xml>"
        return self.client.post(self.path, body, content_type="text/xml", query_params=query)

    def say(
        self, text: str, *, message: int = 1, sender: str = "zhang", kind: str = "text"
    ) -> str:
        root = ET.Element("xml")
        for name, value in {
            "ToUserName": CORP,
            "FromUserName": sender,
            "CreateTime": "1348831860",
            "MsgType": kind,
            "Content": text,
            "MsgId": str(message),
            "AgentID": "1",
        }.items():
            ET.SubElement(root, name).text = value
        answer = self.post(_seal(ET.tostring(root, encoding="unicode")))
        assert answer.status_code == 200
        return self.read(answer, to=sender)

    def read(self, answer: Any, *, to: str) -> str:
        outer = _fields(answer.content)
        signed = _sha1(TOKEN, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
        assert outer["MsgSignature"] == signed
        inner = _fields(_unseal(outer["Encrypt"]))
        assert (inner["ToUserName"], inner["FromUserName"]) == (to, CORP)
        assert inner["MsgType"] == "text"
        return inner["Content"]


class DingTalk:
    def __init__(self, client: Client) -> None:
        self.client, self.at = client, make.NOON

    def post(self, body: Any, **headers: str) -> Any:
        stamp = str(int(self.at.timestamp() * 1000))
        told = f"{stamp}\n{SECRET}".encode()
        sign = base64.b64encode(hmac.new(SECRET.encode(), told, hashlib.sha256).digest()).decode()
        return self.client.post(
            "/bots/dingtalk/",
            body if isinstance(body, bytes) else json.dumps(body),
            content_type="application/json",
            headers={"timestamp": stamp, "sign": sign} | headers,
        )

    def say(self, text: str, *, message: int = 1, conversation: str = "1") -> str:
        answer = self.post(
            {
                "msgtype": "text",
                "text": {"content": f" {text}"},
                "msgId": f"msg{message}",
                "senderStaffId": "user123",
                "senderNick": "张三",
                "conversationType": conversation,
            }
        )
        assert answer.status_code == 200
        told = answer.json()
        assert told["msgtype"] == "text"
        return str(told["text"]["content"])


@pytest.fixture
def ours(client: Client) -> WeCom:
    return WeCom(client)


@pytest.fixture
def ding(client: Client) -> DingTalk:
    return DingTalk(client)


def _keys(answer: str) -> tuple[str, str]:
    found = re.search(r"/track/([^/]+)/([^/]+)/", answer)
    assert found
    return found[1], found[2]


# --- Who knocks ----------------------------------------------------------------------------------


def test_the_example_of_wecoms_own_document() -> None:
    keys = channels.wecom("wanghai")
    echo = (
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    )

    signature = wecom.sign(keys, "1409659589", "263014780", echo)

    assert signature == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert wecom.opened(keys, echo) == "1616140317555161061"


def test_wecom_is_told_that_the_address_is_ours(client: Client) -> None:
    echo, stamp = _seal("1616140317555161061"), str(int(make.NOON.timestamp()))
    told = {"timestamp": stamp, "nonce": "n", "echostr": echo}
    signed = {"msg_signature": _sha1(TOKEN, stamp, "n", echo)}

    assert client.get("/bots/wecom/", told | signed).content == b"1616140317555161061"
    assert client.get("/bots/wecom/", told).status_code == 403


def test_a_message_that_was_caught_is_not_read_out(client: Client) -> None:
    caught, stamp = _seal("<xml><Content>x</Content></xml>"), str(int(make.NOON.timestamp()))
    told = {"timestamp": stamp, "nonce": "n", "echostr": caught}

    answer = client.get("/bots/wecom/", told | {"msg_signature": _sha1(TOKEN, stamp, "n", caught)})

    assert answer.status_code == 403


@pytest.mark.parametrize("how", ["forged", "old", "early", "corporation", "garbled", "entities"])
def test_what_wecom_did_not_sign_is_refused(ours: WeCom, how: str) -> None:
    sealed = _seal("<xml><MsgType>text</MsgType><Content>反映 路灯不亮</Content></xml>")
    if how == "forged":
        answer = ours.post(sealed, msg_signature="0" * 40)
    elif how in {"old", "early"}:
        ours.at += dt.timedelta(minutes=61) * (1 if how == "early" else -1)
        answer = ours.post(sealed)
    elif how == "corporation":
        answer = ours.post(_seal("<xml/>", corp="another"))
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


# --- The conversation ----------------------------------------------------------------------------


def test_a_case_is_filed_and_followed_from_wecom(ours: WeCom) -> None:
    place = make.grid()

    told = ours.say(f"反映 {place.name}三号楼前的路灯不亮")

    case = Case.objects.get()
    ref, code = _keys(told)
    assert (case.ref, make.code(case)) == (ref, code)
    assert (case.source, case.place_id) == ("CHAT", place.pk)
    assert case.text == f"{place.name}三号楼前的路灯不亮"
    assert f"编号 {ref}，查询码 {code}" in told
    assert "最迟 3月3日 12:00，有单位接手" in told
    assert Requester.objects.get().phone is None
    unit = make.organisation(name="路灯管理所")
    dispatch.assign(case, to=unit, by=None, at=make.NOON)
    stands = ours.say(f"查 {ref} {code}", message=2)
    assert "已交给单位，等它接手" in stands
    assert "现在该谁办：路灯管理所" in stands
    assert "最迟 3月3日 12:00" in stands


def test_a_case_is_filed_and_followed_from_dingtalk(ding: DingTalk) -> None:
    ref, code = _keys(ding.say("反映：三号楼前的路灯不亮"))

    assert "已收到，正在安排单位" in ding.say(f"查{ref} {code.lower()}", message=2)
    assert "已催办" in ding.say(f"催 {ref} {code} 天黑了", message=3)
    assert "已转给" in ding.say(f"补充 {ref} {code} 一共三盏，\n都不亮", message=4)
    entries = list(timeline.of(Case.objects.get()))
    assert [(e.verb, e.note) for e in entries[1:]] == [
        ("urge", "天黑了"),
        ("add", "一共三盏，\n都不亮"),
    ]


def test_who_gets_it_is_named(ours: WeCom) -> None:
    """The desk has what no unit has yet."""
    ref, code = _keys(ours.say("反映 三号楼前的路灯不亮"))
    case, unit = Case.objects.get(), make.organisation(name="路灯管理所")

    assert ours.say(f"补充 {ref} {code} 一共三盏", message=2) == "已转给“望海新区调度中心”。"
    case.refresh_from_db()
    dispatch.assign(case, to=unit, by=None, at=make.NOON)
    assert ours.say(f"补充 {ref} {code} 都不亮", message=3) == "已转给“路灯管理所”。"
    assert "“路灯管理所”马上会看到" in ours.say(f"催 {ref} {code}", message=4)


def _answered(chat: WeCom | DingTalk) -> tuple[Case, str]:
    ref, code = _keys(chat.say("反映 三号楼前的路灯不亮"))
    case = Case.objects.get(ref=ref)
    dispatch.assign(case, to=make.organisation(), by=None, at=make.NOON)
    dispatch.accept(case, by=None, at=make.NOON)
    handling.ask(case, note="是哪一盏？", by=None, at=make.NOON)
    assert "“是哪一盏？”" in chat.say(f"查 {ref} {code}", message=2)
    chat.say(f"补充 {ref} {code} 第二盏", message=3)
    case.refresh_from_db()
    handling.answer(case, outcome="SOLVED", note="换了灯泡。" * 90, by=None, at=make.NOON)
    told = chat.say(f"查 {ref} {code}", message=4)
    assert f"“{'换了灯泡。' * 60}…”" in told
    return case, f"{ref} {code}"


@pytest.mark.parametrize(
    ("said", "solved", "answer"),
    [
        ("满意 {}", "YES", "谢谢"),
        ("评价 {} 满意，谢谢你们", "YES", "谢谢"),
        ("部分解决 {} 还差一盏", "PARTLY", "谢谢"),
        ("不满意 {} 又坏了", "NO", "一天内决定"),
        ("评价：{} 不满意", "NO", "一天内决定"),
        ("rate {} no It broke again", "NO", "望海新区调度中心"),
    ],
)
def test_an_answer_is_judged(ours: WeCom, said: str, solved: str, answer: str) -> None:
    """C20."""
    case, keys = _answered(ours)

    first, again = (ours.say(said.format(keys), message=5) for _ in range(2))

    assert answer in first == again
    assert Rating.objects.get(case=case).solved == solved
    case.refresh_from_db()
    assert case.state == ("REOPENING" if solved == "NO" else "CLOSED")


def test_a_verdict_that_is_none_is_asked_for_again(ding: DingTalk) -> None:
    _case, keys = _answered(ding)

    assert "部分解决" in ding.say(f"评价 {keys} 还行", message=5)
    assert "没有找到" in ding.say(f"满意 {keys}X", message=6)
    assert not Rating.objects.exists()


def test_what_is_asked_in_english_is_answered_in_english(ours: WeCom) -> None:
    place = make.grid()

    ref, code = _keys(ours.say("report The lamp at gate 3 is out"))

    case = Case.objects.get()
    assert case.text == "The lamp at gate 3 is out"
    assert case.place_id == make.root().pk != place.pk
    assert Requester.objects.get().language == "en"
    assert ref in ours.say(f"check {ref} {code}", message=2)
    ours.say(f"urge {ref} {code}", message=3)
    ours.say(f"Add {ref} {code} It is gate 4", message=4)
    assert [e.verb for e in timeline.of(case)] == ["open", "urge", "add"]


def test_the_same_message_twice_is_one_deed(ours: WeCom, ding: DingTalk) -> None:
    """C2."""
    for chat in (ours, ding):
        first, again = (chat.say("反映 三号楼前的路灯不亮") for _ in range(2))
        assert first == again
        ref, code = _keys(first)
        for _ in range(2):
            assert "已催办" in chat.say(f"催 {ref} {code}", message=2)
        assert [e.verb for e in timeline.of(Case.objects.get(ref=ref))] == ["open", "urge"]
    assert Case.objects.count() == 2


def test_after_the_question_any_words_are_the_answer_once(ours: WeCom) -> None:
    text = "三号楼前的路灯不亮，晚上看不见台阶"

    assert "反映问题" in ours.say(text)
    assert "请写下发生了什么" in ours.say("反映", message=2)
    first, again = ours.say(text, message=3), ours.say(text, message=3)
    assert _keys(first) == _keys(again)
    assert "反映问题" in ours.say(text, message=4)
    assert "反映问题" in ours.say(text, message=5, sender="li")
    assert Case.objects.count() == 1


def test_the_question_is_forgotten_after_ten_minutes(
    ours: WeCom, clock: time_machine.Traveller
) -> None:
    ours.say("反映")
    clock.shift(dt.timedelta(minutes=11))

    assert "反映问题" in ours.say("三号楼前的路灯不亮", message=2)


def test_an_unknown_number_and_a_wrong_code_are_told_apart_by_nobody(ours: WeCom) -> None:
    """C2."""
    ref, code = _keys(ours.say("反映 三号楼前的路灯不亮"))

    wrong = ours.say(f"查 {ref} AAAA-AAAA-AAAA-AAAA-AAAA", message=2)
    unknown = ours.say(f"查 WH-26-99999 {code}", message=3)

    assert wrong == unknown
    assert "没有找到" in wrong


def test_codes_cannot_be_guessed(ours: WeCom, clock: time_machine.Traveller) -> None:
    ref, code = _keys(ours.say("反映 三号楼前的路灯不亮"))
    for number in range(5):
        ours.say(f"查 {ref} AAAA-{number}", message=10 + number)

    assert "太频繁" in ours.say(f"查 {ref} {code}", message=20)
    clock.shift(dt.timedelta(minutes=20))
    ours.at += dt.timedelta(minutes=20)
    assert "正在安排单位" in ours.say(f"查 {ref} {code}", message=21)


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
    _keys(ding.say("反映 三号楼前的路灯不亮", conversation="2"))


def test_it_tells_neither_contact_data_nor_internal_notes(ours: WeCom) -> None:
    """C23."""
    case = make.case(contact=make.contact(name="李阿姨", phone="13800138000"))
    handling.note(case, note="内部说明", by=None, at=make.NOON)

    told = ours.say(f"查 {case.ref} {make.code(case)}")

    assert case.subject in told
    assert not any(word in told for word in ("13800138000", "李阿姨", "内部说明"))


@pytest.mark.parametrize("text", ["帮助", "help", "?", "你好", "hello there"])
def test_anything_else_is_answered_with_three_lines(ours: WeCom, text: str) -> None:
    assert len(ours.say(text).splitlines()) == 3


@pytest.mark.parametrize(
    "text", ["查", "查 WH-26-00042", "催 WH-26-00042", "补充 WH-26-00042 X", "check"]
)
def test_what_is_missing_is_named(ours: WeCom, text: str) -> None:
    assert "WH-26-00042" in ours.say(text)


def test_a_picture_and_an_event_are_answered(ours: WeCom) -> None:
    assert len(ours.say("", kind="image").splitlines()) == 3
    quiet = "<xml><MsgType>event</MsgType><Event>LOCATION</Event></xml>"
    answer = ours.post(_seal(quiet))
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_bot_serves_its_own_district(client: Client) -> None:
    make.district("other")

    assert client.get("/other/bots/wecom/").status_code == 404
    assert "反映问题" in WeCom(client, "/wanghai/bots/wecom/").say("帮助")


def test_it_speaks_as_the_tracking_page_does() -> None:
    assert words.STANDS == tracking.STANDS
    assert words.OUTCOMES == tracking.OUTCOMES


COMMANDS = (
    "",
    "反映",
    "查",
    "催 ",
    "补充 WH-26-00001 ",
    "满意 A-1 ",
    "评价 ",
    "report ",
    "check A-1 ",
    "反映 ",
)


@given(text=st.tuples(st.sampled_from(COMMANDS), st.text(max_size=60)).map("".join))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_breaks_it(ding: DingTalk, text: str) -> None:
    assert ding.say(text, message=hash(text))
