"""The operator's page of forms: take one out, change it, look at it, use it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.forms import actions, queries
from lianxin.forms.checks import checked
from lianxin.forms.models import Form
from lianxin.forms.xlsform import writing
from lianxin.network.models import Role
from tests import make
from tests.forms import samples
from tests.make import NOON
from tests.web.swap import one
from tests.web.test_report import soup

FORMS, PUT = "/operator/forms/", "/operator/forms/put/"


@pytest.fixture
def form() -> Form:
    return actions.put_form(make.district().pk, samples.definition(), by=None, at=NOON)


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make.seat(Role.OPERATOR, make.desk()))
    return client


def _file(content: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("lamp.xlsx", content)}


def _changed(**changes: Any) -> bytes:
    return writing.write(checked(samples.lamp(**changes)), version=1)


def test_a_version_is_taken_out_as_xlsform(operator: Client, form: Form) -> None:
    page = soup(operator.get(FORMS))
    link = one(page, f"a[href$='{FORMS}{form.pk}/']")
    assert "道路与路灯" in one(page, "tbody tr").text

    answer = operator.get(str(link["href"]))

    assert 'filename="lamp-1.xlsx"' in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert book["survey"]["B3"].value == "lamps_out"


def test_a_file_is_looked_at_and_then_used(operator: Client, form: Form) -> None:
    page = soup(operator.post(FORMS, _file(_changed(label="有几盏灯不亮？"))))

    assert "第 2 版" in one(page, ".notice").text
    assert "修改：有几盏灯不亮？" in one(page, "#forms").text
    assert page.select("[name=answer-lamps_out]")
    assert Form.objects.count() == 1  # only looked at

    draft = one(page, "input[name=draft]")["value"]
    answer = operator.post(PUT, {"draft": draft}, follow=True)
    found = queries.latest(form.district_id, "LAMP")
    assert found is not None
    assert found.version == 2
    assert str(found.read().questions[1].label) == "有几盏灯不亮？"
    assert "第 2 版已启用" in soup(answer).text
    assert [row.text.split()[1] for row in soup(answer).select("tbody td a")] == ["2", "1"]


def test_the_same_file_makes_no_version(operator: Client, form: Form) -> None:
    page = soup(operator.post(FORMS, _file(_changed())))
    assert "和在用的版本一样" in page.text
    assert not page.select("input[name=draft]")


def test_mistakes_are_told_and_nothing_is_offered(operator: Client, form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_changed()))
    book["survey"]["D3"] = "sum(${what})"
    book["choices"]["C2"] = ""
    out = io.BytesIO()
    book.save(out)

    answer = operator.post(FORMS, _file(out.getvalue()))

    page = soup(answer)
    assert answer.status_code == 422
    told = one(page, ".error-summary").text
    assert "survey 第 3 行 relevant：不认识“sum”" in told
    assert "choices 第 2 行 label：缺少中文文字。" in told
    assert not page.select("input[name=draft]")


@pytest.mark.parametrize("draft", ["", "forged:1abc:xyz"])
def test_what_was_not_looked_at_is_not_used(operator: Client, form: Form, draft: str) -> None:
    answer = operator.post(PUT, {"draft": draft})
    assert answer.status_code == 422
    assert "请把文件再传一次" in soup(answer).text
    assert Form.objects.count() == 1


def test_others_are_kept_out(client: Client, form: Form) -> None:
    client.force_login(make.dispatcher())
    assert client.get(FORMS).status_code == 403
    assert client.get(f"{FORMS}{form.pk}/").status_code == 404
    assert client.post(PUT, {"draft": "x"}).status_code == 403
