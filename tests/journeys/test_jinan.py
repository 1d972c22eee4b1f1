"""济南市 (seed 003): a department puts a question, a university studies it, and the report says
what was adopted and what not, and why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from lianxin.network.models import Role, User
from lianxin.studies.models import Study
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, reads_well

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


def test_a_question_is_studied_and_answered_in_public(live_server: LiveServer) -> None:
    """KNO-05, MAT-13: asked, consented to, reported, partly adopted with reasons, published."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "jinan")
        asker = town.who(Role.UNIT_LEAD, "science")
        teacher = town.who(Role.UNIT_LEAD, "shanda-office")
        study = asked(town, asker)
        page = town.at_desk(f"/studies/{study.ref}/", teacher)
        do(page, "consent")
        begun(town, study, asker)
        reported(town, study, teacher)
        answered(town, study, asker)
        page = town.see("/studies/town/")
        page.get_by_role("link", name="中试环节为什么断").click()
        reads_well(page)
        expect(page.get_by_text("部分采纳").first).to_be_visible()
        expect(page.get_by_text("设备共享先做").first).to_be_visible()


def asked(town: Town, asker: User) -> Study:
    page = town.at_desk("/studies/new/", asker)
    page.get_by_label("题目").fill("中试环节为什么断")
    page.get_by_label("要弄清什么").fill("成果出了实验室以后卡在哪里，别的城市怎么接上的。")
    page.get_by_label("报告期限").fill("2030-11-30")
    page.locator("main form button.button--main").click()
    page.wait_for_load_state("networkidle")
    do(page, "invite", unit="山东大学合作发展部", part="调研和写报告")
    found: Study = Study.objects.get(district=town.district)
    return found


def begun(town: Town, study: Study, asker: User) -> None:
    page = town.at_desk(f"/studies/{study.ref}/", asker)
    do(page, "begin", plan="走访二十家企业和五个实验室。")


def reported(town: Town, study: Study, teacher: User) -> None:
    page = town.at_desk(f"/studies/{study.ref}/", teacher)
    form = page.locator('form[action$="/report/"]')
    form.locator("input[type=file]").set_input_files(
        {"name": "报告.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    do(page, "report", summary="卡在没有地方做中试。建议设备共享、设中试补助。")


def answered(town: Town, study: Study, asker: User) -> None:
    page = town.at_desk(f"/studies/{study.ref}/", asker)
    do(page, "answer", verdict="adopt_partly", reason="设备共享先做；补助等明年预算。")
    reads_well(page, DESK)
    do(page, "publish")
