"""One confidential case against every door: nobody but those who settle it finds a word of it.

Every address of the site is opened by everybody in the cast, so that a new one is looked at
without a word here; what is asked otherwise stands in a table of its own, and a new call of the
REST interface without a row fails.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.api.rest import api
from lianxin.casebook.actions import proposing, writing
from lianxin.cases import exports, findable, likeness, policy, queries
from lianxin.cases.actions import (
    bulletins,
    dispatch,
    handling,
    learning,
    mediation,
    publishing,
    requester,
)
from lianxin.cases.actions.mediation import Side
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.language.similar import Text
from lianxin.network.models import Role, User
from lianxin.operate.worker import run_all
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.house.cast import ADDRESSES, CAST, path_to

HOUR = dt.timedelta(hours=1)
SAID = "隔壁深夜弹钢琴，吵得老人睡不着，琴房在三楼东。"
SECRETS = ("弹钢琴", "睡不着", "三楼东", "阿卜杜", "13877776666", "琴声太大")
OUTSIDERS = [who for who in CAST if who not in ("dispatcher", "handler", "unit_lead")]
WALKING = ("stranger", "volunteer", "helper", "manager", "worker", "mediator", "operator")
SEARCHING = ("stranger", "manager", "worker")  # the public, the widest view, the nearest
ASKED = {"q": "钢琴", "text": "隔壁深夜弹琴吵", "state": "ALL", "class_code": "QUARREL"}


class Closed:
    """The case, and everybody: those who were told of it before it was closed to them, too."""

    def __init__(self, noon: dt.datetime) -> None:
        grid = make.grid()
        unit, helper = make.organisation(), make.organisation(name="供电公司")
        volunteer = make.volunteer()
        manager, worker = (
            make.manager(),
            make.seat(Role.WORKER, make.organisation(at=grid), over=grid),
        )
        self.case = make.case(
            grid,
            text=SAID,
            address="三楼东",
            class_code="WATER",
            contact=make.contact(name="阿卜杜", phone="13877776666"),
            assigned_to=unit,
            by=volunteer,
            source="VOLUNTEER",
        )
        dispatch.accept(self.case, by=None, at=noon + HOUR)
        handling.ask_help(self.case, unit=helper, note="琴声太大", by=None, at=noon + HOUR)
        self.people: dict[str, User | None] = {
            "stranger": None,
            "volunteer": volunteer,
            "handler": make.handler(unit),
            "unit_lead": make.unit_lead(unit),
            "helper": make.handler(helper),
            "partner": make.handler(make.organisation(name="园林公司")),
            "dispatcher": make.dispatcher(),
            "former_dispatcher": make.dispatcher(until=dt.date(2026, 3, 1)),
            "manager": manager,
            "auditor": make.seat(Role.AUDITOR, make.desk()),
            "worker": worker,
            "mediator": make.mediator(),
            "elsewhere": make.dispatcher(of=make.district("other")),
            "operator": make.seat(Role.OPERATOR, make.desk()),
        }
        handling.ask_help(
            self.case,
            unit=make.organisation(name="物业"),
            note="琴声太大",
            by=None,
            at=noon + HOUR,
        )
        mediation.open_mediation(
            self.case,
            mediator=make.mediator(),
            parties=[Side("阿卜杜"), Side("李四")],
            by=self.people["dispatcher"],  # type: ignore[arg-type]  # she is somebody
            at=noon + 2 * HOUR,
        )
        findable.catch_up(self.case.district_id)

    def client(self, who: str) -> Client:
        client = Client()
        if person := self.people[who]:
            client.force_login(person)
        return client


@pytest.fixture
def closed(noon: dt.datetime) -> Iterator[Closed]:
    with time_machine.travel(noon + 3 * HOUR, tick=False):
        yield Closed(noon)


def told(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def leaks(said: str) -> list[str]:
    return [word for word in SECRETS if word in said]


# What a link or code of one's own opens is the holder's to read.
BY_CODE = {"me:case", "me:rate", "me:supply", "me:urge", "me:withdraw", "me:agree", "me:forbid"}


def test_no_address_tells_anybody_else(closed: Closed) -> None:
    """CAS-11: pages, lists, searches, maps, feeds and inboxes."""
    found = []
    for who in WALKING:
        client = closed.client(who)
        for name in set(ADDRESSES) - BY_CODE:
            path = path_to(name, closed.case)
            for asked in ({}, ASKED) if who in SEARCHING else ({},):
                said = told(client.get(path, asked))
                found += [(who, name, word) for word in leaks(said)]

    assert found == []


POSTED: dict[str, dict[str, str]] = {
    "me:similar": {"text": "隔壁深夜弹琴吵得老人", "place": "xueyuan", "class_code": "WATER"},
    "me:answers": {"text": "隔壁深夜弹琴吵得老人"},
    "desk:look_up": {"phone": "13877776666"},
    "desk:new_bulletin": {"text": "通知"},
    "ledger:export": {"list": "desk", "query": "state=ALL", "shape": "csv", "reason": "例会"},
    "understanding:rules": {"rules": "[]"},
    "me:report": {"text": "隔壁弹琴", "joins": "WH-26-00001"},
    "desk:merge": {"into": "WH-26-00001"},
    "lead:export": {},
}


@pytest.mark.parametrize("name", POSTED)
def test_nor_does_what_is_asked_by_a_form(closed: Closed, name: str) -> None:
    found = []
    for who in OUTSIDERS:
        sent = POSTED[name] | {"key": str(new_id())}
        path = path_to(name, closed.case)
        for headers in ({}, {"HX-Request": "true"}):
            said = told(closed.client(who).post(path, sent, headers=headers))
            found += [(who, word) for word in leaks(said)]

    assert found == []


REST: dict[tuple[str, str], str] = {
    ("get", "cases"): "cases?state=ALL",
    ("get", "cases/{ref}"): "cases/{ref}",
    ("get", "cases/{ref}/timeline"): "cases/{ref}/timeline",
    ("get", "search"): "search?q=钢琴",
}


@pytest.mark.both
def test_nor_does_the_rest_interface(closed: Closed) -> None:
    """Every call that reads, by everybody's key."""
    paths = [(path, tuple(methods)) for path, methods in api.get_openapi_schema()["paths"].items()]
    reads = [path for path, methods in paths if "get" in methods]
    assert len(reads) > 10
    found = []
    for who in OUTSIDERS:
        person = closed.people[who]
        token = make.token(person) if person else "no"
        for path in reads:
            filled = path.replace("{ref}", closed.case.ref)
            if "{" in filled:
                filled = filled.replace("{", "").replace("}", "")
            answer = Client().get(
                f"/wanghai/api/v1/{filled.partition('/api/v1/')[2] or filled.lstrip('/')}",
                ASKED,
                headers={"Authorization": f"Bearer {token}"},
            )
            said = told(answer)
            found += [(who, path, word) for word in (*leaks(said), *_numbers(said, closed))]

    assert found == []


