"""What follows when a case has been filed in a chat: how it stands, urging, adding, judging."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.bots.chat import words
from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case, Rating, Requester
from lianxin.kernel import timeline
from lianxin.web.me import words as tracking
from tests import make
from tests.bots.chats import (
    CHAT,
    DingTalk,
    WeCom,
    keys_in,
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


def test_a_case_is_filed_and_followed_from_wecom(ours: WeCom) -> None:
    place = make.grid()

    told = ours.say(f"反映 {place.name}三号楼前的路灯不亮")

    case = Case.objects.get()
    ref, code = keys_in(told)
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
    ref, code = keys_in(ding.say("反映：三号楼前的路灯不亮"))

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
    ref, code = keys_in(ours.say("反映 三号楼前的路灯不亮"))
    case, unit = Case.objects.get(), make.organisation(name="路灯管理所")

    assert ours.say(f"补充 {ref} {code} 一共三盏", message=2) == "已转给“望海新区调度中心”。"
    case.refresh_from_db()
    dispatch.assign(case, to=unit, by=None, at=make.NOON)
    assert ours.say(f"补充 {ref} {code} 都不亮", message=3) == "已转给“路灯管理所”。"
    assert "“路灯管理所”马上会看到" in ours.say(f"催 {ref} {code}", message=4)


def _answered(chat: WeCom | DingTalk) -> tuple[Case, str]:
    ref, code = keys_in(chat.say("反映 三号楼前的路灯不亮"))
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


def test_the_same_message_twice_is_one_deed(ours: WeCom, ding: DingTalk) -> None:
    """C2."""
    for chat in (ours, ding):
        first, again = (chat.say("反映 三号楼前的路灯不亮") for _ in range(2))
        assert first == again
        ref, code = keys_in(first)
        for _ in range(2):
            assert "已催办" in chat.say(f"催 {ref} {code}", message=2)
        assert [e.verb for e in timeline.of(Case.objects.get(ref=ref))] == ["open", "urge"]
    assert Case.objects.count() == 2


def test_an_unknown_number_and_a_wrong_code_are_told_apart_by_nobody(ours: WeCom) -> None:
    """C2."""
    ref, code = keys_in(ours.say("反映 三号楼前的路灯不亮"))

    wrong = ours.say(f"查 {ref} AAAA-AAAA-AAAA-AAAA-AAAA", message=2)
    unknown = ours.say(f"查 WH-26-99999 {code}", message=3)

    assert wrong == unknown
    assert "没有找到" in wrong


def test_codes_cannot_be_guessed(ours: WeCom, clock: time_machine.Traveller) -> None:
    ref, code = keys_in(ours.say("反映 三号楼前的路灯不亮"))
    for number in range(5):
        ours.say(f"查 {ref} AAAA-{number}", message=10 + number)

    assert "太频繁" in ours.say(f"查 {ref} {code}", message=20)
    clock.shift(dt.timedelta(minutes=20))
    ours.at += dt.timedelta(minutes=20)
    assert "正在安排单位" in ours.say(f"查 {ref} {code}", message=21)


def test_it_tells_neither_contact_data_nor_internal_notes(ours: WeCom) -> None:
    """C23."""
    case = make.case(contact=make.contact(name="李阿姨", phone="13800138000"))
    handling.note(case, note="内部说明", by=None, at=make.NOON)

    told = ours.say(f"查 {case.ref} {make.code(case)}")

    assert case.subject in told
    assert not any(word in told for word in ("13800138000", "李阿姨", "内部说明"))


@pytest.mark.parametrize(
    "text", ["查", "查 WH-26-00042", "催 WH-26-00042", "补充 WH-26-00042 X", "check"]
)
def test_what_is_missing_is_named(ours: WeCom, text: str) -> None:
    assert "WH-26-00042" in ours.say(text)


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
