"""Promises on pages: everybody reads, owners report, residents say what they think (X39, X2)."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lianxin.commitments import actions
from lianxin.commitments.actions import Promised, voices
from lianxin.commitments.actions.evidence import make_evidence_ready
from lianxin.commitments.models import Comment, Commitment, Evidence, Rating
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.lineage.models import Thing
from lianxin.network.models import User
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Message
from tests import make
from tests.commitments.making import PAPER, World, done, fresh, site, step, world
from tests.make import NOON

BUDGET = 100_000  # bytes of the page of 57 promises


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(of: World, *rest: str) -> str:
    return "/".join(("/commitments/town", of.programme.ref, *rest, ""))


def own(of: World, *rest: str) -> str:
    return "/".join(("/commitments", of.row.ref, *rest, ""))


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def key(**told: Any) -> dict[str, Any]:
    return {"key": str(new_id()), **told}


def many(of: World, count: int) -> None:
    for n in range(count):
        wanted = Promised(
            f"改造老旧小区第 {n + 2} 处的管网、道路和路灯", of.owner, dt.date(2026, 12, 31),
            target=90, unit_word="处",
        )  # fmt: skip
        row = actions.promise(of.programme, wanted, by=None, at=NOON, key=new_id())
        where = actions.add_site(
            fresh(row), f"第 {n} 处", place=of.programme.place, by=None, at=NOON, key=new_id()
        )
        if n % 2:
            actions.build(where, proof=PAPER, by=None, at=NOON)


def test_the_page_of_57_promises_is_light_and_needs_no_script(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    """X39."""
    made = world()
    many(made, 56)
    with django_assert_max_num_queries(24):
        page = text(client, at(made))

    assert len(page.encode()) <= BUDGET
    assert page.count('<li class="promise">') == 57
    without = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert all(f"第 {n + 2} 处的管网" in without for n in range(56))
    assert without.count("promise__bar") >= 57


def test_a_figure_leads_to_its_rows(client: Client) -> None:
    made = world(due_on=dt.date(2026, 3, 3))
    page = text(client, at(made))
    assert f"{at(made)}?light=LATE" in page

    assert "老楼加装电梯" in text(client, at(made) + "?light=LATE")
    assert "没有符合条件的承诺" in text(client, at(made) + "?light=DONE")
    assert "老楼加装电梯" not in text(client, at(made) + "?unit=nobody&light=DONE")


def test_a_draft_is_nobodys_to_read(client: Client) -> None:
    made = world(public=False)
    assert client.get(at(made)).status_code == 404
    assert client.get(at(made, "1")).status_code == 404
    assert made.programme.title not in text(client, "/commitments/town/")
    assert made.programme.title in text(as_(made.lead), "/commitments/")


def test_the_original_stays_beside_the_change_and_its_reason(client: Client) -> None:
    """X39."""
    made = world(target=90, unit_word="部")
    answer = as_(made.lead).post(
        own(made, "change"),
        key(title=made.row.title, target="60", due_on="2026-12-31", reason="地下管线要先迁"),
    )
    assert answer.status_code == 302
    page = text(client, at(made, "1"))
    assert "最初公布的" in page
    assert "90 部" in page
    assert "60 部" in page
    assert "90 → 60" in page
    assert "地下管线要先迁" in page
    assert "最初的目标数 90 部" in text(client, at(made))


def test_a_change_without_a_reason_keeps_what_was_typed() -> None:
    made = world(target=90, unit_word="部")
    answer = as_(made.lead).post(
        own(made, "change"), key(title="加装电梯六十部", target="60", due_on="2026-12-31")
    )
    assert answer.status_code == 422
    assert "加装电梯六十部" in answer.content.decode()
    assert fresh(made.row).target == 90


def test_silence_is_written_on_both_pages(client: Client) -> None:
    """X39: from the 31st day."""
    made = world()
    Commitment.objects.filter(district_id=made.row.district_id, pk=made.row.pk).update(
        published_on=timezone.localdate() - dt.timedelta(days=31),
        due_on=timezone.localdate() + dt.timedelta(days=90),
    )
    assert "31 天没有更新" in text(client, at(made))
    assert "31 天没有更新" in text(client, at(made, "1"))


def test_an_owner_reports_with_a_picture_that_everybody_sees(client: Client) -> None:
    made = world()
    mark = step(made)
    photo = make.upload()
    sent = SimpleUploadedFile("lift.jpg", photo.content.read(), content_type="image/jpeg")
    answer = as_(made.works).post(
        own(made, "reach"), key(milestone=str(mark.pk), photos=[sent], document="3 号楼新电梯")
    )
    assert answer.status_code == 302
    row = Evidence.objects.get(district_id=made.row.district_id)
    picture = at(made, "1", "photos", str(row.pk))
    assert client.get(picture).status_code == 404  # not drawn anew yet
    make_evidence_ready.func(str(row.pk))
    shown = client.get(picture)
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]  # a file
    page = text(client, at(made, "1"))
    assert picture in page
    assert "100%" in page
    assert picture in text(client, at(made))


def test_a_step_without_evidence_is_refused_beside_the_field() -> None:
    made = world()
    answer = as_(made.works).post(own(made, "reach"), key(milestone=str(step(made).pk), note="好"))
    assert answer.status_code == 422
    assert "作为佐证" in answer.content.decode()


def test_from_done_to_settled_on_the_pages(client: Client) -> None:
    """X2."""
    made = world()
    lead, works = as_(made.lead), as_(made.works)
    works.post(own(made, "milestone"), key(title="开工", due_on="2026-06-01", weight="2"))
    mark = made.row.milestones.get()
    works.post(own(made, "reach"), key(milestone=str(mark.pk), document="开工令"))
    works.post(own(made, "finish"), key(text="电梯都在运行"))
    page = text(lead, own(made))
    assert "认定结果" in page
    assert "退回补办" in page

    refused = lead.post(f"/commitments/lists/{made.programme.ref}/end/", key())
    assert refused.status_code == 422
    assert "还有 1 条承诺没有认定结果" in refused.content.decode()
    lead.post(own(made, "settle"), key(outcome="KEPT", note="一部不少"))
    assert lead.post(f"/commitments/lists/{made.programme.ref}/end/", key()).status_code == 302
    assert "一部不少" in text(client, at(made, "1"))
    assert "已兑现" in text(client, at(made))


def test_a_stranger_of_another_unit_gets_no_deed() -> None:
    made, other = world(), make.handler(make.organisation())
    assert "报进展</h2>" not in text(as_(other), own(made))
    answer = as_(other).post(own(made, "report"), key(text="好"))
    assert answer.status_code == 403
    assert fresh(made.row).updated_on is None


def test_a_comment_is_looked_at_shown_and_answered(client: Client) -> None:
    made = world()
    sent = key(text="三号楼的也要快一点", name="李阿姨", phone="13800138000")
    assert client.post(at(made, "1", "comment"), sent).status_code == 302
    assert client.post(at(made, "1", "comment"), sent).status_code == 302
    row = Comment.objects.get(district_id=made.row.district_id)
    assert "三号楼的也要快一点" not in text(client, at(made, "1"))
    assert "等审核" in text(client, f"/commitments/said/{row.pk}/{privacy.tracking_code(row.pk)}/")
    assert client.get(f"/commitments/said/{row.pk}/AAAA/").status_code == 404

    lead = as_(made.lead)
    assert "三号楼的也要快一点" in text(lead, "/commitments/comments/")
    lead.post(f"/commitments/comments/{row.pk}/show/", key())
    as_(made.works).post(f"/commitments/comments/{row.pk}/answer/", key(text="下月开工"))
    page = text(client, at(made, "1"))
    assert "三号楼的也要快一点" in page
    assert "下月开工" in page
    assert "13800138000" not in page


def test_a_comment_is_hidden_only_with_a_reason_and_she_reads_it(client: Client) -> None:
    made = world()
    client.post(at(made, "1", "comment"), key(text="我叫王小明，电话 13911112222"))
    row = Comment.objects.get(district_id=made.row.district_id)
    lead = as_(made.lead)
    assert "可能有个人信息" in text(lead, "/commitments/comments/")
    assert lead.post(f"/commitments/comments/{row.pk}/hide/", key()).status_code == 422
    lead.post(f"/commitments/comments/{row.pk}/hide/", key(reason="PERSONAL"))
    page = text(client, f"/commitments/said/{row.pk}/{privacy.tracking_code(row.pk)}/")
    assert "含有个人信息" in page
    assert as_(make.handler(make.organisation())).post(
        f"/commitments/comments/{row.pk}/show/", key()
    ).status_code == 404  # fmt: skip


def test_a_rate_stands_with_its_denominator_and_not_for_fewer_than_five(client: Client) -> None:
    """X8."""
    made = world()
    done(made)
    for n in range(4):
        client.post(at(made, "1", "rate"), key(stars="5", phone=f"1380013800{n}"))
    client.post(at(made, "1", "rate"), key(stars="1", phone="138 0013 8000"))  # the first again
    assert Rating.objects.filter(district_id=made.row.district_id).count() == 4
    assert "不到 5 人" in text(client, at(made, "1"))

    client.post(at(made, "1", "rate"), key(stars="2", phone="13800138009"))
    assert "满意率 80.0%（5 人评价，4 人满意）" in text(client, at(made, "1"))


def test_nobody_rates_what_is_not_done(client: Client) -> None:
    made = world()
    sent = key(stars="5", phone="13800138000")
    assert client.post(at(made, "1", "rate"), sent).status_code == 422


def test_somebody_follows_and_is_told_of_what_is_new() -> None:
    made, she = world(), make.user()
    client = as_(she)
    assert "点一下就停" not in text(client, at(made, "1"))
    client.post(f"/follow/commitments.commitment/{made.row.pk}/")
    assert "点一下就停" in text(client, at(made, "1"))
    actions.report(fresh(made.row), text="已开工", by=made.works, at=NOON)
    run_all()
    told = Message.objects.filter(district_id=made.row.district_id, to=she, kind="became")
    assert at(made, "1") in {one.facts["link"] for one in told}


def test_what_it_came_of_is_drawn_on_its_page(client: Client) -> None:
    made, of = world(), make.case()
    wanted = Promised("修三号楼的灯", made.owner, dt.date(2026, 9, 1))
    actions.promise(made.programme, wanted, by=None, at=NOON, key=new_id(), came_of=Thing.of(of))
    page = text(client, at(made, "2"))
    assert "来龙去脉" in page
    assert "居民反映的一件事" in page


def test_a_list_is_drawn_up_filled_and_published_on_the_pages(client: Client) -> None:
    unit = make.organisation(name="民生办", kind="DEPARTMENT")
    boss = as_(make.manager())
    told = {
        "kind": "PLAN", "title": "山水绿道行动", "unit": str(unit.pk),
        "place": str(make.root().pk), "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    made = boss.post("/commitments/new/", key(**told))
    assert made.status_code == 302
    page = str(made["Location"])
    assert boss.post(f"{page}publish/", key()).status_code == 422  # nothing on it
    boss.post(
        f"{page}add/",
        key(title="绿道里程", owner="民生办", due_on="2026-09-01", measure="VALUE", target="60",
            unit_word="公里", baseline="20", chapter="生态行动"),
    )  # fmt: skip
    boss.post(f"{page}add-base/", key(name="东湖绿道基地", note="志愿讲解"))
    assert boss.post(f"{page}publish/", key()).status_code == 302
    public = text(client, page.replace("/lists/", "/town/"))
    for words in ("绿道里程", "生态行动", "东湖绿道基地", "原来 20，现在 —，目标 60 公里"):
        assert words in public


def test_a_table_comes_in_whole_or_not_at_all() -> None:
    made = world(public=False)
    lead, url = as_(made.lead), f"/commitments/lists/{made.programme.ref}/import/"
    good = "承诺内容,责任单位,完成时限,目标数,计量单位\n新建车棚,住房建设局,2026-09-30,368,个\n"
    bad = good + "新建公园,没有这个局,明年,十,\n"

    def send(table: str) -> Any:
        file = io.BytesIO(table.encode())
        return lead.post(url, key(file=SimpleUploadedFile("list.csv", file.read())))

    refused = send(bad)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "没有找到“没有这个局”" in page
    assert "不是日期" in page
    assert "不是数字" in page
    assert made.programme.commitments.count() == 1
    assert send(good).status_code == 302
    row = made.programme.commitments.get(number=2)
    assert (row.title, row.target, row.unit_word, row.measure) == ("新建车棚", 368, "个", "SITES")
    assert lead.get("/commitments/template.xlsx").status_code == 200
    assert send("没有,表头\n1,2\n").status_code == 422


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_goes_out_as_a_table(client: Client, form: str) -> None:
    made = world()
    answer = client.get(at(made).rstrip("/") + f"/promises.{form}")
    assert answer.status_code == 200
    if form == "csv":
        assert "老楼加装电梯" in answer.content.decode()
    assert client.get(at(made).rstrip("/") + "/promises.pdf").status_code == 404


def test_what_happens_comes_as_atom_and_the_sites_as_geojson(client: Client) -> None:
    made = world(target=2, unit_word="部")
    spot = site(made, "学苑 3 号楼")
    actions.build(spot, proof=PAPER, by=made.works, at=NOON)
    feed = client.get(at(made).rstrip("/") + "/feed.atom").content.decode()
    assert "<entry>" in feed
    assert "学苑 3 号楼" in feed
    point = make.place()
    point.lon, point.lat = 120.1, 36.1
    point.save()
    actions.add_site(fresh(made.row), "海韵 7 号楼", place=point, by=None, at=NOON, key=new_id())
    drawn = client.get(at(made).rstrip("/") + "/sites.geojson?number=1").json()
    assert [one["properties"]["is_off"] for one in drawn["features"]] == [True]


def test_what_she_said_is_hers_to_see_and_to_take_back() -> None:
    made, she = world(), make.user(name="李小红")
    row = voices.comment(made.row, voices.Said("快一点"), user=she, at=NOON, key=new_id())
    from lianxin.commitments import own as mine  # noqa: PLC0415  beside the function of this name

    assert mine.told(she)[0]["text"] == "快一点"
    mine.erase(she, NOON)
    row.refresh_from_db()
    assert row.user is None
