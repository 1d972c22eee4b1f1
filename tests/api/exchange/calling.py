"""Programs that call the exchange, and what they send."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Scope, User
from tests.api.test_rest import Caller
from tests.make import NOON

HOUR = dt.timedelta(hours=1)
TOMORROW = NOON + 22 * HOUR  # ten in the morning
WHO = {"name": "李阿姨", "phone": "13800138000"}


def caller(client: Client, user: User, *scopes: str) -> Caller:
    return Caller(client, user, list(scopes) or Scope.values)


def public(client: Client, path: str, **told: Any) -> tuple[int, Any]:
    answer = client.get(f"/api/v1/exchange/{path}", told)
    return answer.status_code, answer.json()


def booking(space: Any, start: dt.datetime = TOMORROW, **fields: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()),
        "who": WHO,
        "space": space.code,
        "starts_at": start.isoformat(),
        "ends_at": (start + 2 * HOUR).isoformat(),
        **fields,
    }
