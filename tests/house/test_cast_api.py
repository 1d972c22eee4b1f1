"""Who may call what of the API about one case, against a written table."""

from __future__ import annotations

import json

from django.db import transaction
from django.test import Client

from lianxin.api.deeds import DEEDS
from tests import make
from tests.house.cast import (
    CASE_DEEDS,
    CAST,
    DESK,
    HERE,
    NOBODY,
    OPERATOR,
    OVERSIGHT,
    READERS,
    UNIT,
    World,
)

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
