"""What the exchange of the demo town shows, counted from its rows: enough of everything, each in
every state it can be in, and all of it made by the actions."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from lianxin.catalogue.models import EditionItem, SavedSearch
from lianxin.challenges.models import Challenge
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.base import Side
from lianxin.exchange.models import Claim, Closure, Listing, Qualification, Visit
from lianxin.exchange.states import Shape
from lianxin.kernel import timeline
from lianxin.matching.models import Call, Invite
from lianxin.network.models import District
from lianxin.outbox.models import Message
from lianxin.playbooks.demo import lately, town
from lianxin.volunteering.models import Team
from tests.api.hsds_whole import SHAPES, everything, faults
from tests.make import NOON
from tests.standing import standing

DAY = dt.timedelta(days=1)
ORDERED = {"ASKED", "OFFERED", "ACCEPTED", "DELIVERED", "DONE", "CANCELLED"}


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[District]:
    yield from standing(django_db_blocker, lambda: town.load(at=NOON, count=60).district)


def test_there_is_as_much_of_each_as_the_town_promises(district: District) -> None:
    public = Listing.objects.filter(district=district).public()
    kinds = Counter(public.values_list("kind", flat=True))
    offers = sum(n for kind, n in kinds.items() if KINDS[kind].side is Side.OFFER)

    assert set(kinds) == set(KINDS)
    assert offers >= 400
    assert kinds["VENUE"] >= 60
    assert kinds["JOB"] >= 300
    assert kinds["RESULT"] + kinds["NEED"] >= 80
    assert Challenge.objects.filter(district=district).count() >= 6
    teams = Team.objects.filter(district=district)
    shifts = Listing.objects.filter(district=district, kind="SHIFT").public()
    assert teams.filter(organisation__in=shifts.values("provider")).count() >= 40
    assert EditionItem.objects.filter(district=district).exists()


def test_every_published_offer_is_valid_hsds(district: District, client: Client) -> None:
    """X17: all of them, with their units and places, not one of each kind."""
    with time_machine.travel(NOON, tick=False):
        told = {name: list(everything(client, name)) for name in SHAPES}

    offered = Listing.objects.filter(district=district, provider__isnull=False).public()
    kinds = [kind.code for kind in KINDS.values() if kind.side is Side.OFFER]
    on = timezone.localdate(NOON)
    feed = offered.filter(kind__in=kinds, ends_on__gte=on).values_list("pk", flat=True)
    assert {row["id"] for row in told["services"]} == {str(pk) for pk in feed}
    assert len(told["services"]) >= 400
    assert all(told.values())
    assert faults(told) == {}


def test_what_is_taken_up_stands_in_every_state(district: District) -> None:
    claims = Claim.objects.filter(district=district)
    states = defaultdict(set)
    for shape, state in claims.values_list("shape", "state").distinct():
        states[shape].add(state)

    assert states[Shape.ORDER] == ORDERED
    assert states[Shape.PLACE] >= {"HELD", "WAITING", "DONE", "MISSED"}
    assert states[Shape.BOOKING] == {"HELD", "DONE", "MISSED", "CANCELLED"}
    decided = {"ASKED", "SHORTLISTED", "HELD", "REFUSED", "CANCELLED"}
    assert states[Shape.APPLICATION] >= decided
    assert states[Shape.INTEREST] == {"ASKED", "SHORTLISTED", "HELD"}
    taken = set(claims.values_list("kind", flat=True))
    assert taken == set(KINDS) - {"POINT", "BUILD"}  # one goes there, or follows it
    assert Closure.objects.filter(district=district).exists()


def test_experts_have_been_and_are_expected(district: District) -> None:
    """CAT-09: tours that run, one that is over, one in the making; their stops in turn."""
    tours = Listing.objects.filter(district=district, kind="TOUR")
    stops = Claim.objects.filter(district=district, kind="TOUR")

    assert {one.state for one in tours} == {"PUBLISHED", "CLOSED", "DRAFT"}
    assert {one.state for one in stops} == ORDERED
    came = [one for one in stops if one.state == "ACCEPTED"]
    assert came
    assert all(one.starts_at and one.starts_at > NOON for one in came)


def test_what_comes_again_has_its_log(district: District) -> None:
    """CAT-06: a line for each time, on the day it was; nothing measured."""
    again = Claim.objects.filter(district=district, recurring__isnull=False, state="DONE")
    logged = Visit.objects.filter(district=district)

    assert again.exists()
    assert not again.exclude(pk__in=logged.values("claim")).exists()
    assert not logged.filter(visited_on__gt=timezone.localdate(NOON)).exists()


def test_certificates_hold_end_soon_or_have_ended(district: District) -> None:
    """CAT-10"""
    today = timezone.localdate(NOON)
    ends = [
        one.expires_on
        for one in Qualification.objects.filter(district=district)
        if one.expires_on
    ]  # fmt: skip

    assert any(day < today for day in ends)
    assert any(today <= day <= today + 30 * DAY for day in ends)
    assert any(day > today + 365 * DAY for day in ends)
    assert Qualification.objects.filter(district=district, user__username="cui.yong").exists()
    reminded = Qualification.objects.filter(district=district, reminded_at__isnull=False)
    assert reminded.exists()


def test_who_searches_is_told_and_who_is_called_has_answered(district: District) -> None:
    """MAT-02, and invitations in waves."""
    searches = SavedSearch.objects.filter(district=district).live()
    assert searches.count() >= 5
    assert Message.objects.filter(district=district, kind="search_found").exists()
    assert Call.objects.filter(district=district).exists()
    answers = set(Invite.objects.filter(district=district).values_list("answer", flat=True))
    assert answers == {"", "INTERESTED", "NOT_NOW"}


def test_every_history_is_whole_and_nothing_lies_ahead(district: District) -> None:
    listings = Listing.objects.filter(district=district)
    claims = Claim.objects.filter(district=district)

    assert not list(timeline.verify_all(listings))
    assert not list(timeline.verify_all(claims))
    assert not claims.filter(asked_at__gt=NOON).exists()
    assert not claims.filter(ended_at__gt=NOON).exists()
    assert not listings.filter(published_at__gt=NOON).exists()


def test_filled_again_it_stays_as_it_is(district: District) -> None:
    before = Claim.objects.filter(district=district).count()

    lately.fill(district, at=NOON + DAY)

    assert Claim.objects.filter(district=district).count() == before
