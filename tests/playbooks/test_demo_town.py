"""The demo town, loaded once and looked at: a year of cases in every state, each made by the
actions alone, and what its rooms show beside them."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lianxin.bodies import queries as bodies_of
from lianxin.bodies.models import Body, Election, Office, Point, Term
from lianxin.bodies.states import BodyKind, TermState
from lianxin.casebook import queries as casebooks
from lianxin.casebook import redacting
from lianxin.casebook.models import WORDS, Article, Chapter, Issue, Use
from lianxin.cases.models import Answers, Case, Rating
from lianxin.cases.queries import rules_of
from lianxin.cases.states import State
from lianxin.challenges.models import Challenge, Milestone
from lianxin.commitments import queries as promised
from lianxin.commitments.models import Comment, Commitment
from lianxin.commitments.progress import Light
from lianxin.commitments.states import CommentState, Outcome
from lianxin.deliberation.models import Ballot, Hall, Reply, Survey
from lianxin.deliberation.models import Topic as Talk
from lianxin.deliberation.queries import faults_of as ballot_faults
from lianxin.events import markets
from lianxin.events import queries as held
from lianxin.events.models import EventSeries, Market, Pitch, RoomHeld
from lianxin.events.models import Talk as EventTalk
from lianxin.exchange.models import Claim, Listing, Slot
from lianxin.gatherings.models import Meeting, Series
from lianxin.gatherings.states import MeetingState
from lianxin.incubation.models import Group
from lianxin.incubation.states import GroupStage
from lianxin.introductions import queries as funnels
from lianxin.introductions.models import Introduction
from lianxin.introductions.states import Stage
from lianxin.kernel import timeline
from lianxin.kernel.models import Counter as Number
from lianxin.kernel.models import Recorded
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Link, Thing
from lianxin.network.models import District, Pairing, Seat, User
from lianxin.outbox.models import Delivery
from lianxin.partnering import queries as accounts
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.states import phase
from lianxin.playbooks.demo import (
    bodies,
    casebook,
    chains,
    challenges,
    events,
    fairs,
    gatherings,
    groups,
    halls,
    introductions,
    partners,
    plain,
    promises,
    studies,
    surveys,
    town,
    visits,
    words,
)
from lianxin.studies.models import Observation, Study
from lianxin.studies.states import Area, StudyState
from lianxin.visits import queries as calling
from lianxin.visits.models import Campaign, Hazard, Household, Need, PlainCard, Thanks
from lianxin.visits.states import CampaignState, HazardState
from tests.make import NOON
from tests.standing import standing

CASES = 60


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[town.Loaded]:
    yield from standing(django_db_blocker, lambda: town.load(at=NOON, count=CASES))


@pytest.fixture
def district(loaded: town.Loaded) -> District:
    return loaded.district


def test_a_year_of_cases_stands_in_every_state_and_every_history_is_whole(
    loaded: town.Loaded, noon: dt.datetime
) -> None:
    """C7, C8: all states; the record rebuilt from its entries is the record."""
    cases = list(Case.objects.filter(district=loaded.district))

    assert {case.state for case in cases} == set(State.values)
    assert [timeline.verify(case) for case in cases] == [None] * len(cases)
    assert all(timeline.rebuild(case) == timeline.snapshot(case) for case in cases)
    assert max(case.received_at for case in cases) < noon
    assert min(case.received_at for case in cases) > noon - dt.timedelta(days=365)
    assert Case.objects.filter(district=loaded.district).overdue(at=noon).exists()
    assert any(case.meeting_on for case in cases)
    assert Rating.objects.filter(district=loaded.district).exists()
    assert Answers.objects.filter(district=loaded.district).exists()
    assert not Delivery.objects.filter(district=loaded.district).exists()


def test_loaded_again_it_stays_as_it_is(loaded: town.Loaded, noon: dt.datetime) -> None:
    again = town.load(at=noon + dt.timedelta(days=1), count=CASES)

    assert (again.is_new, again.cases) == (False, loaded.cases)


def test_interrupted_while_its_rooms_were_filled_it_goes_on_and_makes_nothing_twice(
    loaded: town.Loaded, noon: dt.datetime
) -> None:
    before = _sizes()
    Number.objects.filter(series=town.FILLED).delete()

    town.load(at=noon + dt.timedelta(hours=1), count=CASES)

    assert _sizes() == before


def _sizes() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if issubclass(model, Recorded)
    }


def test_two_hundred_people_sit_in_the_towns_organisations(
    district: District, noon: dt.datetime
) -> None:
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)

    assert User.objects.count() >= 200
    assert Seat.objects.filter(ends_on__lt=noon).exists()
    user = User.objects.get(username="yu.tao")
    assert user.check_password(settings.DEMO_PASSWORD)
    assert not User.objects.get(username="xie.junjie").has_usable_password()
    assert "yu.tao" in out.getvalue()
    assert settings.DEMO_PASSWORD in out.getvalue()
    assert "Morning dispatcher" in out.getvalue()


def test_the_lead_of_a_street_may_see_how_the_street_does(
    district: District, client: Client, noon: dt.datetime
) -> None:
    with time_machine.travel(noon, tick=False):
        client.force_login(User.objects.get(username="situ.zixuan"))

        assert client.get("/lead/").status_code == 200


def test_the_town_has_learned_something_of_every_class(
    district: District, noon: dt.datetime
) -> None:
    """Its answers are those of a desk that has written for a year."""
    articles = Article.objects.filter(district=district)
    published = list(articles.published())

    assert {one.class_code for one in published} == set(rules_of(district.pk).classes)
    assert [redacting.spots(getattr(one, name)) for one in published for name in WORDS] == [
        [] for _one in published for _name in WORDS
    ]
    assert all(timeline.verify(one) is None for one in published)
    assert 0 < articles.to_review(on=timezone.localdate(noon)).count() < 5
    assert Use.objects.filter(district=district, kind="DEFLECTED").exists()
    numbers = Issue.objects.filter(district=district).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 9))
    assert Chapter.objects.filter(district=district).count() == 10
    assert max(len(casebooks.versions(one)) for one in published) == 2

    assert casebook.fill(district, at=noon) == articles.count()


def test_the_town_has_challenges_in_every_state(district: District, noon: dt.datetime) -> None:
    found = Challenge.objects.filter(district=district).whole()

    assert found.count() >= 6
    states = Counter(one.state for one in found)
    assert set(states) == {"OPEN", "AWARDED", "DONE", "FAILED", "STOPPED"}
    phases = {str(one.phase(at=noon)) for one in found if one.state == "OPEN"}
    assert phases == {"ASKING", "APPLYING", "REVIEWING"}
    assert all(timeline.verify(one) is None for one in found)
    milestones = Milestone.objects.filter(district=district, challenge__state="AWARDED")
    assert {one.state for one in milestones} == {"PLANNED", "REPORTED", "ACCEPTED"}
    assert challenges.fill(district, at=noon) == found.count()


def test_fifteen_meetings_led_to_thirteen_intents(district: District, noon: dt.datetime) -> None:
    """X25: the figures of the town come from its rows."""
    found = Introduction.objects.filter(district=district)
    held = funnels.occasions_of(district.pk, since=None, until=None)
    met = funnels.funnel(found.filter(source="MEETING"), held, on=noon.date())
    assert (met.occasions, met.level(Stage.INTENT).count) == (15, 13)
    counts = [level.count for level in met.levels]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 3
    traded = funnels.funnel(found.filter(source="TRADE"), 0, on=noon.date())
    assert traded.level(Stage.RECEIVED).amount_fen > 0
    assert 0 < met.disputed <= 2
    assert all(timeline.verify(one) is None for one in found)
    assert introductions.fill(district, at=noon) == found.count()


def test_the_town_has_agreements_in_every_state(district: District, noon: dt.datetime) -> None:
    found = list(Agreement.objects.filter(district=district).whole())

    assert len(found) >= 8
    assert {one.state for one in found} == {"DRAFT", "HALF_SIGNED", "SIGNED", "ENDED", "DROPPED"}
    signed = [one for one in found if one.state == "SIGNED"]
    assert {str(phase(one.starts_on, one.ends_on, on=noon.date())) for one in signed} == {
        "COMING", "RUNNING", "EXPIRED",
    }  # fmt: skip
    assert any(one.renews for one in found)
    kinds = {one.kind for one in found}
    assert {"PARTNERSHIP", "PAIRING", "SERVICE", "PRACTICE", "CLASS"} <= kinds
    assert Pairing.objects.filter(
        district=district, rests_on__in=[one.ref for one in found]
    ).exists()
    assert all(timeline.verify(one) is None for one in found)
    given = Handover.objects.filter(district=district)
    assert {one.state for one in given} == {"RECORDED", "CONFIRMED", "DISPUTED"}
    owed = accounts.settlements(signed, on=noon.date())
    assert any(each.late for rows in owed.values() for each in rows)
    assert partners.fill(district, at=noon) == len(found)


def test_half_of_the_doors_of_the_town_have_been_called_at(
    district: District, noon: dt.datetime
) -> None:
    """VIS-01: four households for each case, forty for each officer; 8,000 in the whole town."""
    on = noon.date()
    assert Household.objects.filter(district_id=district.pk).count() == CASES * 4
    rows = Campaign.objects.filter(district_id=district.pk)
    assert {one.state for one in rows} == {*CampaignState}
    one = rows.get(state=CampaignState.RUNNING)
    by_officer = calling.coverage_by(one, "officer")
    assert [had.whole for had in by_officer.values()] == [40] * (CASES // 10)
    done = calling.coverage(one)
    assert (done.whole, 40 <= (done.percent or 0) <= 60) == (CASES * 4, True)
    assert Need.objects.filter(district_id=district.pk).count() == 8
    hazards = Hazard.objects.filter(district_id=district.pk)
    assert {one.state for one in hazards} == {*HazardState}
    assert calling.late_hazards(district.pk, on=on).count() == 1
    assert visits.fill(district, at=noon) == rows.count() == 3
    letters = Thanks.objects.filter(district_id=district.pk)
    assert letters.count() == 2


def test_the_town_has_plain_words_in_force_over_and_taken_back(
    district: District, noon: dt.datetime
) -> None:
    rows = PlainCard.objects.filter(district_id=district.pk)
    on = noon.date()
    assert rows.current(on=on).count() == 6
    assert rows.filter(withdrawn_at__isnull=False).count() == 1
    assert rows.filter(expires_on__lt=on, withdrawn_at=None).count() == 1
    assert plain.fill(district, at=noon) == rows.count() == 8


def test_the_town_has_studies_of_each_field_in_each_state(
    district: District, noon: dt.datetime
) -> None:
    rows = Study.objects.filter(district=district)

    assert set(rows.values_list("state", flat=True)) == set(StudyState.values)
    assert set(rows.values_list("area", flat=True)) == set(Area.values)
    assert rows.filter(published_at__isnull=False).count() == 3
    assert studies.fill(district, at=noon) == rows.count() == 10
    assert Observation.objects.filter(district=district).count() == 10


def test_the_town_has_bodies_with_terms_in_every_state(
    district: District, noon: dt.datetime
) -> None:
    today = noon.date()
    assert bodies.fill(district, at=noon) == bodies.fill(district, at=noon) == 13

    own = Body.objects.filter(district_id=district.pk)
    assert set(own.values_list("kind", flat=True)) == set(BodyKind.values)
    assert own.filter(kind=BodyKind.ASSOCIATION).count() == 3
    terms = Term.objects.filter(district_id=district.pk)
    assert set(terms.values_list("state", flat=True)) == set(TermState.values)
    assert terms.running(on=today).count() == 6
    assert terms.unreported(on=today).exists()
    pledges = Commitment.objects.filter(
        district_id=district.pk, programme__in=terms.values("programme")
    )
    outcomes = set(pledges.values_list("outcome", flat=True))
    assert outcomes == {"", *Outcome.values}
    assert Office.objects.filter(district_id=district.pk, title="会长").count() == 1
    polls = Election.objects.filter(district_id=district.pk)
    assert polls.filter(state="CALLED").count() == 2
    assert Point.objects.filter(district_id=district.pk).count() == 4
    assert bodies_of.badges(district.pk, on=today).count() == 8


def test_the_town_has_events_past_and_to_come(district: District, noon: dt.datetime) -> None:
    rows = Listing.objects.filter(district=district, kind="EVENT")
    slots = Slot.objects.filter(district_id=district.pk, listing__in=rows.values("pk"))

    assert events.fill(district, at=noon) == rows.count() == slots.count() == 132
    assert EventSeries.objects.filter(district_id=district.pk).count() == 11
    assert slots.filter(starts_at__gt=noon).count() == 22
    came = held.held(rows.values_list("pk", flat=True), district.pk)
    assert came.sessions == 110
    assert came.people > 500
    assert Claim.objects.filter(district_id=district.pk, kind="EVENT", state="WAITING").exists()


def test_the_town_has_a_market_a_roadshow_and_a_fair(
    district: District, noon: dt.datetime
) -> None:
    plans = Market.objects.filter(district_id=district.pk)
    drawn, opened = plans.get(drawn_at__isnull=False), plans.get(drawn_at=None)

    assert fairs.fill(district, at=noon) == 2
    held = [one for one in markets.stalls(drawn) if markets.holds(one)]
    assert (len(held), len(markets.line(opened))) == (21, 9)
    assert "CANCELLED" in {one.state for one in markets.lots(drawn)}
    talks = EventTalk.objects.filter(district_id=district.pk)
    assert set(talks.values_list("state", flat=True)) >= {"ACCEPTED", "ASKED"}
    assert Pitch.objects.filter(district_id=district.pk).count() == 18
    assert RoomHeld.objects.filter(district_id=district.pk).count() == 1


def test_the_town_has_halls_with_topics_in_every_state(
    district: District, noon: dt.datetime
) -> None:
    rows = Talk.objects.filter(district_id=district.pk)

    assert Hall.objects.filter(district_id=district.pk).count() == 20
    assert set(rows.values_list("state", flat=True)) >= {
        "HANDED_IN", "OPEN", "HIDDEN", "ANSWERED", "DONE",
    }  # fmt: skip
    assert rows.filter(state="OPEN", due_at__lt=noon).count() == 1
    ballots = Ballot.objects.filter(district_id=district.pk)
    assert sorted(ballots.values_list("state", flat=True)) == ["COUNTED", "OPEN"]
    assert [ballot_faults(one) for one in ballots] == [[], []]
    assert halls.fill(district, at=noon) == rows.count() == 19


def test_the_town_has_surveys_in_every_state(district: District, noon: dt.datetime) -> None:
    rows = Survey.objects.filter(district_id=district.pk).order_by("closes_at")

    assert surveys.fill(district, at=noon) == rows.count() == 4
    states = ["CONCLUDED", "CLOSED", "OPEN", "DRAFT"]
    assert list(rows.values_list("state", flat=True)) == states
    assert [one.tally["n"] for one in rows[:2]] == [86, 43]
    assert Reply.objects.filter(district_id=district.pk).count() == 18


def test_the_town_has_meetings_in_every_state(district: District, noon: dt.datetime) -> None:
    rows = Meeting.objects.filter(district_id=district.pk)

    assert Series.objects.filter(district_id=district.pk).count() == 8
    assert set(rows.values_list("state", flat=True)) == set(MeetingState.values)
    assert gatherings.fill(district, at=noon) == rows.count() > 80
    assert list(timeline.verify_all(rows)) == []


def test_a_meeting_is_in_the_room_whatever_the_hour_at_which_the_town_is_made(
    district: District, noon: dt.datetime
) -> None:
    """Also half an hour after the midnight that ends a day of the series."""
    book = words.load("gatherings")
    row = next(one for one in book["series"] if one.get("in_session"))
    closed = Meeting.objects.filter(series__code=row["code"], state=MeetingState.CLOSED)
    night = closed.latest("starts_at").starts_at + dt.timedelta(hours=15, minutes=30)

    with time_machine.travel(night, tick=False):
        gatherings.Play(district, book, {**row, "code": "night"}, at=night).play()

    rows = Meeting.objects.filter(series__code="night")
    assert rows.filter(state=MeetingState.SESSION).count() == 1


def test_the_town_has_groups_at_each_stage(district: District, noon: dt.datetime) -> None:
    stages = Group.objects.filter(district=district).values_list("state", flat=True)

    assert set(stages) == set(GroupStage.values)
    assert groups.fill(district, at=noon) == len(stages) == 7


def test_the_town_has_promises_in_every_colour(district: District, noon: dt.datetime) -> None:
    """57 that everybody reads, and a draft."""
    everything = Commitment.objects.filter(district=district)
    terms = Term.objects.filter(district_id=district.pk, programme__isnull=False)
    rows = everything.exclude(programme__in=terms.values("programme"))  # pledges of bodies
    found = promised.known(district.pk, rows.public(), on=timezone.localdate(noon))

    assert len(found) == 57
    assert set(promised.lights(found)) == set(Light)
    assert all(promised.lights(found).values())
    assert {one.row.outcome for one in found} == {"", *Outcome.values}
    assert any(one.quiet for one in found)
    assert any(one.is_changed for one in found)
    assert set(Comment.objects.filter(district=district).values_list("state", flat=True)) == set(
        CommentState.values
    )
    assert list(timeline.verify_all(rows)) == []
    assert rows.count() == 58
    assert promises.fill(district, at=noon) == everything.count()


def test_the_town_has_chains_of_needs(district: District, noon: dt.datetime) -> None:
    builds = [Thing.of(one) for one in Listing.objects.filter(district=district, kind="BUILD")]
    up = lineage.ancestors(district.pk, *builds)

    assert len(builds) == 4
    assert max(step.hops for step in up) == 2
    assert chains.fill(district, at=noon) == Link.objects.count() > 0
