"""Checklist, people outside, verification and mediation, on their pages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import docx
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.cases.actions import checklist, handling, mediation, outside, verifying
from lianxin.cases.actions.mediation import Side
from lianxin.cases.models import Case, Consultation, Mediation, Party, Photo, Task
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make
from tests.web.swap import one, soup

SECOND = dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(make.NOON, tick=False) as travelled:
        yield travelled


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(case: Case, name: str = "") -> str:
    return f"/cases/{case.ref}/{name + '/' if name else ''}"


def text(client: Client, path: str) -> str:
    return soup(client.get(path)).get_text(" ", strip=True)


# --- Checklist -----------------------------------------------------------------------------------


@pytest.fixture
def housing() -> Case:
    return make.case(accepted=True, class_code="HOUSING")


def test_one_tap_ticks_a_line_and_the_page_is_as_if_reloaded(housing: Case) -> None:
    """C16."""
    desk, task = signed_in(make.handler(housing.lead)), Task.objects.get(code="VISIT")
    before = soup(desk.get(at(housing)))
    form = one(before, f"form[action$='/tick/']:has(input[value='{task.pk}'])")
    action = str(form["action"])
    data = {i["name"]: i.get("value", "") for i in form.select("input[name]")}

    answer = desk.post(action, data, headers={"HX-Request": "true"})

    task.refresh_from_db()
    assert task.done_at == make.NOON
    assert "已勾选" in answer.content.decode()
    again = desk.post(action, data)
    assert again.status_code == 302  # the same tap twice is one
    assert "1/2" in text(desk, at(housing))


def test_the_page_says_what_is_missing(housing: Case) -> None:
    """C16."""
    desk = signed_in(make.handler(housing.lead))

    answer = desk.post(
        at(housing, "answer"), {"key": new_id(), "outcome": "SOLVED", "note": "好了"}
    )

    assert answer.status_code == 422
    assert "上门查看" in one(soup(answer), "#deed-answer").get_text()


def test_a_line_is_added_given_and_dropped(housing: Case) -> None:
    unit = make.organisation(name="供电公司")
    handling.ask_help(housing, unit=unit, note="请协助", by=None, at=make.NOON)
    desk = signed_in(make.handler(housing.lead))
    desk.post(at(housing, "add_task"), {"key": new_id(), "label": "断电", "unit": unit.pk})
    own = Task.objects.get(label="断电")
    assert (own.unit, own.is_required) == (unit, False)

    desk.post(at(housing, "give_task"), {"key": new_id(), "task": own.pk, "unit": ""})
    own.refresh_from_db()
    assert own.unit is None
    desk.post(at(housing, "drop_task"), {"key": new_id(), "task": own.pk})

    assert not Task.objects.filter(pk=own.pk).exists()
    gone = desk.post(at(housing, "tick"), {"key": new_id(), "task": own.pk})
    assert "已经不在清单上" in soup(gone).get_text()


def test_a_helper_ticks_only_its_own(housing: Case) -> None:
    helper = make.organisation()
    handling.ask_help(housing, unit=helper, note="请协助", by=None, at=make.NOON)
    task = Task.objects.get(code="VISIT")
    checklist.give_task(housing, task=task, unit=helper, by=None, at=make.NOON)

    page = soup(signed_in(make.handler(helper)).get(at(housing)))

    offered = [
        i["value"] for i in page.select("form:has(button.checklist__tick) input[name=task]")
    ]
    assert offered == [str(task.pk)]


# --- People outside ------------------------------------------------------------------------------


@pytest.fixture
def asked() -> Consultation:
    case = make.case(accepted=True, contact=make.contact(), text="李阿姨家门口的邮筒挡路")
    handling.note(case, note="内部：业主脾气大", by=None, at=make.NOON)
    return outside.ask_outside(
        case, party="邮政公司", question="何时移走？", by=make.handler(case.lead), at=make.NOON
    )


def door(row: Consultation) -> str:
    return outside.path(row)


def reply(row: Consultation, **how: Any) -> Any:
    data = {"key": str(new_id()), "text": "周五移走。"} | how
    return Client().post(door(row), data)


def test_the_unit_asks_and_holds_the_link(asked: Consultation) -> None:
    """C18."""
    desk = signed_in(asked.asked_by)
    page = soup(desk.get(at(asked.case)))
    assert door(asked) in page.get_text()
    assert page.select_one(".handover__qr svg") is not None
    desk.post(
        at(asked.case, "ask_outside"),
        {"key": new_id(), "party": "银行", "question": "贷款结清了吗？", "address": "a@b.cn"},
    )
    assert "a***@b.cn" in text(desk, at(asked.case))

    for other in (make.dispatcher(), make.manager()):
        assert privacy.tracking_code(asked.pk) not in text(signed_in(other), at(asked.case))


def test_the_outsider_sees_what_is_needed_and_no_more(asked: Consultation) -> None:
    """C18, C23."""
    answer = Client().get(door(asked))
    shown = soup(answer).get_text()

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    for told in ("何时移走？", asked.case.lead.name, asked.case.place.name, asked.case.subject):
        assert told in shown
    for hidden in ("13800138000", "业主脾气大", str(asked.asked_by), "李阿姨 "):
        assert hidden not in shown


def test_the_outsider_answers_once(asked: Consultation) -> None:
    """C18."""
    picture = SimpleUploadedFile("a.jpg", make.upload().content.read())
    assert reply(asked, text="").status_code == 422

    assert reply(asked, photos=picture).status_code == 302

    assert "已答复" in text(Client(), door(asked))
    assert Photo.objects.get().consultation_id == asked.pk
    late = reply(asked, text="改主意了")
    assert late.status_code == 422
    asked.refresh_from_db()
    assert asked.reply == "周五移走。"
    assert "周五移走。" in text(signed_in(asked.asked_by), at(asked.case))


def test_the_link_works_to_the_last_second(
    asked: Consultation, clock: time_machine.Traveller
) -> None:
    """C18."""
    clock.move_to(asked.expires_at - SECOND)
    assert soup(Client().get(door(asked))).select_one("textarea") is not None
    clock.move_to(asked.expires_at)
    page = soup(Client().get(door(asked)))
    assert page.select_one("textarea") is None
    assert "已经到期" in page.get_text()
    assert reply(asked).status_code == 422


def test_wrong_and_unknown_links_look_alike(asked: Consultation) -> None:
    """C18."""
    unknown = new_id()
    wrong = Client().get(f"/outside/{asked.pk}/{privacy.tracking_code(unknown)}/")
    none = Client().get(f"/outside/{unknown}/{privacy.tracking_code(unknown)}/")

    assert wrong.status_code == none.status_code == 404
    bare = [a.content.decode().replace(str(asked.pk), "").replace(str(unknown), "")
            for a in (wrong, none)]  # fmt: skip
    assert BeautifulSoup(bare[0], "html.parser").main == BeautifulSoup(bare[1], "html.parser").main


def test_answers_are_limited(asked: Consultation) -> None:
    """C18."""
    answers = [reply(asked).status_code for _n in range(21)]

    assert answers == [302, *[422] * 19, 429]


def test_what_was_taken_back_is_over(asked: Consultation) -> None:
    """C18."""
    desk = signed_in(asked.asked_by)
    desk.post(at(asked.case, "end_outside"), {"key": new_id(), "consultation": asked.pk})

    assert "已经收回" in text(Client(), door(asked))
    assert privacy.tracking_code(asked.pk) not in text(desk, at(asked.case))


# --- Verification --------------------------------------------------------------------------------


def test_a_class_that_is_verified_offers_to_submit(clock: time_machine.Traveller) -> None:
    """C19."""
    case = make.case(accepted=True, class_code="SAFETY")
    handler, worker = make.handler(case.lead), make.worker(case.place)
    unit, walker = signed_in(handler), signed_in(worker)
    page = soup(unit.get(at(case)))
    assert page.select_one("#deed-submit") is not None
    assert page.select_one("#deed-answer") is None
    refused = unit.post(
        at(case, "answer"), {"key": new_id(), "outcome": "SOLVED", "note": "已清理"}
    )
    assert "提交核查" in soup(refused).get_text()

    unit.post(at(case, "submit"), {"key": new_id(), "outcome": "SOLVED", "note": "通道已清空"})

    assert "待核查" in text(unit, at(case))
    assert soup(unit.get(at(case))).select_one("#deed-verify") is None
    assert case.subject in text(walker, "/today/")
    assert "等您核查" in text(walker, "/today/")
    assert "通道已清空" in one(soup(walker.get(at(case))), "#deed-verify").get_text()
    bare = walker.post(at(case, "verify"), {"key": new_id(), "remark": "看过"})
    assert bare.status_code == 422
    picture = SimpleUploadedFile("a.jpg", make.upload().content.read())
    walker.post(at(case, "verify"), {"key": new_id(), "remark": "已清", "photos": picture})

    case.refresh_from_db()
    assert case.state == "ANSWERED"
    told = text(Client(), f"/track/{case.ref}/{make.code(case)}/")
    assert "通道已清空" in told
    assert "已清空" in told
    assert "看过" not in told


def test_the_requester_reads_that_it_is_being_verified() -> None:
    """C19."""
    case = make.case(accepted=True, class_code="NOISE")
    verifying.submit(case, outcome="SOLVED", note="已经安静", by=None, at=make.NOON)

    told = text(Client(), f"/track/{case.ref}/{make.code(case)}/")

    assert "正在核实" in told
    assert "已经安静" not in told


def test_the_desk_finds_what_waits_for_verification() -> None:
    """C19."""
    case = make.case(accepted=True, class_code="NOISE")
    verifying.submit(case, outcome="SOLVED", note="已经安静", by=None, at=make.NOON)
    desk = signed_in(make.dispatcher())

    assert case.ref in text(desk, "/desk/?state=VERIFYING")
    desk.post(at(case, "send_back"), {"key": new_id(), "remark": "还吵"})

    case.refresh_from_db()
    assert case.state == "WORKING"
    assert "还吵" in text(signed_in(make.handler(case.lead)), at(case))


# --- Mediation -----------------------------------------------------------------------------------


@pytest.fixture
def dispute() -> Case:
    return make.case(accepted=True)


@pytest.fixture
def mediator() -> User:
    return make.mediator()


@pytest.fixture
def opened(dispute: Case, mediator: User) -> Mediation:
    sides = [Side("张大明", "13800138001"), Side("李小红")]
    return mediation.open_mediation(
        dispute, mediator=mediator, parties=sides, by=make.dispatcher(), at=make.NOON
    )


def side(row: Mediation, name: str) -> Party:
    return Party.objects.get(mediation=row, side=name)


def press(party: Party, deed: str, **how: str) -> Any:
    return Client().post(mediation.path(party), {"key": str(new_id()), "deed": deed} | how)


def test_the_desk_opens_a_mediation_and_says_how_busy_each_is(
    dispute: Case, mediator: User
) -> None:
    """CAS-11, CAS-12."""
    desk = signed_in(make.dispatcher())
    assert f"{mediator} · 在调 0 件" in text(desk, at(dispute))

    said = desk.post(
        at(dispute, "open_mediation"),
        {"key": new_id(), "mediator": mediator.pk, "name_1": "张大明", "name_2": "李小红"},
        follow=True,
    )

    page = soup(said).get_text(" ", strip=True)
    assert "保密" in page
    assert "李小红" not in page
    assert "甲方" in page


def test_each_side_settles_it_on_its_own_page(opened: Mediation, mediator: User) -> None:
    """CAS-11."""
    first, second = side(opened, "甲方"), side(opened, "乙方")
    shown = text(Client(), mediation.path(first))
    assert "同意调解" in shown
    assert "自愿" in shown
    assert "李**" in shown
    assert "李小红" not in shown
    for party in (first, second):
        assert press(party, "consent").status_code == 302
    desk, case = signed_in(mediator), opened.case
    page = soup(desk.get(at(case)))
    assert "李小红" in page.get_text()
    desk.post(at(case, "set_session"), {"key": new_id(), "held_at": "2026-03-05T14:30"})
    desk.post(at(case, "draft_agreement"), {"key": new_id(), "agreement": "乙方修好水管。"})
    shown = text(Client(), mediation.path(second))
    assert "乙方修好水管。" in shown
    assert "14:30" in shown

    assert press(first, "sign", seen="乙方修好水管。").status_code == 422  # not ticked
    assert press(first, "sign", seen="别的", agreed="on").status_code == 409
    assert press(first, "sign", seen="乙方修好水管。", agreed="on").status_code == 302
    desk.post(at(case, "sign"), {"key": new_id(), "party": second.pk})

    opened.refresh_from_db()
    assert opened.outcome == "AGREED"
    assert "协议达成" in text(Client(), mediation.path(first))


def test_the_agreement_is_a_document_with_lines_to_sign(opened: Mediation, mediator: User) -> None:
    """CAS-11."""
    for name in ("甲方", "乙方"):
        press(side(opened, name), "consent")
    path = f"/mediation/{opened.pk}/agreement/"
    desk = signed_in(mediator)
    assert desk.get(path).status_code == 404
    desk.post(at(opened.case, "draft_agreement"), {"key": new_id(), "agreement": "一、\n二、和好"})

    answer = desk.get(path)

    paper = docx.Document(io.BytesIO(answer.content))
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    written = "\n".join([*(p.text for p in paper.paragraphs), *cells])
    for told in ("调解协议书", "二、和好", "张大明", "李小红", "甲方（签名）", "调解员（签名）"):
        assert told in written
    assert signed_in(make.mediator()).get(path).status_code == 404
    assert signed_in(make.dispatcher()).get(path).status_code == 403


def test_who_declines_reads_of_other_ways(opened: Mediation) -> None:
    """CAS-11."""
    press(side(opened, "乙方"), "decline")

    shown = text(Client(), mediation.path(side(opened, "甲方")))

    assert "不同意调解" in shown
    assert "起诉" in shown
    assert "仲裁" in shown
    assert press(side(opened, "甲方"), "consent").status_code == 409


def test_a_mediator_begins_with_a_list(opened: Mediation, mediator: User) -> None:
    desk = signed_in(mediator)
    shown = text(desk, "/mediation/")

    assert opened.case.subject in shown
    assert "等甲方、乙方同意" in shown
    assert soup(desk.get("/mediation/")).select_one("nav a[href$='/mediation/']") is not None
    assert signed_in(make.dispatcher()).get("/mediation/").status_code == 403


def test_lists_hide_what_is_confidential(opened: Mediation) -> None:
    """CAS-11."""
    case = opened.case
    manager, worker = make.manager(), make.worker(case.place)
    for person, pages in (
        (manager, ("/lead/cases/", "/lead/late/", "/desk/?state=ALL")),
        (worker, ("/today/",)),
    ):
        for page in pages:
            assert case.subject not in text(signed_in(person), page), page
        assert signed_in(person).get(at(case)).status_code == 404
    assert case.subject in text(signed_in(make.dispatcher()), "/desk/?state=ALL")
