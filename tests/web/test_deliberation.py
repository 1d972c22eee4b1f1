"""Halls by page: raise, show, support, say, vote, answer, be late (GAT-03, KNO-07; X32)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.deliberation.actions import answering, joining, voting
from lianxin.deliberation.models import Ballot, Hall, Member, Remark, Support, Topic
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests import make
from tests.deliberation.building import House, ballot, fresh, handed_in, house, secret, shown
from tests.make import NOON
from tests.web.test_partnering import keyed, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def words(**told: str) -> dict[str, str]:
    first = {
        "kind": "TOPIC", "title": "楼下装几盏路灯", "text": "晚上太黑，老人不敢出门。",
        "shown_as": "三号楼居民", "email": "a@example.com", "phone": "",
    }  # fmt: skip
    return keyed(**(first | told))


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_resident_raises_a_topic_and_the_hall_shows_and_answers_it() -> None:
    at, anybody = house(), Client()
    path = "/deliberation/halls/qinghe/"
    assert "看过就公开" in text_of(anybody, f"{path}raise/")
    kept = anybody.post(f"{path}raise/", words(title=""))
    assert (kept.status_code, "三号楼居民" in kept.content.decode()) == (422, True)
    mine = anybody.post(f"{path}raise/", words())["Location"]
    topic = Topic.objects.get()
    assert mine == f"/deliberation/topics/{topic.ref}/mine/{privacy.tracking_code(topic.pk)}/"
    page = f"/deliberation/topics/{topic.ref}/"
    assert anybody.get(page).status_code == 404
    assert anybody.get(mine[:-3] + "X/").status_code == 404

    desk = f"/deliberation/desk/{topic.ref}/"
    host = signed_in(at.host)
    host.post(f"{desk}show/", keyed(unit=str(at.hall.unit_id)))
    assert "讨论中" in said(soup(anybody, page))
    empty = host.post(f"{desk}answer/", keyed(outcome="ADOPTED", text=""))
    assert empty.status_code == 422
    host.post(f"{desk}answer/", keyed(outcome="ADOPTED", text="下月装六盏。"))
    host.post(f"{desk}finish/", keyed(note="六盏都亮了"))

    told = text_of(anybody, page)
    assert all(part in told for part in ("采纳", "下月装六盏。", "六盏都亮了", "已落实"))
    assert at.host.name not in told  # the unit speaks
    other = signed_in(make.handler(make.organisation()))
    assert other.get(desk).status_code == 404


def test_a_hall_where_more_is_talked_over_stands_first_and_an_empty_one_last() -> None:
    quiet, busy, some = house("aaa"), house("bbb"), house("ccc")
    for at in (busy, busy, some):
        shown(at)
    page = soup(Client(), "/deliberation/")

    links = [str(one["href"]) for one in page.select("#halls article h2 a")]
    assert [link.split("/")[-2] for link in links] == [
        one.hall.code for one in (busy, some, quiet)
    ]


def test_a_hall_is_followed_by_atom_without_what_is_not_shown() -> None:
    at = house()
    topic = shown(at)
    handed_in(at, title="还没公开的一件")
    answering.answer(topic, outcome="ADOPTED", text="下月装六盏。", by=at.host, at=NOON)
    assert "/deliberation/halls/qinghe/feed.atom" in text_of(
        Client(), "/deliberation/halls/qinghe/"
    )

    told = text_of(Client(), "/deliberation/halls/qinghe/feed.atom")
    assert f"{topic.title}：采纳" in told
    assert "下月装六盏。" in told
    assert "还没公开的一件" not in told
    assert at.host.name not in told


def test_like_topics_are_shown_before_another_is_raised() -> None:
    at, anybody = house(), Client()
    shown(at)
    path = "/deliberation/halls/qinghe/raise/"

    answer = anybody.post(path, words(title="楼下要装路灯", text="晚上太黑，老人不敢出门走路。"))
    assert answer.status_code == 422
    assert "点开附议就行" in answer.content.decode()
    assert anybody.post(path, words(is_new="on")).status_code == 302
    assert Topic.objects.count() == 2


def test_what_is_late_is_marked_in_public_and_what_was_put_off_says_so() -> None:
    """X32."""
    at, anybody = house(), Client()
    topic = shown(at)
    page = f"/deliberation/topics/{topic.ref}/"
    assert "没有逾期的议题" in text_of(anybody, "/deliberation/overdue/")

    with time_machine.travel(NOON + dt.timedelta(days=60), tick=False):
        assert "已经逾期" in text_of(anybody, page)
        assert topic.title in text_of(anybody, "/deliberation/overdue/")
        assert "答复逾期" in text_of(anybody, "/deliberation/halls/qinghe/")
        host = signed_in(at.host)
        host.post(
            f"/deliberation/desk/{topic.ref}/extend/",
            keyed(to="2027-01-01T12:00", note="等供电公司"),
        )
        told = text_of(anybody, page)
        assert "延到 2027-01-01" in told
        assert "等供电公司" in told


def test_what_is_hidden_tells_why_and_may_be_looked_at_again() -> None:
    at, anybody = house(), Client()
    topic = handed_in(at)
    host, desk = signed_in(at.host), f"/deliberation/desk/{topic.ref}/"
    host.post(f"{desk}hide/", keyed(reason="ADVERT", note="卖灯具"))
    mine = f"/deliberation/topics/{topic.ref}/mine/{privacy.tracking_code(topic.pk)}/"

    assert "广告" in text_of(anybody, mine)
    anybody.post(f"{mine}appeal/", keyed(note="不卖灯"))
    assert fresh(topic).state == "HANDED_IN"
    anybody.post(f"{mine}revise/", keyed(title="装路灯", text="很黑"))
    anybody.post(f"{mine}withdraw/", keyed())
    assert (fresh(topic).title, fresh(topic).state) == ("装路灯", "WITHDRAWN")


def test_a_number_in_the_words_is_marked_for_who_shows_them() -> None:
    at = house()
    topic = handed_in(at, text="请打 13812345678")
    host, desk = signed_in(at.host), f"/deliberation/desk/{topic.ref}/"

    assert "<mark>13812345678</mark>" in text_of(host, desk)
    assert host.post(f"{desk}show/", keyed(unit=str(at.hall.unit_id))).status_code == 422
    host.post(f"{desk}show/", keyed(unit=str(at.hall.unit_id), is_read="on"))
    assert fresh(topic).state == "OPEN"


def test_of_two_the_hall_makes_one() -> None:
    at = house()
    first, second = shown(at), handed_in(at, title="装灯")
    host = signed_in(at.host)

    host.post(f"/deliberation/desk/{second.ref}/merge/", keyed(into=first.ref))

    assert fresh(second).merged_into == first
    assert first.title in text_of(Client(), f"/deliberation/topics/{second.ref}/")


def test_support_by_account_and_by_an_address_that_was_confirmed() -> None:
    topic, person, anybody = shown(house()), make.user(), Client()
    page = f"/deliberation/topics/{topic.ref}/"
    by_account = signed_in(person)
    by_account.post(f"{page}support/", keyed())
    assert "您已经附议" in text_of(by_account, page)
    assert anybody.post(f"{page}support/", keyed(email="", phone="")).status_code == 422
    anybody.post(f"{page}support/", keyed(email="b@example.com", phone=""))
    assert fresh(topic).supports == 1

    made = Support.objects.get(user=None)
    link = f"/deliberation/supports/{made.pk}/{privacy.tracking_code(made.pk)}/"
    assert anybody.get(link).status_code == 200
    anybody.post(link)
    assert fresh(topic).supports == 2
    assert anybody.get(f"/deliberation/supports/{made.pk}/WRONG/").status_code == 404
    anybody.post(link, {"verb": "drop"})
    by_account.post(f"{page}drop/")
    assert (fresh(topic).supports, Support.objects.count()) == (0, 0)


def test_who_joins_a_group_leaves_it_in_one_tap() -> None:
    """KNO-07."""
    topic, person = shown(house()), make.user()
    client, page = signed_in(person), f"/deliberation/topics/{topic.ref}/"

    client.post(f"{page}join/")
    assert "退出小组" in text_of(client, page)
    client.post(f"{page}leave/")

    assert not Member.objects.exists()


def test_remarks_wait_are_answered_reported_and_hidden_for_a_reason() -> None:
    at, anybody = house(), Client()
    topic = shown(at)
    page, desk = (f"/deliberation/{part}/{topic.ref}/" for part in ("topics", "desk"))
    anybody.post(f"{page}say/", keyed(text="早该装了", shown_as="邻居"))
    assert "早该装了" not in text_of(anybody, page)
    host, remark = signed_in(at.host), Remark.objects.get()
    host.post(f"{desk}{remark.pk}/show-remark/", keyed())
    assert "早该装了" in text_of(anybody, page)
    host.post(f"{page}say/", keyed(text="谢谢", shown_as="居委会", parent=str(remark.pk)))
    assert "单位发言" in text_of(anybody, page)

    anybody.post(f"{page}{remark.pk}/flag/")
    assert Remark.objects.get(pk=remark.pk).flags == 1
    host.post(f"{desk}{remark.pk}/hide-remark/", keyed(reason="INSULT"))
    told = text_of(anybody, page)
    assert "早该装了" not in told
    assert "辱骂" in told


def terms(**told: str) -> dict[str, str]:
    first = {
        "question": "灯装在哪里", "options": "东门\n西门", "is_secret": "1", "most": "1",
        "quorum": "0", "rule": "MOST", "opens_at": "2026-03-02T09:00",
        "closes_at": "2026-12-30T18:00",
    }  # fmt: skip
    return keyed(**(first | told))


def test_a_secret_ballot_from_the_envelopes_to_the_count() -> None:
    at, anybody = house(), Client()
    topic = shown(at)
    host, desk = signed_in(at.host), f"/deliberation/desk/{topic.ref}/"
    assert host.post(f"{desk}set-up/", terms(options="东门")).status_code == 422
    host.post(f"{desk}set-up/", terms(opens_at=f"{NOON:%Y-%m-%dT%H:%M}"))
    made = Ballot.objects.get()
    path = f"/deliberation/ballots/{made.ref}/"
    assert anybody.get(path).status_code == 404  # nobody sees it before it is opened
    sheet = host.post(f"{desk}{made.pk}/hand-out/", keyed(many="2"))
    table = openpyxl.load_workbook(io.BytesIO(sheet.content)).active
    assert table is not None
    codes = [str(row[1].value) for row in table.iter_rows(min_row=2)]
    host.post(f"{desk}{made.pk}/open-ballot/", keyed())
    with time_machine.travel(made.opens_at + dt.timedelta(hours=1), tick=False):
        assert anybody.post(path, keyed(chosen="1", code="AAAA")).status_code == 422
        voted = anybody.post(path, keyed(chosen="1", code=codes[0]))
        assert "这是您的回执" in voted.content.decode()
        again = anybody.post(path, keyed(chosen="2", code=codes[0]))
        assert (again.status_code, "已经用过" in again.content.decode()) == (422, True)
        assert "通过：" not in text_of(anybody, path)  # no count while it runs
        assert anybody.get(f"{path}votes.json").status_code == 404

    voting.count(made, at=made.closes_at)
    told = anybody.get(f"{path}votes.json").json()
    receipt = told["votes"][0]["receipt"]
    assert receipt in voted.content.decode()
    page = text_of(anybody, path)
    assert all(part in page for part in (receipt, "通过：东门", told["digest"]))


def test_an_open_ballot_asks_for_an_account_and_shows_who_chose_what() -> None:
    at, person = house(), make.user()
    made = ballot(at, shown(at), is_secret=False, most=2)
    voting.open_ballot(made, by=at.host, at=NOON)
    path = f"/deliberation/ballots/{made.ref}/"
    assert "请先登录" in text_of(Client(), path)
    client = signed_in(person)
    assert "回执" in client.post(path, keyed(chosen=["1", "2"])).content.decode()
    voting.count(made, at=made.closes_at)
    assert privacy.mask_name(person.name) in text_of(Client(), path)


def test_a_ballot_is_called_off_with_its_reason_in_sight() -> None:
    at = house()
    topic = shown(at)
    made, _codes = secret(at, topic)
    host = signed_in(at.host)

    host.post(f"/deliberation/desk/{topic.ref}/{made.pk}/call-off/", keyed(reason="题目写错了"))

    assert "题目写错了" in text_of(Client(), f"/deliberation/ballots/{made.ref}/")


def test_a_unit_opens_its_hall_and_takes_its_topics_out() -> None:
    at = house()
    shown(at)
    host = signed_in(at.host)
    told = keyed(
        name="新厅", code="new", place=str(make.place().pk), unit=str(at.hall.unit_id), about="",
        policy="先看再公开。",
    )  # fmt: skip

    assert host.post("/deliberation/desk/new/", told | {"policy": ""}).status_code == 422
    answer = host.post("/deliberation/desk/new/", told)
    assert (answer.status_code, Hall.objects.count()) in {(302, 2), (422, 1)}
    sheet = host.get("/deliberation/desk/topics.xlsx")
    table = openpyxl.load_workbook(io.BytesIO(sheet.content)).active
    assert table is not None
    assert table.max_row == 2
    assert "楼下装几盏路灯" in text_of(host, "/deliberation/desk/")
    assert "清河议事厅" in text_of(Client(), "/deliberation/")
    assert "议事厅" in text_of(Client(), "/")


def test_lists_cost_the_same_however_long_they_are() -> None:
    at: House = house()
    topic = shown(at)
    host, costs = signed_in(at.host), []
    paths = ["/deliberation/", "/deliberation/halls/qinghe/", "/deliberation/desk/",
             f"/deliberation/topics/{topic.ref}/"]  # fmt: skip
    for _round in range(2):
        for path in paths:
            host.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for path in paths:
                host.get(path)
        costs.append(len(asked))
        for number in range(4):
            shown(at, title=f"议题 {number}")
            joining.say(topic, joining.Said("好", "我"), user=make.user(), at=NOON, key=new_id())

    assert costs[0] == costs[1]
