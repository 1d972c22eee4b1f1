"""What a promise comes of: a topic, a decision, a case; and who hears of it (X33, GAT-03)."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from lianxin.commitments.models import Commitment, Programme
from lianxin.deliberation.actions import answering
from lianxin.deliberation.models import Topic
from lianxin.kernel.ids import new_id
from lianxin.lineage.models import Link
from lianxin.operate.worker import run_all
from tests import make
from tests.commitments.making import World, world
from tests.deliberation.building import House, handed_in, house, shown
from tests.make import NOON
from tests.web.swap import one, soup
from tests.web.test_commitments import as_, key

GIVE = "/commitments/give/"


def of(topic: Topic) -> str:
    return f"{GIVE}?of=deliberation.topic:{topic.pk}"


def given(made: World, **told: str) -> dict[str, str]:
    words = {
        "programme": str(made.programme.pk), "title": "楼下装六盏路灯", "owner": made.owner.name,
        "due_on": "2026-12-31", "measure": "MILESTONES",
    }  # fmt: skip
    return key(**(words | told))


@pytest.fixture
def hall() -> House:
    return house()


def test_who_raised_a_topic_hears_of_the_promise_and_sees_it_drawn(hall: House) -> None:
    """X33: she left an address only."""
    topic, made = shown(hall), world()
    answering.answer(topic, outcome="ADOPTED", text="下月装六盏。", by=hall.host, at=NOON)
    run_all()
    mail.outbox.clear()

    lead = as_(made.lead)
    asked = soup(lead.get(of(topic)))
    assert topic.title in one(asked, ".chain__step--here").get_text()
    assert one(asked, "#id_title")["value"] == topic.title
    answer = lead.post(of(topic), given(made))
    run_all()

    row = Commitment.objects.get(title="楼下装六盏路灯")
    assert answer["Location"] == f"/commitments/{row.ref}/"
    (letter,) = [sent for sent in mail.outbox if sent.to == ["a@example.com"]]
    assert "楼下装六盏路灯" in letter.body
    for page in (
        f"/deliberation/topics/{topic.ref}/",
        f"/commitments/town/{made.programme.ref}/{row.number}/",
    ):
        drawn = [step.get_text() for step in soup(Client().get(page)).select(".chain__title")]
        assert [title.strip() for title in drawn] == [topic.title, row.title]


def test_twice_sent_is_one_promise_and_what_is_wrong_keeps_what_was_typed(hall: House) -> None:
    topic, made = shown(hall), world()
    lead, sent = as_(made.lead), given(made)

    wrong = lead.post(of(topic), sent | {"due_on": "2020-01-01"})
    assert (wrong.status_code, "楼下装六盏路灯" in wrong.content.decode()) == (422, True)
    lead.post(of(topic), sent)
    lead.post(of(topic), sent)

    assert Commitment.objects.filter(title="楼下装六盏路灯").count() == 1
    assert Link.objects.filter(from_id=topic.pk).count() == 1


def test_a_promise_comes_of_a_case_in_its_own_words() -> None:
    """A case says things that are not for everybody: its words are not taken over."""
    made, case = world(), make.case(text="我家住三号楼 502，电梯又停了。")

    asked = soup(as_(make.manager()).get(f"{GIVE}?of=cases.case:{case.pk}"))

    assert one(asked, "#id_title").get("value") is None
    assert made.programme.title in one(asked, "#id_programme").get_text()


@pytest.mark.parametrize("asked", ["", "?of=deliberation.topic", "?of=x:y", "?of=cases.case:{}"])
def test_what_one_may_not_see_leads_to_no_promise(asked: str) -> None:
    made = world()
    answer = as_(made.lead).get(GIVE + asked.format(new_id()))
    assert answer.status_code == 404


def test_a_topic_that_is_not_shown_is_known_to_its_hall_only(hall: House) -> None:
    topic, made = handed_in(hall), world()
    assert as_(made.lead).get(of(topic)).status_code == 404


def test_without_a_list_the_page_says_how_to_get_one(hall: House) -> None:
    topic = shown(hall)
    lead = make.unit_lead(make.organisation())
    page = as_(lead).get(of(topic)).content.decode()
    assert "您还没有能添加承诺的清单" in page


def test_a_list_of_others_is_not_offered_and_not_taken(hall: House) -> None:
    topic, made = shown(hall), world()
    other = make.unit_lead(make.organisation())
    answer = as_(other).post(of(topic), given(made))
    assert answer.status_code == 422
    assert not Link.objects.filter(from_id=topic.pk).exists()


def test_the_desk_of_a_topic_leads_to_the_promise(hall: House) -> None:
    topic = shown(hall)
    lead = make.unit_lead(hall.hall.unit)
    assert of(topic) in as_(lead).get(f"/deliberation/desk/{topic.ref}/").content.decode()
    worker = as_(hall.host).get(f"/deliberation/desk/{topic.ref}/").content.decode()
    assert GIVE not in worker


def test_an_ended_list_is_not_offered(hall: House) -> None:
    topic, made = shown(hall), world()
    Programme.objects.filter(pk=made.programme.pk).update(state="ENDED")
    assert made.programme.title not in as_(made.lead).get(of(topic)).content.decode()


def test_topics_have_a_series_of_their_own(hall: House) -> None:
    assert handed_in(hall).ref.startswith(f"{hall.hall.district.ref_prefix}YT-")
