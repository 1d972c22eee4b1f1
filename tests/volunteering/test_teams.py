"""Teams, helpers who let themselves be found, urgent calls, needs taken on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from lianxin.exchange.models import Claim
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network import queries as network
from lianxin.network.models import OrganisationKind, Role
from lianxin.outbox.models import Message
from lianxin.volunteering import policy
from lianxin.volunteering.actions import calls, helping, teams
from lianxin.volunteering.models import Member, Volunteer
from tests import make
from tests.exchange import shelf
from tests.kernel.race import race
from tests.make import NOON
from tests.volunteering import crew
from tests.volunteering.crew import HOUR

ON = NOON.date()


def test_who_asks_is_in_when_the_lead_says_so_and_out_at_once():
    """NET-19."""
    team = crew.team()
    lead, who = make.unit_lead(team.organisation), crew.volunteer()
    member = teams.ask(team, who, at=NOON, key=new_id())
    assert member.state == "ASKED"

    with pytest.raises(NotAllowed):
        teams.approve(member, by=make.unit_lead(crew.unit()), at=NOON)
    teams.approve(member, by=lead, at=NOON)
    assert member.state == "JOINED"
    teams.leave(member, who, at=NOON)
    assert member.state == "LEFT"
    assert teams.ask(team, who, at=NOON + HOUR, key=new_id()).pk == member.pk


def test_who_is_invited_is_in_only_when_she_says_so_herself():
    """NET-19."""
    team = crew.team()
    lead = make.unit_lead(team.organisation)
    who = crew.volunteer(make.user(), place=make.root(), is_open=True)
    member = teams.invite(team, who, by=lead, at=NOON, key=new_id())
    assert member.state == "INVITED"

    with pytest.raises(IllegalMove):
        teams.approve(member, by=lead, at=NOON)
    with pytest.raises(NotAllowed):
        teams.join(member, crew.volunteer(), at=NOON)
    teams.join(member, who, at=NOON)

    assert member.state == "JOINED"


def test_nobody_who_hides_is_invited():
    team, who = crew.team(), crew.volunteer()

    with pytest.raises(NotAllowed, match="不想被邀请"):
        teams.invite(team, who, by=None, at=NOON, key=new_id())


def test_both_wanting_it_is_enough():
    team = crew.team()
    who = crew.volunteer(place=make.root(), is_open=True)
    teams.invite(team, who, by=None, at=NOON, key=new_id())
    assert teams.ask(team, who, at=NOON, key=new_id()).state == "JOINED"


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_is_one_membership():
    team, who = crew.team(), crew.volunteer()

    answers = race(lambda _n: teams.ask(team, who, at=NOON, key=new_id()), runners=4)

    assert {type(one) for one in answers} == {Member}
    assert Member.objects.filter(district_id=team.district_id, team=team).count() == 1


def test_a_helper_is_seen_where_she_lives_and_while_she_wants():
    """NET-18."""
    here, there = make.place(), make.place(name="别的社区")
    who = crew.volunteer(place=here, is_open=True)
    neighbour = make.unit_lead(crew.unit(at=here))
    stranger = make.unit_lead(crew.unit(at=there))
    street = make.worker(make.root())

    def sees(person) -> bool:
        return policy.helpers_visible_to(person, on=ON).filter(pk=who.pk).exists()

    assert (sees(neighbour), sees(stranger), sees(street)) == (True, False, True)
    assert not sees(make.user())
    crew.team(stranger.seats.get().organisation, areas=[here])
    assert sees(stranger)
    helping.hide(who)
    assert not sees(neighbour)


def test_a_new_team_is_entered_by_the_desk_and_led_by_whom_it_names():
    desk, lead = make.dispatcher(), make.user()
    told: dict[str, Any] = {"name": "净滩队", "place": make.root(), "lead": lead}
    with pytest.raises(NotAllowed):
        teams.found(make.district(), **told, by=lead, at=NOON)

    team = teams.found(make.district(), **told, by=desk, at=NOON)

    assert team.organisation.kind == OrganisationKind.TEAM
    assert policy.leads(lead, team, on=ON)
    assert list(network.people_in(team.organisation, Role.UNIT_LEAD, on=ON)) == [lead]


def urgent(desk, capacity: int = 2, **fields):
    times = (NOON - HOUR, NOON + 5 * HOUR)
    told = crew.call(times, title="搬沙袋", capacity=capacity, is_surge=True, **fields)
    return calls.publish(make.desk(), told, by=desk, at=NOON, key=new_id())


def test_an_urgent_call_reaches_the_helpers_of_its_area_alone():
    """GAT-21."""
    here, there = make.place(), make.place(name="别的社区")
    near, far, hidden = (make.user() for _ in range(3))
    crew.volunteer(near, place=here, is_open=True)
    crew.volunteer(far, place=there, is_open=True)
    crew.volunteer(hidden, place=here)

    urgent(make.dispatcher(), place=here)

    told = Message.objects.filter(district_id=make.district().pk, kind="surge_call")
    assert [row.to for row in told] == [near]


def test_it_takes_people_while_it_lasts_and_closes_when_full():
    """GAT-21."""
    listing = urgent(make.dispatcher())
    [slot] = crew.slots_of(listing)
    crew.signed_up(slot, at=NOON + HOUR)
    crew.signed_up(slot, at=NOON + HOUR)

    with pytest.raises(Refusal, match="人已经够了"):
        crew.signed_up(slot, at=NOON + HOUR)
    assert Claim.objects.filter(district_id=slot.district_id, slot=slot).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_come_at_once_two_are_told_yes():
    """GAT-21."""
    [slot] = crew.slots_of(urgent(make.dispatcher()))
    people = [crew.volunteer() for _ in range(10)]

    answers = race(lambda n: crew.signed_up(slot, people[n], at=NOON), runners=10)

    refused = [one for one in answers if isinstance(one, Refusal)]
    assert len(refused) == 8
    assert len([one for one in answers if isinstance(one, Exception)]) == 8


def test_it_is_over_by_itself_at_its_time():
    """GAT-21."""
    listing = urgent(make.dispatcher())

    assert calls.close_over(listing.district_id, at=NOON + 4 * HOUR) == 0
    assert calls.close_over(listing.district_id, at=NOON + 5 * HOUR) == 1
    listing.refresh_from_db()
    assert listing.state == "CLOSED"


def test_nobody_calls_in_the_name_of_others():
    with pytest.raises(NotAllowed):
        urgent(make.unit_lead(crew.unit()))


def test_a_need_is_taken_on_by_a_team_in_one_deed_and_whoever_needs_it_is_told():
    """CAT-05."""
    needing = make.organisation(name="海韵社区", kind="COMMUNITY")
    clerk = make.handler(needing)
    need = shelf.listing(needing, kind="NEED", title="要人教老人用手机")
    team = crew.team()
    lead = make.unit_lead(team.organisation)

    receipt = teams.take_on(need, team, by=lead, at=NOON, key=new_id())

    assert receipt.claim.ordered_by == team.organisation
    told = Message.objects.get(district_id=need.district_id, to=clerk, kind="need_taken_on")
    assert told.facts["unit"] == team.organisation.name
    with pytest.raises(Refusal, match="已经认领"):
        teams.take_on(need, team, by=lead, at=NOON, key=new_id())


def test_what_a_volunteer_tells_of_herself_lies_encrypted():
    who = crew.volunteer(name="崔勇", phone="13912345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM volunteering_volunteer")
        [row] = cursor.fetchall()
    assert "崔勇" not in str(row[0])
    assert "13912345678" not in str(row[1])
    same = Volunteer.objects.get(district_id=who.district_id, pk=who.pk)
    assert privacy.mask_phone(same.phone or "") == "139****5678"


def test_a_call_is_not_for_a_time_that_is_past():
    past = (NOON - dt.timedelta(hours=3), NOON - HOUR)

    with pytest.raises(Refusal, match="已经过去"):
        crew.listing(past)
