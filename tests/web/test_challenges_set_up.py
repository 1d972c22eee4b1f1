"""A challenge that came by a sheet or a program is set up by its unit; a reviewer is let go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from lianxin.challenges.models import Challenge, Reviewer
from lianxin.exchange.actions import listings
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from tests import make
from tests.challenges import board
from tests.challenges.board import CLOSES, DAY
from tests.make import NOON
from tests.web.test_challenges import said, signed_in, soup


@pytest.fixture(autouse=True)
def now(noon: dt.datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False) as travelled:
        yield travelled


def published(**fields: Any) -> Listing:
    """As a sheet leaves it: in the catalogue, and nobody can take it up."""
    told = board.draft(**fields)
    assert told.provider is not None
    made = listings.draft(told.provider.district, told, by=None, at=NOON, key=new_id())
    listings.submit(made, by=None, at=NOON)
    return made


def course(**fields: str) -> dict[str, str]:
    told = {
        "key": str(new_id()), "closes_at": "2026-04-01T18:00", "decide_on": "2026-04-10",
        "rounds": "2", "criteria": "技术路线 60\n费用 40",
    }  # fmt: skip
    return told | fields


def in_days(days: int, form: str = "%Y-%m-%dT%H:%M") -> str:
    return f"{CLOSES + days * DAY:{form}}"


def test_its_unit_sets_up_what_a_sheet_published_and_then_one_may_apply() -> None:
    """MAT-11: dates, criteria and rounds, once."""
    made = published()
    unit = made.provider
    assert unit is not None
    lead = signed_in(make.unit_lead(unit))
    [link] = [a for a in soup(lead, "/challenges/").select("a") if a.text == made.title]
    url = str(link["href"])
    told = course(closes_at=in_days(3), decide_on=in_days(9, "%Y-%m-%d"))

    early = lead.post(url, told | {"decide_on": in_days(1, "%Y-%m-%d")})
    assert early.status_code == 422
    assert "技术路线 60" in early.content.decode()
    answers = [lead.post(url, told) for _ in range(2)]

    assert answers[0]["Location"] == f"/challenges/{made.ref}/run/"
    assert answers[1].status_code == 404  # it is set up
    challenge = Challenge.objects.whole().get(listing=made)
    assert (challenge.rounds, challenge.criteria[0]["most"]) == (2, 60)
    assert f"{challenge.listing.closes_at:%d}" == f"{CLOSES + 3 * DAY:%d}"
    assert board.applied(challenge).challenge_id == challenge.pk
    assert "还没有写明怎么评" not in said(soup(lead, "/challenges/"))


def test_others_have_nothing_to_set_up() -> None:
    made = published()
    stranger = signed_in(make.unit_lead(make.organisation(name="别的单位")))
    assert stranger.get(f"/challenges/{made.ref}/set_up/").status_code == 404
    assert "还没有写明怎么评" not in said(soup(stranger, "/challenges/"))


def test_a_reviewer_is_let_go_with_a_reason_that_she_reads() -> None:
    challenge = board.challenge()
    unit = challenge.listing.provider
    assert unit is not None
    [reviewer, other, _third] = board.reviewers(challenge)
    lead = signed_in(make.unit_lead(unit))
    url = f"/challenges/{challenge.listing.ref}/dismiss/{reviewer.pk}/"

    assert lead.post(url, {"key": str(new_id()), "note": " "}).status_code == 422
    key = str(new_id())
    for _again in range(2):
        assert lead.post(url, {"key": key, "note": "三个月联系不上"}).status_code == 302

    reviewer.refresh_from_db()
    assert reviewer.ended_at is not None
    assert Reviewer.objects.filter(challenge=challenge, ended_at=None).count() == 2
    assert "三个月联系不上" in said(soup(lead, f"/challenges/{challenge.listing.ref}/run/"))
    gone = signed_in(reviewer.user)
    assert gone.get(f"/challenges/{challenge.listing.ref}/review/").status_code == 404
    theirs = f"/challenges/{challenge.listing.ref}/dismiss/{other.pk}/"
    assert gone.post(theirs, {"key": str(new_id()), "note": "x"}).status_code == 404
