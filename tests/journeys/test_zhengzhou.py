"""郑州高新区 (seed 002): who looked on in the hall takes part; a need goes from there to the list
of what is built, and she who raised it hears of it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from lianxin.commitments.models import Commitment
from lianxin.deliberation.models import Topic
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Role, User
from tests.journeys.browser import DESK, chromium
from tests.journeys.district import Town, do, letters, link_in, reads_well

pytestmark = pytest.mark.django_db(transaction=True)
HER = "zhao@example.org"


def test_from_looking_on_to_the_corner_where_children_play(live_server: LiveServer) -> None:
    """GAT-03, COM-04, X33: topic, answer, list of what is built, built; each step in her mail."""
    with chromium() as browser:
        town = Town(browser, live_server.url, "zhengzhou")
        community = town.who(Role.UNIT_LEAD, "zijin-community")
        builder = town.who(Role.UNIT_LEAD, "construction")
        topic = raised(town)
        answered(town, topic, community)
        promise = promised(town, topic, builder)
        built(town, promise, builder)


def raised(town: Town) -> Topic:
    page = town.see("/deliberation/")
    expect(page.get_by_role("heading", level=1)).to_have_text("居民议事厅")
    page.get_by_role("link", name="紫锦居民议事厅").click()
    reads_well(page)
    page.goto(f"{town.site}/deliberation/halls/zijin/raise/")
    page.get_by_label("一句话说是什么事").fill("孩子放学没有地方玩")
    page.get_by_label("说说情况和您的想法").fill("楼后面有块空地，铺上软垫就能用。")
    page.get_by_label("公开时怎么称呼您").fill("二号楼妈妈")
    page.get_by_label("邮箱").fill(HER)
    page.locator("main form button.button--main").click()
    page.wait_for_load_state("networkidle")
    reads_well(page)
    topic: Topic = Topic.objects.select_related("hall", "unit").get(district=town.district)
    return topic


def answered(town: Town, topic: Topic, community: User) -> None:
    page = town.at_desk(f"/deliberation/desk/{topic.ref}/", community)
    do(page, "show")
    assert any("公开" in letter for letter in letters(HER))
    page.goto(f"{town.site}/deliberation/desk/{topic.ref}/")
    do(page, "answer", outcome="ADOPTED", text="列入今年的建设清单，五月底前和家长一起选地方。")
    (letter,) = letters(HER)
    her = town.see(link_in(letter))
    expect(her.get_by_text("列入今年的建设清单").first).to_be_visible()


def promised(town: Town, topic: Topic, builder: User) -> Commitment:
    """The list came with the playbook as a draft: a person makes it public."""
    promise = Commitment.objects.whole().get(title="紫锦社区儿童活动角")
    lineage.link(
        Thing.of(topic), Thing.of(promise), district_id=town.district.pk, how="promised",
        by=builder, at=timezone.now(),
    )  # fmt: skip
    page = town.at_desk(f"/commitments/lists/{promise.programme.ref}/", builder)
    do(page, "publish")
    reads_well(page, DESK)
    assert any("紫锦社区儿童活动角" in letter for letter in letters(HER))
    return promise


def built(town: Town, promise: Commitment, builder: User) -> None:
    page = town.at_desk(f"/commitments/{promise.ref}/", builder)
    do(page, "reach", document="和十二位家长一起看过的选址图")
    do(page, "reach", document="竣工验收单")
    do(page, "finish", text="活动角开放了，软垫和护栏都装好了。")
    assert len(letters(HER)) == 3
    shown = town.see(f"/commitments/town/{promise.programme.ref}/{promise.number}/")
    expect(shown.get_by_text("竣工验收单").first).to_be_visible()
    expect(shown.get_by_text("100%").first).to_be_visible()
