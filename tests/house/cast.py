"""Every kind of person there is, beside one case, and the way to each address of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

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


@dataclass(frozen=True)
class World:
    case: Case
    people: dict[str, User | None]

    def client(self, who: str) -> Client:
        client = Client()
        if person := self.people[who]:
            client.force_login(person)
        return client


def world(noon: dt.datetime) -> World:
    """A case of a volunteer's, with its unit and a helper, and everybody around it."""
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


def path_to(name: str, case: Case) -> str:
    """The address `name` of this case. Unknown ids stand where a row of another kind would."""
    values: dict[str, Any] = {
        "ref": case.ref,
        "code": make.code(case),
        "pk": new_id(),
        "place": case.place.code,
        "token": "x" * 43,
        "slug": "x",
        "verb": "report",
        "kind": "cases.case",
        "number": 1,
        "form": "csv",
        "poll": new_id(),
        "entry": new_id(),
        "photo": new_id(),
    }
    longer = (
        ("kind", "pk"), ("kind", "pk", "code"), ("ref", "number"), ("ref", "number", "pk"),
        ("ref", "form"), ("pk", "code", "poll"), ("pk", "code", "ref"), ("pk", "verb"),
        ("code", "verb"), ("ref", "verb"), ("ref", "pk", "verb"), ("code", "ref"),
        ("code", "ref", "form"), ("pk", "code", "entry"), ("pk", "code", "photo"), ("pk", "photo"),
    )  # fmt: skip
    for wanted in (*SHAPES, ("ref", "code", "pk"), ("ref", "code", "pk", "verb"), *longer):
        try:
            path = reverse(name, kwargs={key: values[key] for key in wanted})
        except NoReverseMatch:
            continue
        return f"/wanghai{path}"
    raise AssertionError(f"{name} has an address of another shape")


def is_let_in(answer: Any) -> bool:
    to_login = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    return not to_login and answer.status_code not in {403, 404, 405}