def _numbers(said: str, closed: Closed) -> list[str]:
    """A list that names the case, were it without its words."""
    return [closed.case.ref] if f'"ref": "{closed.case.ref}"' in said else []


OPEN311 = (
    "requests.json?status=open,closed",
    "requests.json?service_request_id={ref}",
    "requests.json?q=钢琴",
    "requests/{ref}.json",
    "requests/{ref}.xml",
    "servicerequestupdates.json?service_request_id={ref}",
    "servicerequestupdates.json",
    "tokens/{pk}.json",
)


@pytest.mark.parametrize("path", OPEN311)
def test_nor_does_open311(closed: Closed, path: str) -> None:
    found = []
    for who in OUTSIDERS:
        person = closed.people[who]
        keys = {"api_key": make.token(person)} if person else {}
        filled = path.format(ref=closed.case.ref, pk=closed.case.pk)
        said = told(Client().get(f"/wanghai/open311/v2/{filled}", keys))
        found += [(who, word) for word in (*leaks(said), closed.case.ref) if word in said]

    assert [one for one in found if one[1] != closed.case.ref] == []


def _offered(closed: Closed) -> str:
    words = Text("隔壁深夜弹钢琴", SAID)
    matter = likeness.Matter(closed.case.place, words, "WATER", None, None)
    at = make.NOON + 3 * HOUR
    return str([likeness.offers(matter, at=at), likeness.mains(matter, at=at)])


def _listed(closed: Closed) -> str:
    rules = queries.rules_of(closed.case.district_id)
    listed = exports.Listed(Case.objects.all(), closed.case.district_id, rules)
    return str([[*listed.ledger()], [*listed.bulk()], [*listed.published()]])


def _learned(closed: Closed) -> str:
    return str(list(learning.confirmed(closed.case.district_id).values_list("text", flat=True)))


def _proposed(closed: Closed) -> str:
    return str([one.problem for one in proposing.propose(closed.case.district_id, at=make.NOON)])


def _pushed(_closed: Closed) -> str:
    rows = Delivery.objects.exclude(to__isnull=False, address__isnull=True)
    return str(list(rows.filter(channel__in=["WEBHOOK", "GROUP"]).values_list("facts")))


def _told_before(closed: Closed) -> str:
    """Messages of the time before, in the inboxes of those who may not read it any more."""
    on = make.NOON.date()
    rows = [one for one in Message.objects.select_related("to") if _may_not(one.to, closed, on)]
    return str([one.facts for one in rows])


def _may_not(person: User, closed: Closed, on: dt.date) -> bool:
    return not policy.visible_to(person, on=on).filter(pk=closed.case.pk).exists()


INSIDE: dict[str, Callable[[Closed], str]] = {
    "similar cases": _offered,
    "lists": _listed,
    "training": _learned,
    "casebook": _proposed,
    "webhooks and groups": _pushed,
    "inboxes": _told_before,
}


@pytest.mark.parametrize("name", INSIDE)
def test_nor_does_what_the_machine_makes_of_cases(closed: Closed, name: str) -> None:
    said = INSIDE[name](closed)

    assert leaks(said) == []
    assert closed.case.ref not in said or name == "webhooks and groups"


def test_once_closed_it_is_not_told_on(closed: Closed, noon: dt.datetime) -> None:
    """C23."""
    case, desk = closed.case, make.dispatcher()
    mediation.end_mediation(case, note="没有达成", by=desk, at=noon + 3 * HOUR)
    handling.answer(case, outcome="SOLVED", note="已说好", by=None, at=noon + 4 * HOUR)
    requester.rate(case, Verdict("YES"), code=make.code(case), at=noon + 5 * HOUR)

    with pytest.raises(Refusal, match="保密"):
        publishing.show(case, subject="已说好", text="已说好", by=desk, at=noon + 6 * HOUR)
    with pytest.raises(Refusal, match="保密"):
        writing.draft(case, by=desk, at=noon + 6 * HOUR, key=new_id())
    with pytest.raises(Refusal):
        bulletins.publish(
            Case.objects.filter(pk=case.pk),
            district_id=case.district_id,
            text="通知",
            by=desk,
            at=noon + 6 * HOUR,
            key=new_id(),
        )
    run_all()
    assert "弹钢琴" not in json.dumps(
        list(Delivery.objects.filter(channel="GROUP").values_list("facts", flat=True))
    )
