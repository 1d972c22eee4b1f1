"""Whoever asks from another district, with whatever it sends, is told and changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
import time_machine
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from lianxin.catalogue.actions import collecting
from lianxin.incubation import actions as incubation
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import DistrictOwned
from lianxin.matching.actions import waves
from lianxin.matching.models import Invite
from lianxin.network.models import Role
from tests import make
from tests.api.test_contract import CHECKS, OPERATIONS, WITHOUT_TOKEN, _keep_the_connection
from tests.challenges import board
from tests.exchange import shelf
from tests.introductions import pairs
from tests.make import NOON
from tests.matching import fits
from tests.partnering import pacts
from tests.volunteering import crew

__all__ = ["_keep_the_connection"]
ROOMS = (
    "exchange", "volunteering", "challenges", "partnerships", "groups", "matching",
    "introductions", "lineage",
)  # fmt: skip
OURS = [
    one
    for one in OPERATIONS
    if one.partition(" /api/v1/")[2].split("/")[0] in ROOMS
]  # fmt: skip
SECRET = "独此一家"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def there() -> Mapping[str, list[Any]]:
    """What is in the other district, by how an address calls it: what is behind each room."""
    unit = make.organisation(name=f"{SECRET}餐厅", kind="FIRM")
    order = shelf.ordered(shelf.listing(unit, title=f"{SECRET}午餐")).claim
    slot = shelf.slot(shelf.listing(unit, kind="COURSE", title=f"{SECRET}书法"))
    space = shelf.space(shelf.listing(unit, kind="VENUE", title=f"{SECRET}大厅"))
    shift = crew.shift(title=f"{SECRET}送餐")
    presence = crew.signed_up(shift)
    need = fits.listing("NEED", unit, title=f"{SECRET}膜")
    fits.offers(2, title=f"{SECRET}膜组件")
    call = fits.call(need)
    waves.advance(call.district_id, at=NOON)
    challenge = board.challenge(unit, title=f"{SECRET}榜")
    application = board.applied(challenge)
    introduction = pairs.introduction(subject=f"{SECRET}中试")
    pact = pacts.pact(signed=True, title=f"{SECRET}协议")
    handover = pacts.given(pact)
    street = make.organisation(name=f"{SECRET}街道", kind="STREET_OFFICE")
    theme = collecting.begin(
        unit, collecting.Told(f"{SECRET}专题"), by=None, at=NOON, key=new_id()
    )
    told = incubation.Told(f"{SECRET}小组", "教老人用手机", make.place(), street, people=9)
    group = incubation.take_in(street.district, told, by=None, at=NOON, key=new_id())
    return {
        "exchange": [need.ref, order.ref, slot.listing.ref, space.listing.ref],
        "challenges": [challenge.listing.ref, application.claim.ref],
        "introductions": [introduction.ref],
        "partnerships": [pact.agreement.ref],
        "lineage": [need.ref],
        "volunteering": [shift.listing.ref],
        "matching": [need.ref],
        "groups": [group.ref],
        "unit": [unit.code],
        "code": [space.code, unit.code, make.code(order)],
        "slot_id": [slot.pk],
        "pk": [shift.pk, presence.pk],
        "collection_id": [theme.pk],
        "call_id": [call.pk],
        "invite_id": [one.pk for one in Invite.objects.all()[:1]],
        "handover_id": [handover.pk],
    }


def counted(district_id: int) -> dict[str, int]:
    owned = [model for model in apps.get_models() if issubclass(model, DistrictOwned)]
    return {
        model._meta.label: model._default_manager.filter(district_id=district_id).count()
        for model in owned
        if model._meta.label not in ("search.Document",)
    }


def stranger() -> dict[str, str]:
    """Somebody who may do almost everything, elsewhere."""
    other = make.district("other")
    person = make.dispatcher(of=other)
    make.seat(Role.OPERATOR, make.desk(other), who=person)
    make.seat(Role.UNIT_LEAD, make.desk(other), who=person)
    return {"Authorization": f"Bearer {make.token(person)}", "Accept-Encoding": "identity"}


def test_what_is_asked_from_elsewhere_shows_and_changes_nothing(
    there: Mapping[str, list[Any]],
) -> None:
    headers, before = stranger(), counted(make.district().pk)
    schema = schemathesis.openapi.from_wsgi("/other/api/v1/openapi.json", WSGIHandler())
    seen: list[int] = []

    for operation in OURS:
        method, path = operation.split(" ")
        known = {**there, "ref": there[path.split("/")[3]]}
        _ask(schema[f"/other{path}"][method], known, headers, seen)

    assert counted(make.district().pk) == before
    assert {200, 404, 422} <= set(seen)


def _ask(
    operation: Any, known: Mapping[str, list[Any]], headers: dict[str, str], seen: list[int]
) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=3,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        for name in case.path_parameters or {}:
            if values := known.get(name):
                case.path_parameters[name] = str(values[len(seen) % len(values)])
        answer = case.call(headers=headers)
        seen.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        assert SECRET not in answer.text, (case.path, answer.text)

    ask()


def test_a_token_of_elsewhere_opens_nothing_here(client: Client) -> None:
    make.district()
    secret = stranger()["Authorization"]
    for operation in sorted(set(OURS) - WITHOUT_TOKEN):
        method, path = operation.split(" ")
        path = path.replace("{year}", "2026").replace("{", "").replace("}", "")
        answer = client.generic(
            method, f"/wanghai{path}", data="{}", content_type="application/json",
            headers={"Authorization": secret},
        )  # fmt: skip
        assert answer.status_code == 401, (operation, answer.content)
