"""What somebody reported goes into a list of services, or of what is to be built."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases.actions import deed
from lianxin.cases.models import Case
from lianxin.kernel.models import Audience
from lianxin.network.models import User


@transaction.atomic
def enlist(
    case: Case, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """Note what came of the case beside its answer, and tell the requester. `note` says what:
    “服务项目：送餐上门”. The case itself goes on as before."""
    clocks = deed.begin(case, "enlist", by=by, at=at, key=key)
    said = deed.require_text(note, _("请写明列入了什么。"))
    entry = deed.record(
        case, "enlist", by=by, clocks=clocks, note=said, key=key, audience=Audience.PUBLIC
    )
    deed.tell_requester(case, "case_enlisted", entry=entry, text=said)
