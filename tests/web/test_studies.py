"""A question from its page to the library, by those who may (KNO-05, MAT-13)."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.studies import actions
from lianxin.studies.models import Study
from tests import make
from tests.make import NOON
from tests.studies.test_studies import PDF, Desk, answered, desk, invited, reported, running
from tests.web.swap import soup


def at(name: str, of: Study, *more: object) -> str:
    return reverse(f"studies:{name}", args=[of.ref, *more])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(user: User, name: str, of: Study, *more: object, **told: object) -> int:
    answer = signed_in(user).post(at(name, of, *more), {"key": str(new_id()), **told})
    return answer.status_code


def deeds(user: User, of: Study) -> set[str]:
    page = soup(signed_in(user).get(at("study", of)))
    forms = page.select("main form[method=post]")
    return {str(form["action"]).rstrip("/").rsplit("/", 1)[1] for form in forms}


def test_the_whole_way_on_pages(client: Client) -> None:
    made = desk()
    asker, teacher, study = made.asker, made.teacher, made.study
    assert deeds(asker, study) == {"invite", "drop", "begin", "promise"}
    assert post(asker, "invite", study, unit="海湾大学", part="访谈") == 302
    member = study.members.get()
    assert deeds(teacher, study) == {"consent", "decline"}
    assert post(teacher, "consent", study, member.pk) == 302
    assert post(teacher, "begin", study, plan="走访 12 个小区") == 302
    paper = SimpleUploadedFile("报告.pdf", PDF)
    assert post(teacher, "report", study, summary="卡在意见不一致", files=paper) == 302
    assert deeds(teacher, study) == set()
    assert post(asker, "answer", study, verdict="adopt_partly", reason="先试点") == 302
    assert post(asker, "publish", study) == 302

    page = client.get(at("known", study)).content.decode()
    for told in ("卡在意见不一致", "先试点", "部分采纳", "报告.pdf", "住建局"):
        assert told in page
    file = study.documents.get()
    answer = client.get(at("paper", study, file.pk))
    assert answer.getvalue() == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert client.get(at("study", study)).status_code == 302


def test_asking_by_the_form_keeps_what_was_typed() -> None:
    made = desk()
    client, url = signed_in(made.asker), reverse("studies:new")
    told = {
        "key": str(new_id()), "title": "养老食堂怎么办下去", "area": "HEALTH",
        "question": "钱从哪来",        "unit": made.study.unit.pk, "due_on": "2020-01-01",
    }  # fmt: skip
    refused = client.post(url, told)
    assert refused.status_code == 422
    assert "养老食堂怎么办下去" in refused.content.decode()
    assert "过去的日子" in refused.content.decode()
    done = client.post(url, told | {"due_on": "2100-01-01"})
    again = client.post(url, told | {"due_on": "2100-01-01"})
    assert done["Location"] == again["Location"]


@pytest.mark.parametrize("name", ["begin", "report", "answer", "send_back", "drop", "invite"])
def test_what_is_missing_is_said_beside_the_form(name: str) -> None:
    made = {"begin": desk, "invite": desk, "drop": desk, "report": running}.get(name, reported)()
    assert post(made.asker, name, made.study) == 422


def test_who_declines_sees_it_no_more_and_others_never_did() -> None:
    made = desk()
    member = invited(made)
    stranger = make.handler(make.organisation())
    assert signed_in(stranger).get(at("study", made.study)).status_code == 404
    assert post(stranger, "consent", made.study, member.pk) == 404
    assert post(made.asker, "consent", made.study, member.pk) == 403
    assert post(made.teacher, "decline", made.study, member.pk) == 302
    assert signed_in(made.teacher).get(at("study", made.study)).status_code == 404


def published() -> Desk:
    made = answered()
    actions.publish(made.study, by=made.asker, at=NOON)
    return made


def test_the_library_is_searched_narrowed_and_fed(client: Client) -> None:
    made, url = published(), reverse("studies:library")
    for query, is_there in (
        ({}, True), ({"q": "电梯"}, True), ({"area": "GOVERNANCE"}, True),
        ({"area": "LAW"}, False), ({"q": "码头"}, False),
    ):  # fmt: skip
        assert (made.study.title in client.get(url, query).content.decode()) is is_there
    feed = client.get(reverse("studies:feed"))
    assert made.study.title in feed.content.decode()
    assert feed["Content-Type"].startswith("application/atom+xml")
    actions.unpublish(made.study, by=made.asker, at=NOON)
    assert client.get(at("known", made.study)).status_code == 404
    assert made.study.title not in client.get(url).content.decode()


def test_the_list_is_taken_out_as_excel() -> None:
    made = published()
    answer = signed_in(made.asker).get(reverse("studies:export"), {"state": "ADOPTED"})
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].values)
    assert any(made.study.ref in (str(cell) for cell in row) for row in rows)
    assert any("先在两个小区试。" in (str(cell) for cell in row) for row in rows)


def test_its_figures_lead_to_their_rows() -> None:
    made = published()
    page = soup(signed_in(made.asker).get(reverse("studies:home")))
    assert page.select_one("a[href*='state=ADOPTED']")
    assert "已答复 1 项，采纳或部分采纳 1 项" in page.get_text()


def looked_on() -> tuple[Desk, dict[str, str]]:
    """A study that runs and says how it looks on, and what may be written down there."""
    made = running()
    assert "promise" in deeds(made.teacher, made.study)
    assert post(made.teacher, "promise", made.study, ethics="先贴告示，不拍人") == 302
    place = make.place(name="灯塔社区")
    return made, {"place": place.code, "seen_on": str(NOON.date()), "text": "路灯六盏亮四盏"}


def test_everybody_knows_where_a_team_looks_on(client: Client) -> None:
    """KNO-06"""
    made, told = looked_on()
    study, teacher = made.study, made.teacher
    wrong = {"key": str(new_id()), **told, "text": "三楼的王大爷又在抽烟"}
    refused = signed_in(teacher).post(at("note", study), wrong)
    assert refused.status_code == 422
    assert "不写人" in refused.content.decode()
    assert "三楼的王大爷又在抽烟" in refused.content.decode()
    assert post(teacher, "note", study, **told) == 302
    assert post(teacher, "note", study, **(told | {"text": "长椅断了一根"})) == 302
    assert at("known", study) in client.get(reverse("studies:library")).content.decode()
    page = client.get(at("known", study)).content.decode()
    assert "先贴告示，不拍人" in page
    assert "记了 2 次" in page
    assert "路灯六盏亮四盏" not in page
    assert client.get(at("known_seen", study)).status_code == 404
    bench = study.observations.get(text="长椅断了一根")
    assert post(teacher, "strike", study, observation=bench.pk, reason="写错地方") == 302
    assert "长椅断了一根" not in signed_in(teacher).get(at("study", study)).content.decode()


def test_what_was_seen_is_read_by_everybody_with_the_report(client: Client) -> None:
    """KNO-06"""
    made, told = looked_on()
    study, teacher = made.study, made.teacher
    assert post(teacher, "note", study, **told) == 302
    paper = SimpleUploadedFile("报告.pdf", PDF)
    assert post(teacher, "report", study, summary="坏得多", files=paper) == 302
    assert post(made.asker, "send_back", study, note="补一条") == 302
    assert "坏得多" not in client.get(at("known", study)).content.decode()
    assert post(teacher, "report", study, summary="坏得多") == 302
    assert client.get(at("known", study)).status_code == 404
    assert post(made.asker, "answer", study, verdict="adopt", reason="换灯") == 302
    assert post(made.asker, "publish", study) == 302

    assert "路灯六盏亮四盏" in client.get(at("known", study)).content.decode()
    for who, name in ((client, "known_seen"), (signed_in(teacher), "seen")):
        book = load_workbook(io.BytesIO(who.get(at(name, study)).content))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert rows[1:] == [(str(NOON.date()), "灯塔社区", "路灯六盏亮四盏")]
    found = client.get(f"/api/v1/studies/{study.ref}/observations").json()
    assert [one["text"] for one in found["items"]] == ["路灯六盏亮四盏"]
