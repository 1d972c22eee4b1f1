"""Tokens: who may make and revoke them, and for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal, Repeated
from lianxin.network import actions
from lianxin.network.models import Role, Scope, Token, User
from tests import make


def made(user: User, *, by: User | None, at: dt.datetime, **facts: Any) -> str:
    wanted: dict[str, Any] = {"name": "网站", "scopes": [Scope.CASES_READ], "key": new_id()}
    return actions.make_token(user, **(wanted | facts), by=by, at=at)


def test_it_ends_by_itself(noon: dt.datetime) -> None:
    made(make.user(), days=30, by=None, at=noon)

    assert Token.objects.live(at=noon + dt.timedelta(days=29)).exists()
    assert not Token.objects.live(at=noon + dt.timedelta(days=30)).exists()
    assert Token.objects.ended(at=noon + dt.timedelta(days=30)).exists()


def test_only_who_operates_the_district_makes_and_revokes(noon: dt.datetime) -> None:
    person = make.user()
    operator = make.seat(Role.OPERATOR, make.desk())
    elsewhere = make.seat(Role.OPERATOR, make.desk(make.district("other")))
    made(person, by=operator, at=noon)
    token = Token.objects.get()
    assert token.made_by == operator

    for somebody in (person, make.manager(), elsewhere):
        with pytest.raises(NotAllowed):
            made(person, by=somebody, at=noon)
        with pytest.raises(NotAllowed):
            actions.revoke_token(token, by=somebody, at=noon)

    actions.revoke_token(token, by=operator, at=noon)
    assert Token.objects.get().revoked_at == noon


def test_a_key_is_one_token(noon: dt.datetime) -> None:
    """C2."""
    person, key = make.user(), new_id()
    made(person, key=key, by=None, at=noon)

    with pytest.raises(Repeated):
        made(person, key=key, by=None, at=noon)

    assert Token.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"scopes": []}, "scopes"), ({"scopes": ["ALL"]}, "scopes"), ({"days": 731}, "days")],
)
def test_what_makes_no_sense_is_refused(
    noon: dt.datetime, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        made(make.user(), **wrong, by=None, at=noon)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["closed", "of no district"])
def test_nobody_is_acted_for_who_could_not_act(noon: dt.datetime, who: str) -> None:
    person = make.user(is_active=False)
    if who == "of no district":
        person = User.objects.create_user("root")
    with pytest.raises(Refusal) as refused:
        made(person, by=None, at=noon)
    assert refused.value.field == "user"
