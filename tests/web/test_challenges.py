"""Challenges by page: everybody, a team, a reviewer, the publisher."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.challenges import queries
from lianxin.challenges.actions import putting, reviewing
from lianxin.challenges.models import Challenge, Paper
from lianxin.introductions.models import Introduction
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from tests import make
from tests.challenges import board
from tests.challenges.board import AFTER, CLOSES, DAY, GOOD
from tests.make import NOON

SECOND = dt.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False) as travelled:
        yield travelled


def soup(client: Client, path: str, **asked: Any) -> Tag:
    page = BeautifulSoup(client.get(path, asked).content.decode(), "lxml")
    assert page.body is not None
    return page.body


def said(page: Tag) -> str:
    return " ".join(page.text.split())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def filled(**fields: Any) -> dict[str, Any]:
    told = {
        "key": str(new_id()), "team": "膜课题组", "members": "李老师、王同学",
        "plan": "表面接枝改性，先做小试。", "name": "李老师", "phone": "13800138000",
    }  # fmt: skip
    return told | fields


def test_a_team_applies_on_a_phone_and_follows_it_by_its_link(client: Client, now: Any) -> None:
    """X26: from the list to the decision with its reason."""
    unit = make.organisation(name="海晶膜业", kind="FIRM")
    challenge = board.challenge(unit)
    [link] = soup(client, "/challenges/").select("h2 a")
    page = soup(client, str(link["href"]))
    assert "想揭榜的团队" in said(page)
    paper = SimpleUploadedFile("方案.pdf", b"%PDF-1.4 abc", "application/pdf")

    answer = client.post(f"{link['href']}apply/", filled(files=[paper]))

    own = answer["Location"].partition("?")[0]
    assert "膜课题组" in said(soup(client, own))
    [kept] = Paper.objects.filter(district_id=unit.district_id)
    assert b"".join(client.get(f"{own}papers/{kept.pk}/").streaming_content) == b"%PDF-1.4 abc"  # type: ignore[attr-defined]  # a file
    assert client.get(own.replace(own.split("/")[-2], "wrong")).status_code == 404
    (application,) = queries.standing_in(challenge)
    board.judged(application, board.reviewers(challenge))
    now.move_to(AFTER)
    desk = signed_in(make.handler(unit))
    run = f"/challenges/{challenge.listing.ref}/"
    decided = {"winner": str(application.pk), f"reason-{application.pk}": "有小试数据"}
    desk.post(f"{run}award/", decided | {"key": str(new_id())})
    assert "揭榜成功" in said(soup(client, own))
    assert "有小试数据" in said(soup(client, own))
    assert "由“膜课题组”揭榜" in said(soup(client, run))
    made = Introduction.objects.get(district_id=unit.district_id)
    assert (made.source, [side.name for side in made.sides.order_by("number")]) == (
        "CHALLENGE", ["膜课题组", "海晶膜业"],
    )  # fmt: skip


def test_one_second_late_the_servers_time_is_said_and_the_text_is_kept(
    client: Client, now: Any
) -> None:
    """X26."""
    challenge = board.challenge()
    path = f"/challenges/{challenge.listing.ref}/apply/"
    now.move_to(CLOSES + SECOND)

    answer = client.post(path, filled())

    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert answer.status_code == 422
    assert "2026-03-16 12:00:01（服务器时间）" in page.text
    kept = page.select_one("textarea[name=plan]")
    assert kept is not None
    assert kept.text.strip() == "表面接枝改性，先做小试。"
    assert queries.applications(challenge).count() == 0


def test_what_is_missing_is_said_beside_its_field(client: Client) -> None:
    challenge = board.challenge()

    answer = client.post(f"/challenges/{challenge.listing.ref}/apply/", filled(plan="", phone=""))

    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert answer.status_code == 422
    assert "请写打算怎么做" in page.text
    assert "请留手机号" in page.text


def test_questions_are_public_once_answered_and_name_nobody(client: Client) -> None:
    unit = make.organisation(kind="FIRM")
    handler = make.handler(unit)
    challenge = board.challenge(unit)
    path = f"/challenges/{challenge.listing.ref}/"
    asker = make.user(name="提问人甲")
    told = {"key": str(new_id()), "text": "能用进口支撑层吗？"}
    signed_in(asker).post(f"{path}ask/", told)
    assert "进口支撑层" not in said(soup(client, path))
    assert "还有 1 个问题在等答复" in said(soup(client, path))

    desk = signed_in(handler)
    form = soup(desk, f"{path}run/").select_one("form[action*='/answer/']")
    assert form is not None
    desk.post(str(form["action"]), {"key": str(new_id()), "text": "可以。"})

    page = said(soup(client, path))
    assert "可以。" in page
    assert "提问人甲" not in page


def test_a_declared_interest_gets_403_and_the_others_do_not(now: Any) -> None:
    """X26."""
    challenge = board.challenge()
    application = board.applied(challenge, files=[board.pdf()])
    other = board.applied(challenge, team="另一个组")
    (reviewer,) = board.reviewers(challenge, 1)
    now.move_to(AFTER)
    judge = signed_in(reviewer.user)
    path = f"/challenges/submissions/{application.claim.ref}/"
    assert judge.get(path).status_code == 403  # she has not declared yet

    unsaid = judge.post(f"{path}declare/", {"key": str(new_id()), "said": "interest"})
    assert unsaid.status_code == 422
    [link] = BeautifulSoup(unsaid.content, "lxml").select(".error-summary a")
    assert "写明是什么利益关系" in link.text
    judge.post(f"{path}declare/", {"said": "interest", "text": "同一个课题组"})

    answers = [judge.get(path), judge.post(f"{path}score/", GOOD | {"text": "好"})]
    paper = Paper.objects.get(district_id=challenge.district_id)
    answers.append(judge.get(f"{path}papers/{paper.pk}/"))
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "表面接枝改性" not in answers[0].content.decode()
    theirs = f"/challenges/submissions/{other.claim.ref}/"
    judge.post(f"{theirs}declare/", {"said": "none"})
    assert judge.get(theirs).status_code == 200


def test_the_scores_of_others_show_after_the_own(now: Any) -> None:
    """X26."""
    challenge = board.challenge()
    application = board.applied(challenge)
    first, second = board.reviewers(challenge, 2)
    board.judged(application, [first])
    now.move_to(AFTER)
    reviewing.declare(application, has_conflict=False, by=second.user, at=AFTER)
    judge = signed_in(second.user)
    path = f"/challenges/submissions/{application.claim.ref}/"
    assert "80 / 100" not in said(soup(judge, path))

    judge.post(f"{path}score/", {**GOOD, "C1": 5, "text": "费用偏高", "key": str(new_id())})

    page = said(soup(judge, path))
    assert "80 / 100" in page
    assert "50 / 100" in page


def test_what_is_handed_in_is_sealed_and_strangers_find_nothing(now: Any) -> None:
    unit = make.organisation(kind="FIRM")
    challenge = board.challenge(unit)
    application = board.applied(challenge)
    handler, path = make.handler(unit), f"/challenges/{challenge.listing.ref}/run/"
    desk = signed_in(handler)
    own = f"/challenges/submissions/{application.claim.ref}/"

    assert "已收到 1 份申请，截止后才能打开" in said(soup(desk, path))
    assert desk.get(own).status_code == 403
    now.move_to(AFTER)
    assert "表面接枝改性" in said(soup(signed_in(handler), own))
    for stranger in (make.dispatcher(), make.manager(), make.handler(make.organisation())):
        assert signed_in(stranger).get(own).status_code == 404
        assert signed_in(stranger).get(path).status_code == 404


def test_an_award_without_three_reviews_is_refused_and_the_reasons_stay(now: Any) -> None:
    """X26."""
    unit = make.organisation(kind="FIRM")
    challenge = board.challenge(unit)
    application = board.applied(challenge)
    board.judged(application, board.reviewers(challenge, 2))
    now.move_to(AFTER)
    path = f"/challenges/{challenge.listing.ref}/award/"
    told = {"winner": str(application.pk), f"reason-{application.pk}": "写了半天的理由"}

    answer = signed_in(make.handler(unit)).post(path, told | {"key": str(new_id())})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不到 3 份评审意见" in page
    assert "写了半天的理由" in page


def test_a_unit_puts_a_challenge_out_by_page() -> None:
    unit = make.organisation(kind="FIRM")
    desk = signed_in(make.handler(unit))
    told = {
        "key": str(new_id()), "provider": str(unit.pk), "title": "管道查漏", "text": "老管",
        "fields_told": "管网、声学", "goal": "误差一米", "reward": "300000",
        "conditions": "都可以", "questions_until": "2026-03-05", "closes_at": "2026-03-16T12:00",
        "decide_on": "2026-03-20", "rounds": "1", "criteria": "路线 60\n团队 40",
        "contact": "孙工", "phone": "0532-1",
    }  # fmt: skip
    bad = desk.post("/challenges/new/", told | {"criteria": "看不懂"})
    assert bad.status_code == 422

    answer = desk.post("/challenges/new/", told)

    made = Challenge.objects.get(district_id=unit.district_id)
    assert answer["Location"].endswith("/run/")
    assert [one["most"] for one in made.criteria] == [60, 40]
    assert made.listing.state == "PUBLISHED"


def test_milestones_are_reported_by_link_and_accepted_by_page(client: Client, now: Any) -> None:
    unit = make.organisation(kind="FIRM")
    challenge, team = board.awarded(unit)
    milestone = board.milestone(challenge)
    now.move_to(AFTER + DAY)
    own = f"/challenges/applications/{team.claim.ref}/{board.code(team)}/"
    paper = SimpleUploadedFile("报告.pdf", b"%PDF-1.4 x", "application/pdf")
    client.post(
        f"{own}report/{milestone.pk}/",
        {"key": str(new_id()), "text": "通量提高三成五", "files": [paper]},
    )
    desk, run = signed_in(make.handler(unit)), f"/challenges/{challenge.listing.ref}/"
    assert "通量提高三成五" in said(soup(desk, f"{run}run/"))
    assert "通量提高三成五" not in said(soup(client, run))  # what was found is between the two

    told = {"key": str(new_id()), "paid": "100000", "paid_on": "2026-03-17"}
    desk.post(f"{run}accept/{milestone.pk}/", told)
    desk.post(f"{run}finish/", {"key": str(new_id())})

    milestone.refresh_from_db()
    assert (milestone.state, milestone.paid_fen) == ("ACCEPTED", 10_000_000)
    assert board.fresh(challenge).state == "DONE"


def test_the_decision_is_a_paper(now: Any) -> None:
    import docx  # noqa: PLC0415  seldom needed

    unit = make.organisation(kind="FIRM")
    challenge, _team = board.awarded(unit)
    now.move_to(AFTER)

    answer = signed_in(make.handler(unit)).get(
        f"/challenges/{challenge.listing.ref}/decision.docx"
    )

    paper = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "没有中试条件" in cells
    assert "海洋大学膜课题组" in cells


def test_lists_and_pages_cost_the_same_however_much_there_is(client: Client, now: Any) -> None:
    unit = make.organisation(kind="FIRM")
    desk = signed_in(make.handler(unit))
    challenge = board.challenge(unit)
    application = board.applied(challenge)
    board.judged(application, board.reviewers(challenge, 1))
    now.move_to(AFTER)
    run = f"/challenges/{challenge.listing.ref}/run/"

    def costs() -> list[int]:
        counted = []
        for asker, path in ((client, "/challenges/"), (desk, run)):
            asker.get(path)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                asker.get(path)
            counted.append(len(asked))
        return counted

    before = costs()
    for number in range(3):
        board.challenge(unit, title=f"榜 {number}")
        more = board.applied(challenge, team=f"组 {number}", at=NOON)
        board.judged(more, board.reviewers(challenge, 1))
    putting.ask(challenge, "还能问吗？", at=NOON, key=new_id())
    after = costs()
    assert after == before
    assert after[0] <= 12
