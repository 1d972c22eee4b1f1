"""Settle a small town in an empty installation, through the actions, and tell its keys as JSON."""

from __future__ import annotations

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.network import actions
from lianxin.network.models import (
    District,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    Role,
    Scope,
    User,
)

WEST, SOUTH, SIDE = 121.40, 31.30, 0.01
TOKENS = 40  # each may write once a second, over an hour


def settle() -> dict[str, str]:
    at = timezone.now()
    district = District.objects.get()
    root = Place.objects.get(parent=None)
    square = {
        "type": "Polygon",
        "coordinates": [[
            [WEST, SOUTH], [WEST + SIDE, SOUTH], [WEST + SIDE, SOUTH + SIDE],
            [WEST, SOUTH + SIDE], [WEST, SOUTH],
        ]],
    }  # fmt: skip
    street = actions.put_place(
        district, "street", kind=PlaceKind.STREET, name="东街道", parent=root, by=None, at=at
    )
    for n in range(10):
        community = actions.put_place(
            district, f"c{n}", kind=PlaceKind.COMMUNITY, name=f"第{n}社区", parent=street,
            by=None, at=at,
        )  # fmt: skip
        for m in range(5):
            actions.put_place(
                district, f"g{n}-{m}", kind=PlaceKind.GRID, name=f"{n}-{m}网格", parent=community,
                shape=square, by=None, at=at,
            )  # fmt: skip
    desk = Organisation.objects.get(kind=OrganisationKind.DISPATCH_CENTRE)
    dispatcher = _person(district, "dispatcher", desk, Role.DISPATCHER)
    manager = _person(district, "manager", desk, Role.MANAGER)
    unit = Organisation.objects.get(code="cityman")
    handler = _person(district, "handler", unit, Role.UNIT_LEAD)
    worker = _person(district, "worker", desk, Role.WORKER)
    tokens = [
        actions.make_token(
            worker, name=f"bench {n}", scopes=Scope.values, key=new_id(), by=None, at=at
        )
        for n in range(TOKENS)
    ]
    return {
        "district": str(district.pk),
        "tokens": " ".join(tokens),
        "place": "g1-1",
        "places": " ".join(f"g{n}-{m}" for n in range(10) for m in range(5)),
        "dispatcher": _session(dispatcher),
        "manager": _session(manager),
        "handler": _session(handler),
        "worker": _session(worker),
    }


def _person(district: District, name: str, unit: Organisation, role: Role) -> User:
    at = timezone.now()
    user = actions.create_account(
        district, name, name=name, email=f"{name}@example.org", by=None, at=at
    )
    actions.seat_person(
        user, organisation=unit, role=role, starts_on=timezone.localdate(at), by=None, at=at
    )
    return user


def _session(user: User) -> str:
    """The cookie of somebody who has just signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    print(json.dumps(settle()))
