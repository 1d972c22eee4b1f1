"""Meetings by page: planned, called, held, minuted, by one clerk; read by everybody."""

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
from django.urls import reverse
from docx import Document

from lianxin.cases.actions import meeting as parking
from lianxin.gatherings.actions import calling
from lianxin.gatherings.models import Action, Attendee, Item, Meeting, Resolution, Series, Topic
from lianxin.kernel import privacy
from tests import make
from tests.gatherings.rooms import Room, planned, room
from tests.make import NOON
from tests.web.test_partnering import keyed, said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def held(of: Room) -> tuple[Client, str]:
    """A meeting in session with one topic, on the screen of its clerk."""
    clerk = signed_in(of.clerk)
    clerk.post(
        f"/gatherings/series/{of.series.code}/plan/",
        keyed(starts_at="2026-03-27T09:00", minutes="90"),
    )
    path = f"/gatherings/{Meeting.objects.get().ref}/"
    clerk.post(f"{path}add/", keyed(title="小区停车", text="", minutes="10", presenter="街道"))
    clerk.post(f"{path}call/", keyed())
    clerk.post(f"{path}open/", keyed())
    return clerk, path


def test_one_clerk_runs_a_meeting_from_plan_to_minutes(client: Client) -> None:
    """X31: nothing is decided without who and until when; what was typed stays."""
    of = room()
    clerk, path = held(of)
    item = Item.objects.get()
    deed = f"{path}items/{item.pk}/adopt/"
    bad = clerk.post(deed, keyed(text="划一百个车位", owner="", due_on="2026-05-01"))
    assert bad.status_code == 422
    assert "划一百个车位" in bad.content.decode()
    assert not Resolution.objects.exists()
    clerk.post(deed, keyed(text="划一百个车位", owner="城管局", due_on="2026-05-01"))
    assert Resolution.objects.get().owner == of.unit
    people = [str(one.pk) for one in Attendee.objects.all()]
    clerk.post(f"{path}mark/", keyed(here=people))
    clerk.post(f"{path}adjourn/", keyed())
    page = said(soup(clerk, path))
    assert "实到 2" in page
    assert "纪要待审" in page


def test_the_minutes_are_there_at_once_and_public_once_they_are_sent(client: Client) -> None:
    """X31: made of what was written; everybody reads them without people's names."""
    of = room()
    clerk, path = held(of)
    item = Item.objects.get()
    told = keyed(text="划一百个车位", owner="城管局", due_on="2026-05-01")
    clerk.post(f"{path}items/{item.pk}/adopt/", told)
    clerk.post(f"{path}adjourn/", keyed())
    content = clerk.get(f"{path}minutes.docx").content
    text = "".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    assert "划一百个车位" in text
    assert clerk.get(f"{path}minutes.pdf").content.startswith(b"%PDF")
    public = f"/gatherings/town/lianxin/{Meeting.objects.get().ref}/"
    assert "划一百个车位" not in said(soup(client, public))
    assert client.get(f"{public}minutes.docx").status_code == 404
    clerk.post(f"{path}approve/", keyed())
    assert Meeting.objects.get().state == "HELD"
    signed_in(of.chair).post(f"{path}approve/", keyed())
    clerk.post(f"{path}send/", keyed())
    page = said(soup(client, public))
    assert "划一百个车位" in page
    assert of.chair.name not in page
    assert client.get(f"{public}minutes.docx").status_code == 200


def test_a_unit_reports_and_the_clerk_closes() -> None:
    of = room()
    clerk, path = held(of)
    clerk.post(f"{path}assign/", keyed(text="摸清家底", owner="城管局", due_on="2026-04-01"))
    task = f"/gatherings/actions/{Action.objects.get().ref}/"
    unit = signed_in(of.member)
    assert "摸清家底" in said(soup(unit, "/gatherings/actions/"))
    assert unit.post(f"{task}report/", keyed(text="")).status_code == 422
    proof = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(64))
    proof.name = "proof.png"
    unit.post(f"{task}report/", keyed(text="清楚了", papers=proof))
    assert "proof.png" in said(soup(unit, task))
    assert unit.post(f"{task}close/", keyed()).status_code == 403
    clerk.post(f"{task}close/", keyed())
    assert Action.objects.get().state == "CLOSED"
    assert signed_in(make.handler(make.organisation())).get(task).status_code == 404
    sheet = openpyxl.load_workbook(
        io.BytesIO(clerk.get("/gatherings/actions.xlsx?state=CLOSED").content)
    ).active
    assert sheet is not None
    assert len(list(sheet.iter_rows())) == 2
    assert clerk.get("/gatherings/resolutions.xlsx").status_code == 200


