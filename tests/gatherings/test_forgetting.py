"""Who was invited to a meeting is told, taken away when she asks, and forgotten after a year."""

from __future__ import annotations

import datetime as dt

from lianxin.gatherings import own as meetings
from lianxin.gatherings.actions import agenda, calling, coming, retention
from lianxin.gatherings.actions.agenda import Proposal
from lianxin.gatherings.models import Attendee, Member, Topic
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from tests.gatherings.rooms import planned, room
from tests.make import NOON

YEAR = dt.timedelta(days=366)


def test_a_guest_and_whom_a_unit_sent_are_forgotten_after_a_year() -> None:
    of = room()
    met = planned(of)
    guest = calling.invite(
        met, name="陈工", email="chen@example.org", by=of.clerk, at=NOON, key=new_id()
    )
    calling.call(met, by=of.clerk, at=NOON)
    sent = Attendee.objects.get(meeting=met, unit=of.unit)
    sent.meeting = met
    coming.answer(
        sent, "DEPUTY", code=privacy.tracking_code(sent.pk), deputy="小赵", note="", at=NOON
    )
    assert retention.keep_terms(met.district_id, at=met.starts_at) == 0
    assert retention.keep_terms(met.district_id, at=met.starts_at + YEAR) == 2
    assert retention.keep_terms(met.district_id, at=met.starts_at + YEAR) == 0
    guest.refresh_from_db()
    sent.refresh_from_db()
    assert (guest.name, guest.email, sent.deputy, sent.unit) == ("—", None, "—", of.unit)


def test_she_sees_her_meetings_and_topics_and_takes_her_name_away() -> None:
    of = room()
    met = planned(of)
    text = f"找{of.mediator.name}谈过。"
    agenda.submit(of.series, Proposal("小区停车", text), user=of.mediator, at=NOON, key=new_id())
    told = meetings.told(of.mediator)
    assert [row.get("ref") or row["title"] for row in told] == ["小区停车", met.ref]

    meetings.erase(of.mediator, NOON)

    assert meetings.told(of.mediator) == []
    assert of.mediator.name not in Topic.objects.get().text
    assert not Member.objects.filter(user=of.mediator).exists()
    assert Attendee.objects.filter(meeting=met, name="—").count() == 1
