"""A new secret for a system that is told of events, without an event that it cannot check.

For a day all is signed with both: as before with the former one, and beside it with the new.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from lianxin.outbox import policy
from lianxin.outbox.models import Endpoint

BOTH_FOR = timedelta(days=1)


@transaction.atomic
def renew_secret(endpoint: Endpoint, *, by: AbstractBaseUser, at: datetime) -> str:
    """Returns the new secret, which is told once. Once more within the day, it replaces the new
    one, and the former one stays. Raises `NotAllowed` when `by` does not operate the district."""
    policy.require_operate(by, district_id=endpoint.district_id, at=at)
    rows = Endpoint.objects.filter(district_id=endpoint.district_id, pk=endpoint.pk)
    row = rows.select_for_update().get()
    secret, former = secrets.token_urlsafe(32), former_secret(row, at=at) or row.secret
    rows.update(secret=secret, former_secret=former, renewed_at=at)
    return secret


def former_secret(endpoint: Endpoint, *, at: datetime) -> str:
    """The one before, as long as it still counts."""
    is_new = endpoint.renewed_at is not None and at < endpoint.renewed_at + BOTH_FOR
    return str(endpoint.former_secret or "") if is_new else ""