def test_an_invitation_is_answered_and_signed_by_its_link(client: Client) -> None:
    of = room()
    _clerk, path = held(of)
    one = Attendee.objects.get(unit=of.unit)
    link = f"/gatherings/rsvp/{one.pk}/{privacy.tracking_code(one.pk)}/"
    assert client.get(link)["X-Robots-Tag"].startswith("noindex")
    assert client.get(f"/gatherings/rsvp/{one.pk}/00000000/").status_code == 404
    client.post(f"{link}here/", keyed())
    assert Attendee.objects.get(pk=one.pk).seen == "OWN"
    chair = signed_in(of.chair)
    chair.post(f"{path}here/", keyed())
    assert Attendee.objects.get(user=of.chair).here_at is not None
    assert signed_in(make.user()).get(f"{path}here/").status_code in (403, 404)

    of.series.refresh_from_db(
        from_queryset=Series.objects.filter(district_id=of.series.district_id)
    )
    later = planned(of, dt.date(2026, 4, 24))
    seat = Attendee.objects.get(unit=of.unit, meeting=later)
    link = f"/gatherings/rsvp/{seat.pk}/{privacy.tracking_code(seat.pk)}/"
    assert client.post(link, keyed(answer="DEPUTY", deputy="")).status_code == 422
    client.post(link, keyed(answer="DEPUTY", deputy="小王"))
    assert "小王" in said(soup(client, link))


def test_a_resident_hands_a_topic_in_and_the_clerk_puts_it_on(client: Client) -> None:
    of = room()
    planned(of)
    path = "/gatherings/town/lianxin/topic/"
    assert client.post(path, keyed(title="", text="")).status_code == 422
    client.post(path, keyed(title="公交站台太挤", text="", email="li@example.cn"))
    topic = Topic.objects.get()
    clerk = signed_in(of.clerk)
    assert "公交站台太挤" in said(soup(clerk, "/gatherings/series/lianxin/"))
    meeting = Meeting.objects.get()
    clerk.post(f"/gatherings/topics/{topic.pk}/admit/", keyed(meeting=str(meeting.pk)))
    assert Topic.objects.get().state == "OPEN"


def test_its_calendar_keeps_the_uid_and_says_what_changed(client: Client) -> None:
    """X34: moved, SEQUENCE rises; called off, STATUS is CANCELLED."""
    of = room()
    on = planned(of)
    calling.call(on, by=of.clerk, at=NOON)
    address = reverse("ical:meetings", args=["lianxin"])
    told = [client.get(address).content.decode()]
    calling.move(on, starts_at=on.starts_at + dt.timedelta(days=3), by=of.clerk, at=NOON)
    told.append(client.get(address).content.decode())
    calling.cancel(on, reason="台风", by=of.clerk, at=NOON)
    told.append(client.get(address).content.decode())
    for number, text in enumerate(told):
        assert f"UID:{on.pk}@lianxin" in text
        assert f"SEQUENCE:{number}" in text
    assert "STATUS:CANCELLED" in told[2]


def test_a_series_is_set_up_by_page() -> None:
    clerk = signed_in(make.dispatcher())
    told = keyed(
        name="", code="cun", kind="COUNCIL", convener=str(make.desk().pk), week="2",
        weekday="3", months="3", starts="09:00", minutes="90", quorum="2", is_public="on",
    )  # fmt: skip
    assert clerk.post("/gatherings/series/new/", told).status_code == 422
    path = clerk.post("/gatherings/series/new/", told | {"name": "村企联席会议"})["Location"]
    assert "2026-04-09" not in said(soup(clerk, path))
    assert "每季度" in said(soup(clerk, path))


def test_the_month_costs_the_same_however_many_meetings() -> None:
    of = room()
    planned(of)
    clerk = signed_in(of.clerk)

    def cost() -> int:
        clerk.get("/gatherings/?month=2026-03")
        with CaptureQueriesContext(connection) as asked:
            clerk.get("/gatherings/?month=2026-03")
        return len(asked)

    before = cost()
    for day in (10, 11, 12):
        planned(of, dt.date(2026, 3, day))
    assert cost() == before <= 16


def test_a_decision_becomes_a_promise_by_one_link_and_its_words_go_along() -> None:
    """X33: what the meeting decided is where the promise comes from."""
    of = room()
    clerk, path = held(of)
    told = keyed(text="划一百个车位", owner="城管局", due_on="2026-05-01")
    clerk.post(f"{path}items/{Item.objects.get().pk}/adopt/", told)
    task = f"/gatherings/actions/{Action.objects.get().ref}/"
    (link,) = soup(clerk, task).select("a[href*='gatherings.resolution']")
    form = soup(clerk, str(link["href"]))
    assert "划一百个车位" in said(form)
    assert not soup(signed_in(make.handler(of.unit)), task).select("a[href*='?of=']")


def test_hard_cases_stand_on_the_page_of_the_meetings_that_take_them(client: Client) -> None:
    """One list: the desk's leads here, and after a decision one is back here."""
    of = room()
    case = make.case(assigned_to=of.unit, accepted=True, subject="无主路灯")
    parking.park(case, reason="权属不清", by=make.handler(of.unit), at=NOON)
    desk, own = signed_in(make.dispatcher()), f"/gatherings/series/{of.series.code}/"
    assert desk.get("/desk/meeting/")["Location"] == own
    page = soup(desk, own)
    assert "权属不清" in said(page)
    [form] = page.select(f"form[action='/cases/{case.ref}/decide/']")
    typed = {str(one["name"]): str(one.get("value", "")) for one in form.select("input")}
    told = typed | {"decision": "由市政维修", "due_on": "2026-05-10"}
    assert desk.post(str(form["action"]), told)["Location"] == own
    assert "由市政维修" in said(soup(desk, own))
    assert "由市政维修" not in said(soup(signed_in(make.handler(of.unit)), own))
