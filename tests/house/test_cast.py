"""Every address × every kind of person, against a written table.

A new address without a row fails. `sees` and `does` say who gets a page or may do the deed; for
everybody else the answer is a sign-in page, a 404 or a 403, and nothing has changed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from lianxin.api.deeds import DEEDS
from lianxin.cases.actions import handling
from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.network.models import Role, User
from tests import make

CAST = (
    "stranger",
    "volunteer",
    "handler",
    "unit_lead",
    "helper",
    "partner",
    "dispatcher",
    "former_dispatcher",
    "manager",
    "auditor",
    "worker",
    "mediator",
    "elsewhere",
    "operator",
)
ALL = frozenset(CAST)
NOBODY: frozenset[str] = frozenset()
HERE = ALL - {"stranger", "elsewhere"}  # signed in, in this district
UNIT = frozenset({"handler", "unit_lead"})
DESK = frozenset({"dispatcher"})
EDITORS = frozenset({"dispatcher", "manager"})
ORDERING = UNIT | DESK | {"helper", "partner", "manager"}
OVERSIGHT = frozenset({"dispatcher", "manager", "auditor"})
OPERATOR = frozenset({"operator"})
INVITING = frozenset({"unit_lead", "manager", "operator"})
READERS = UNIT | DESK | {"volunteer", "helper", "manager", "auditor", "worker"}
FILING = UNIT | DESK | {"volunteer", "helper", "partner", "worker"}


@dataclass(frozen=True)
class Row:
    sees: frozenset[str] = NOBODY  # GET
    does: frozenset[str] = NOBODY  # POST


CASE_DEEDS: dict[str, frozenset[str]] = {
    "assign": DESK,
    "unassign": DESK,
    "reassign": DESK,
    "accept": UNIT,
    "bounce": UNIT,
    "hand": UNIT,
    "ask": UNIT,
    "supply": UNIT | DESK,
    "pause": UNIT,
    "resume": UNIT,
    "feedback": UNIT | DESK,
    "note": UNIT | DESK | {"helper", "manager"},
    "add_photos": UNIT | DESK | {"helper"},
    "answer": UNIT,
    "close": DESK,
    "ask_help": UNIT | DESK,
    "end_help": UNIT | DESK | {"helper"},
    "ask_extension": UNIT,
    "grant_extension": DESK | {"manager"},
    "refuse_extension": DESK | {"manager"},
    "escalate": UNIT | DESK,
    "park": UNIT | DESK | {"manager"},
    "decide": DESK | {"manager"},
    "carry_over": DESK | {"manager"},
    "reopen": DESK,
    "uphold": DESK,
    "classify": UNIT | DESK,
    "publish": DESK,
    "unpublish": DESK,
    "urge": DESK,
    "withdraw": DESK,
    "rate": DESK,
    "reveal": UNIT | DESK | {"helper"},
    "submit": UNIT,
    "verify": DESK | {"worker"},
    "send_back": DESK | {"worker"},
    "add_task": UNIT,
    "give_task": UNIT,
    "tick": UNIT | {"helper"},
    "untick": UNIT | {"helper"},
    "drop_task": UNIT,
    "ask_outside": UNIT,
    "end_outside": UNIT,
    "open_mediation": UNIT | DESK,
    "consent": NOBODY,
    "decline": NOBODY,
    "set_session": NOBODY,
    "draft_agreement": NOBODY,
    "sign": NOBODY,
    "end_mediation": DESK,
    "join": DESK,
    "split": DESK,
    "merge": DESK,
    "unmerge": DESK,
    "dissolve": DESK,
    "divide": UNIT | DESK,
    "close_whole": DESK,
}

TABLE: dict[str, Row] = {
    # the public
    "town:home": Row(sees=ALL),
    "town:published": Row(sees=ALL),
    "town:published_case": Row(),  # it is not published
    "town:units": Row(sees=ALL),
    "town:find": Row(sees=ALL),
    "town:cards": Row(sees=HERE),
    "town:card": Row(sees=HERE),
    "exchange:catalogue": Row(sees=ALL),
    "exchange:shapes": Row(sees=ALL),
    "exchange:saved": Row(sees=ALL, does=ALL),
    "exchange:end_saved": Row(),  # not hers; who may what, tests/web/test_catalogue.py
    "exchange:saved_letter": Row(),  # no such letter
    "exchange:orders": Row(sees=ORDERING),
    "exchange:ask": Row(sees=FILING, does=FILING),
    "exchange:visits": Row(sees=ORDERING),
    "exchange:mine": Row(sees=ORDERING),
    "exchange:new": Row(sees=ORDERING),
    "exchange:excel": Row(sees=ORDERING, does=ORDERING),
    "exchange:take_out": Row(does=ORDERING),
    "exchange:lists": Row(sees=ORDERING),
    "exchange:collections": Row(sees=ALL),
    "exchange:collection": Row(),  # none there; who may what, tests/web/test_collections.py
    "exchange:collecting_all": Row(sees=ORDERING, does=ORDERING),
    "exchange:collecting_one": Row(),
    "exchange:uncollect": Row(),
    **{
        f"exchange:{name}": Row()  # no such order; who may what, tests/web/test_exchange.py
        for name in (
            "listing",
            "take",
            "people",
            "attend",
            "miss",
            "correct",
            "hand_over",
            "visit",
            "fault",
            "receipt",
            "cancel",
            "rate",
            "stop",
            "shortlist",
            "award",
            "refuse",
            "claim",
            "dispatch",
            "accept",
            "decline",
            "deliver",
            "drop",
            "series",
            "week",
            "confirmed",
            "write",  # there is no such kind
            "edition",
            "edition_docx",
            "edition_xlsx",
            "enlist",
            "delist",
            "blank",
            "own",
            "confirm",
            "withdraw",
            "close",
            "settle",
            "send_back",
            "sessions",
            "change_session",
            "call_off",
            "spaces",
            "change_space",
            "close_space",
            "reopen_space",
        )
    },
    "volunteering:home": Row(sees=ALL),
    "volunteering:teams": Row(sees=ALL),
    "volunteering:found": Row(sees=EDITORS, does=EDITORS),
    "volunteering:mine": Row(sees=ALL),
    "volunteering:profile": Row(sees=ALL, does=ALL),
    "exchange:forget": Row(does=ALL),
    "volunteering:forget": Row(does=ALL),
    "volunteering:runs": Row(sees=ORDERING),
    "volunteering:new": Row(sees=ORDERING, does=ORDERING),
    "volunteering:hours": Row(sees=ORDERING),
    "volunteering:helpers": Row(sees=ORDERING | {"worker"}),
    "volunteering:corrections": Row(sees=ORDERING),
    **{
        f"volunteering:{name}": Row()  # none there; who may what, tests/web/test_volunteering*.py
        for name in (
            "shift",
            "sign_up",
            "walk_in",
            "poster",
            "team",
            "ask",
            "edit",
            "decide",
            "invite",
            "take_on",
            "hide",
            "certify",
            "join",
            "leave",
            "service",
            "check",
            "give_up",
            "correct",
            "door",
            "here",
            "check_here",
            "verify",
            "certificate",
            "revoke",
            "answer",
            "run",
            "screen",
            "call_roll",
            "add_manual",
            "agree_manual",
            "call_off",
        )
    },
    # challenges and what came of introductions; who may what of one, tests/web/test_challenges.py
    # and tests/web/test_introductions.py
    "challenges:home": Row(sees=ALL),
    "challenges:new": Row(sees=UNIT | {"helper", "partner"}, does=UNIT | {"helper", "partner"}),
    **{
        f"challenges:{name}": Row()
        for name in (
            "own",
            "application",
            "withdraw",
            "own_paper",
            "report",
            "submission",
            "declare",
            "score",
            "paper",
            "challenge",
            "ask",
            "apply",
            "review",
            "run",
            "decision",
            "answer",
            "appoint",
            "dismiss",
            "set_up",
            "award",
            "advance",
            "fail",
            "plan",
            "finish",
            "stop",
            "accept",
            "send_back",
            "pay",
        )
    },
    "introductions:funnel": Row(sees=OVERSIGHT),
    "introductions:rows": Row(sees=ORDERING | {"auditor"}),
    "introductions:export": Row(sees=ORDERING | {"auditor"}),
    "introductions:new": Row(sees=EDITORS, does=EDITORS),
    "introductions:occasions": Row(sees=OVERSIGHT),
    "introductions:add_occasion": Row(does=EDITORS),
    **{
        f"introductions:{name}": Row()
        for name in (
            "introduction",
            "say",
            "record",
            "receive",
            "fall_through",
            "revive",
            "plan",
            "replan",
            "report",
            "accept",
            "send_back",
            "carry_out",
            "saying",
        )
    },
    # groups on their way; who may what of one, tests/web/test_incubation.py
    "incubation:home": Row(sees=ORDERING | {"auditor"}),
    "incubation:export": Row(sees=ORDERING | {"auditor"}),
    "incubation:new": Row(sees=ORDERING, does=ORDERING),
    **{
        f"incubation:{name}": Row()
        for name in (
            "group",
            "show",
            "go_on",
            "register",
            "hand_over",
            "close",
            "plan",
            "begin",
            "report",
            "send_back",
            "accept",
            "stop",
        )
    },
    # agreements with partners; who may what of one, tests/web/test_partnering.py
    "partnering:home": Row(sees=ORDERING | {"auditor"}),
    "partnering:export": Row(sees=ORDERING | {"auditor"}),
    "partnering:new": Row(sees=ORDERING, does=ORDERING),
    "partnering:town": Row(sees=ALL),
    **{
        f"partnering:{name}": Row()
        for name in (
            "kept",
            "agreement",
            "edit",
            "settlement",
            "sign",
            "drop",
            "end",
            "renew",
            "record",
            "confirm",
            "dispute",
            "withdraw",
        )
    },
    "exchange:convert": Row(sees=ORDERING, does=ORDERING),
    "exchange:chains": Row(sees=ALL),
    "exchange:chains_xlsx": Row(sees=ALL),
    "exchange:came_of": Row(sees=READERS),
    "me:report": Row(sees=ALL, does=ALL),
    "questions:ask": Row(sees=ALL),
    "questions:forms": Row(sees=OPERATOR, does=OPERATOR),
    "questions:put": Row(does=OPERATOR),
    "questions:sheet": Row(),
    "me:similar": Row(does=ALL),
    "me:track": Row(sees=ALL, does=ALL),
    "me:case": Row(sees=ALL),
    "me:supply": Row(does=ALL),
    "me:urge": Row(does=ALL),
    "me:withdraw": Row(does=ALL),
    "me:agree": Row(does=ALL),
    "me:forbid": Row(does=ALL),
    "me:rate": Row(sees=ALL, does=ALL),
    "me:photo": Row(),
    "me:answers": Row(sees=ALL, does=ALL),
    "me:solved": Row(),  # there is no such answer
    "me:thanks": Row(),
    # the casebook
    "casebook:home": Row(sees=ALL),
    "casebook:article": Row(),  # there is no such answer, column or collection
    "casebook:versions": Row(),
    "casebook:column": Row(),
    "casebook:column_atom": Row(),
    "casebook:column_json": Row(),
    "casebook:collection": Row(),
    "casebook:book_docx": Row(),
    "casebook:book_pdf": Row(),
    "casebook:atom": Row(sees=ALL),
    "casebook:json": Row(sees=ALL),
    "casebook:drafts": Row(sees=EDITORS),
    "casebook:write": Row(sees=EDITORS, does=EDITORS),
    "casebook:series": Row(sees=EDITORS),
    "casebook:open_column": Row(does=EDITORS),
    "casebook:open_collection": Row(does=EDITORS),
    "casebook:edit": Row(),
    "casebook:publish": Row(),
    "casebook:renew": Row(),
    "casebook:retire": Row(),
    "casebook:dismiss": Row(),
    "casebook:issue": Row(),
    "casebook:collect": Row(),
    "casebook:draft": Row(does=EDITORS),
    # one case
    "cases:detail": Row(sees=READERS),
    "cases:dossier": Row(sees=READERS, does=UNIT | DESK | {"helper"}),
    "cases:photo": Row(),
    "cases:thumbnail": Row(),
    **{f"cases:{verb}": Row(does=who) for verb, who in CASE_DEEDS.items()},
    # by links of their own
    "outside:reply": Row(),
    "mediation:party": Row(),
    "mediation:home": Row(sees=frozenset({"mediator"})),
    "mediation:agreement": Row(),
    # what fits
    "matching:home": Row(sees=ORDERING),
    "matching:hide": Row(),  # nothing was suggested; who may what, tests/web/test_matching.py
    "matching:restore": Row(),
    "matching:introduce": Row(),
    "matching:for_case": Row(sees=READERS),
    "matching:offer_post": Row(),
    "matching:profile": Row(sees=HERE, does=HERE),
    "matching:forget": Row(does=HERE),
    "matching:alerts": Row(),
    "matching:firm": Row(),
    "matching:invite": Row(),
    "matching:call": Row(),
    "matching:end_call": Row(),
    "matching:invited": Row(),
    "matching:rounds": Row(sees=HERE),
    "matching:open_round": Row(sees=ORDERING, does=ORDERING),
    "matching:one_round": Row(),
    "matching:wish": Row(),
    "matching:publish": Row(),
    # the desk
    "desk:queue": Row(sees=OVERSIGHT),
    "desk:rows": Row(sees=OVERSIGHT),
    "desk:case": Row(sees=OVERSIGHT),
    "desk:assign": Row(does=DESK),
    "desk:merge": Row(does=DESK),
    "desk:new_bulletin": Row(sees=DESK, does=DESK),
    "desk:bulletin": Row(),
    "desk:register": Row(sees=DESK, does=DESK),
    "desk:look_up": Row(does=DESK),
    "desk:meeting": Row(sees=OVERSIGHT),
    "desk:extensions": Row(sees=OVERSIGHT),
    "desk:shapes": Row(sees=HERE),
    "understanding:model": Row(sees=OVERSIGHT),
    "understanding:train": Row(does=frozenset({"dispatcher", "manager"})),
    "understanding:rules": Row(sees=OVERSIGHT, does=OVERSIGHT),
    "understanding:trial": Row(sees=OVERSIGHT, does=OVERSIGHT),
    # others' screens
    "relay:relay": Row(sees=FILING, does=FILING),
    "relay:slip": Row(sees=frozenset({"volunteer"})),
    "today:home": Row(sees=HERE - {"former_dispatcher"}),
    "today:accept": Row(does=UNIT),
    "today:check": Row(),  # no such shift; who may what, tests/web/test_volunteering_spot.py
    "partner:accept": Row(does=UNIT | {"helper", "partner"}),
    "partner:hand": Row(),
    "lead:cases": Row(sees=OVERSIGHT),
    "lead:late": Row(sees=OVERSIGHT),
    "lead:recurring": Row(sees=OVERSIGHT),
    "lead:waited": Row(sees=OVERSIGHT),
    "lead:export": Row(),
    "lead:bulletin": Row(sees=OVERSIGHT),
    "partner:queue": Row(sees=UNIT | {"helper", "partner"}),
    "lead:board": Row(sees=OVERSIGHT),
    "lead:exchange": Row(sees=OVERSIGHT),
    "lead:orders": Row(sees=OVERSIGHT),
    "lead:exchange_xlsx": Row(sees=OVERSIGHT),
    # lists taken out, ledgers taken in
    "ledger:jobs": Row(sees=OVERSIGHT | OPERATOR | ORDERING),
    "ledger:log": Row(sees=OPERATOR | {"auditor"}),
    "ledger:export": Row(sees=OVERSIGHT, does=OVERSIGHT),
    "ledger:upload": Row(sees=DESK, does=DESK),
    "ledger:template": Row(sees=DESK),
    "ledger:published": Row(sees=ALL),
    "ledger:job": Row(),  # somebody else's
    "ledger:progress": Row(),
    "ledger:match": Row(),
    "ledger:start": Row(),
    "ledger:stop": Row(),
    "ledger:download": Row(),
    "search:all": Row(sees=HERE - {"former_dispatcher"}),
    # people and accounts
    "account:profile": Row(sees=HERE, does=HERE),
    "account:begin": Row(sees=HERE),
    "account:leave": Row(),
    "account:calendar": Row(does=HERE),
    "network:people": Row(sees=HERE),
    "network:invite": Row(sees=INVITING, does=INVITING),
    "network:end_seat": Row(),
    "network:revoke": Row(),
    "network:invitation": Row(),
    "network:accept": Row(),
    "network:decline": Row(does=ALL),  # an unknown offer is as good as declined
    "outbox:inbox": Row(sees=HERE),
    "outbox:read_all": Row(does=HERE),
    "outbox:read": Row(),
    "outbox:failures": Row(sees=OPERATOR),
    "outbox:channels": Row(sees=OPERATOR),
    "outbox:add_group": Row(sees=OPERATOR, does=OPERATOR),
    "outbox:switch_group": Row(),
    "outbox:add_endpoint": Row(sees=OPERATOR, does=OPERATOR),
    "outbox:switch_endpoint": Row(),
    "outbox:renew": Row(),
    "outbox:events": Row(),
    "outbox:replay": Row(),
    "outbox:resend": Row(),
    "tokens:tokens": Row(sees=OPERATOR, does=OPERATOR),
    "tokens:revoke": Row(),
    "outbox:retry": Row(),
    "outbox:retry_task": Row(),
    # the frame
    "shell:look": Row(does=ALL),
    "shell:language": Row(does=ALL),
    "shell:offline": Row(sees=ALL),
    "shell:privacy": Row(sees=ALL),
    "shell:accessibility": Row(sees=ALL),
    "shell:health": Row(sees=ALL),
    "shell:manifest": Row(sees=ALL),
    "shell:service_worker": Row(sees=ALL),
    "shell:parts": Row(sees=OPERATOR),
}


@dataclass(frozen=True)
class World:
    case: Case
    people: dict[str, User | None]

    def client(self, who: str) -> Client:
        client = Client()
        if person := self.people[who]:
            client.force_login(person)
        return client


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def world(noon: dt.datetime) -> World:
    grid = make.grid()
    unit, helper = make.organisation(), make.organisation(name="供电公司")
    volunteer = make.volunteer()
    case = make.case(grid, assigned_to=unit, by=volunteer, source="VOLUNTEER")
    handling.ask_help(case, unit=helper, note="请断电", by=None, at=noon)
    people: dict[str, User | None] = {
        "stranger": None,
        "volunteer": volunteer,
        "handler": make.handler(unit),
        "unit_lead": make.unit_lead(unit),
        "helper": make.handler(helper),
        "partner": make.handler(make.organisation(name="园林公司")),
        "dispatcher": make.dispatcher(),
        "former_dispatcher": make.dispatcher(until=dt.date(2026, 3, 1)),
        "manager": make.manager(),
        "auditor": make.seat(Role.AUDITOR, make.desk()),
        "worker": make.seat(Role.WORKER, make.organisation(at=grid), over=grid),
        "mediator": make.mediator(),
        "elsewhere": make.dispatcher(of=make.district("other")),
        "operator": make.seat(Role.OPERATOR, make.desk()),
    }
    return World(case, people)


def _own(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _own(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif getattr(entry.callback, "__module__", "").startswith("lianxin.web"):
            yield f"{space}{entry.name}"


ADDRESSES = sorted(set(_own(get_resolver())))


def test_every_address_has_a_row() -> None:
    assert set(ADDRESSES) - TABLE.keys() == set()


SHAPES = (
    (),
    ("slug",),
    ("ref",),
    ("ref", "code"),
    ("ref", "pk"),
    ("pk",),
    ("pk", "code"),
    ("place",),
    ("token",),
    ("code",),
)


def _path(name: str, case: Case) -> str:
    """The address `name` of this case. Unknown ids stand where a row of another kind would."""
    values: dict[str, Any] = {
        "ref": case.ref,
        "code": make.code(case),
        "pk": new_id(),
        "place": case.place.code,
        "token": "x" * 43,
        "slug": "x",
        "verb": "report",
    }
    for wanted in (*SHAPES, ("ref", "code", "pk"), ("ref", "code", "pk", "verb")):
        try:
            path = reverse(name, kwargs={key: values[key] for key in wanted})
        except NoReverseMatch:
            continue
        return f"/wanghai{path}"
    raise AssertionError(f"{name} has an address of another shape")


def _is_let_in(answer: Any) -> bool:
    to_login = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    return not to_login and answer.status_code not in {403, 404, 405}


def test_who_sees_what(world: World) -> None:
    clients = {who: world.client(who) for who in CAST}
    paths = {name: _path(name, world.case) for name in ADDRESSES}
    seen = {
        name: {who for who in CAST if _is_let_in(clients[who].get(path))}
        for name, path in paths.items()
    }

    assert seen == {name: TABLE[name].sees for name in ADDRESSES}


def test_who_may_do_what(world: World) -> None:
    """Each tries once, from the same state; who is kept out has changed nothing."""
    clients = {who: world.client(who) for who in CAST}
    data = {"to": str(world.case.lead_id), "ref": world.case.ref}
    done: dict[str, set[str]] = {name: set() for name in ADDRESSES}
    for name in ADDRESSES:
        path = _path(name, world.case)
        for who in CAST:
            point = transaction.savepoint()
            if _is_let_in(clients[who].post(path, data | {"key": str(new_id())})):
                done[name].add(who)
            else:
                assert Case.objects.get(pk=world.case.pk).seq == world.case.seq
            transaction.savepoint_rollback(point)

    assert done == {name: TABLE[name].does for name in ADDRESSES}


CALLED = {"verify": "pass", "send_back": "fail"}
"""What has another name in the API."""

API: dict[tuple[str, str], frozenset[str]] = {
    ("get", "cases/{ref}"): READERS,
    ("get", "cases/{ref}/timeline"): READERS,
    **{
        ("post", f"cases/{{ref}}/{CALLED.get(deed, deed)}"): who
        for deed, who in CASE_DEEDS.items()
        if deed not in {"add_photos", "reveal"}
    },
    ("post", "cases/{ref}/add"): UNIT | DESK,
    ("post", "cases/{ref}/open_bundle"): UNIT | DESK,
    **{("post", f"cases/{{ref}}/{verb}"): DESK for verb in ("show", "agree", "forbid")},
    ("get", "search?q=灯"): HERE,
    ("get", "understanding"): OVERSIGHT,
    ("post", "routing/try"): OVERSIGHT,
    ("post", "understanding/try"): OVERSIGHT,
    ("get", "endpoints"): OPERATOR,
    ("get", "cases"): HERE,
    ("get", "places"): HERE,
    ("get", "units"): HERE,
    ("get", "classes"): HERE,
    ("get", "classes/ROADS/questions"): NOBODY,  # nobody has put its form
    ("get", "cases/{ref}/answers"): NOBODY,  # it has none
}


def test_every_deed_of_the_api_has_a_row() -> None:
    assert {path for _method, path in API} >= {f"cases/{{ref}}/{verb}" for verb in DEEDS}


def test_who_may_call_what(world: World) -> None:
    tokens_of = {
        who: make.token(person) if person else "no" for who, person in world.people.items()
    }
    let_in: dict[tuple[str, str], set[str]] = {}
    for method, path in API:
        let_in[method, path] = set()
        for who in CAST:
            point = transaction.savepoint()
            answer = getattr(Client(), method)(
                f"/wanghai/api/v1/{path.format(ref=world.case.ref)}",
                data=json.dumps({"note": "", "text": "灯"}) if method == "post" else None,
                content_type="application/json",
                headers={"Authorization": f"Bearer {tokens_of[who]}"},
            )
            if answer.status_code not in {401, 403, 404}:
                let_in[method, path].add(who)
            transaction.savepoint_rollback(point)

    assert let_in == API
