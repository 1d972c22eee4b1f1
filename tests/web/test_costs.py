"""What a list costs grows neither with its rows nor with their places, units, classes, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.cases.actions import dispatch, handling, meeting, publishing
from lianxin.cases.actions.rulebook import Assignment, put_duties
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.network import actions as network
from lianxin.network.models import Organisation, Place, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.models import Delivery, DeliveryState
from tests import make

MOST = 12
HOUR = dt.timedelta(hours=1)
SOON = make.NOON + HOUR
CLASSES = ("ROADS", "WATER", "LAND")

PAGES = {
    "/desk/": "dispatcher",
    "/desk/?state=OPEN": "dispatcher",
    "/desk/?state=ALL": "dispatcher",
    "/desk/rows/?state=OPEN": "dispatcher",
    "/desk/meeting/": "dispatcher",
    "/desk/bulletins/new/": "dispatcher",
    "/desk/extensions/": "dispatcher",
    "/desk/register/": "dispatcher",
    "/lead/": "manager",
    "/lead/cases/": "manager",
    "/lead/late/": "manager",
    "/lead/recurring/": "manager",
    "/lead/waited/": "manager",
    "/ledger/": "manager",
    "/desk/understanding/": "dispatcher",
    "/desk/understanding/rules/": "dispatcher",
    "/search/?q=路灯": "dispatcher",
    "/casebook/": "",
    "/casebook/edit/": "dispatcher",
    "/mediation/": "mediator",
    "/partner/": "handler",
    "/partner/?tab=working": "handler",
    "/partner/?tab=all": "handler",
    "/today/": "handler",
    "/relay/": "volunteer",
    "/people/": "manager",
    "/inbox/": "handler",
    "/cards/": "dispatcher",
    "/account/": "handler",
    "/operator/outbox/": "operator",
    "/operator/channels/": "operator",
    "/operator/tokens/": "operator",
    "/published/": "",
    "/units/": "",
    "/": "",
}


@dataclass
class Town:
    """One unit whose people work on everything, and whatever `grow` adds around it."""

    ours: Organisation = field(default_factory=make.organisation)
    people: dict[str, User] = field(init=False)
    size: int = 0

    def __post_init__(self) -> None:
        self.people = {
            "dispatcher": make.dispatcher(),
            "manager": make.manager(),
            "handler": make.handler(self.ours),
            "volunteer": make.volunteer(),
            "mediator": make.mediator(),
            "operator": make.seat(Role.OPERATOR, make.desk()),
        }

    def grow(self, to: int) -> None:
        for n in range(self.size, to):
            here = make.grid()
            unit = make.organisation(name=f"第{n}服务中心", at=here)
            self._cases(here, unit, CLASSES[n % len(CLASSES)])
            self._people(unit, n)
            self._channels(unit)
            self._tokens()
        Delivery.objects.filter(district=make.district()).update(state=DeliveryState.FAILED)
        self.size = to

    def _cases(self, here: Place, unit: Organisation, code: str) -> None:
        put_duties(here.district, [Assignment(code, unit, here)])
        make.case(here, class_code=code, by=self.people["volunteer"], source="VOLUNTEER")
        make.case(here, class_code=code, assigned_to=self.ours)
        self._resting(make.case(here, class_code=code, assigned_to=self.ours, accepted=True))
        make.case(here, class_code=code, assigned_to=unit, accepted=True)
        done = make.case(here, class_code=code, assigned_to=unit, answered=True)
        dispatch.close(done, outcome="SOLVED", note="好了。", by=None, at=SOON)
        publishing.publish(done, subject="路灯修好了", text="已经修好。", by=None, at=SOON)

    def _resting(self, case: Case) -> None:
        handler, until = self.people["handler"], make.NOON + 4000 * HOUR
        handling.ask_extension(case, until=until, reason="等材料", by=handler, at=SOON)
        meeting.park(case, reason="要几家一起办", by=handler, at=SOON)

    def _people(self, unit: Organisation, number: int) -> None:
        manager = self.people["manager"]
        make.handler(make.desk(), over=unit.place)
        make.seat(Role.WORKER, unit, who=self.people["handler"])
        network.invite(
            make.desk(),
            email=f"p{number}@example.cn",
            name="陈一",
            role=Role.HANDLER,
            by=manager,
            at=SOON,
        )

    def _channels(self, unit: Organisation) -> None:
        operator = self.people["operator"]
        outbox.add_group(
            organisation=unit,
            provider="WECOM",
            name="值班群",
            token="a-1",
            key=new_id(),
            by=operator,
            at=SOON,
        )
        outbox.add_endpoint(
            make.district().pk,
            name="市平台",
            url="https://example.org/hook",
            events=["case.closed"],
            key=new_id(),
            by=operator,
            at=SOON,
        )

    def _tokens(self) -> None:
        """One that is live, and one that is not any more."""
        make.token(make.user(), at=SOON + 100 * HOUR)
        make.token(make.user(), at=SOON - 9000 * HOUR)

    def costs(self) -> dict[str, int]:
        return {path: self._cost(path, who) for path, who in PAGES.items()}

    def _cost(self, path: str, who: str) -> int:
        client = Client()
        if who:
            client.force_login(self.people[who])
        client.get(path)  # the first visit reads the rules into the process
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(path)
        assert answer.status_code == 200, path
        return len(asked)


@pytest.fixture(autouse=True)
def _when_all_is_late() -> Iterator[None]:
    with time_machine.travel(make.NOON + 200 * HOUR, tick=False):
        yield


@pytest.mark.both
def test_no_list_costs_more_with_more_in_it() -> None:
    town = Town()
    town.grow(5)
    few = town.costs()
    town.grow(60)

    assert town.costs() == few
    assert {path: cost for path, cost in few.items() if cost > MOST} == {}
