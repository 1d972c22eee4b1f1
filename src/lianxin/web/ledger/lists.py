"""The lists that can be taken out, found again by the address they were narrowed with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.cases import policy, queries
from lianxin.cases.models import CaseQuerySet
from lianxin.insight import queries as insight
from lianxin.network import queries as network
from lianxin.network.models import User
from lianxin.web.cases.fields import Places, Units
from lianxin.web.desk.forms import QueueForm
from lianxin.web.desk.queue import narrowed as narrowed_queue
from lianxin.web.lead.forms import CasesForm
from lianxin.web.lead.rows import narrowed as narrowed_board
from lianxin.web.lead.scope import Scope

Find = Callable[[User, QueryDict, datetime], CaseQuerySet]


@dataclass(frozen=True)
class List:
    """`page` shows the list; `find` finds all of it."""

    label: str | Promise
    page: str
    find: Find


def _of_desk(user: User, asked: QueryDict, at: datetime) -> CaseQuerySet:
    assert user.district_id is not None  # the middleware lets nobody else in
    form = QueueForm(
        asked,
        rules=queries.rules_of(user.district_id),
        places=Places(user.district_id),
        units=Units(user.district_id),
    )
    visible = policy.visible_to(user, on=timezone.localdate(at))
    return narrowed_queue(visible, form, at=at)


def _of_lead(user: User, asked: QueryDict, at: datetime) -> CaseQuerySet:
    assert user.district_id is not None  # as above
    on = timezone.localdate(at)
    scope = Scope.of(user, network.seats_on(user, on=on), code=asked.get("area", ""))
    form = CasesForm(
        asked,
        scope=scope,
        rules=queries.rules_of(user.district_id),
        units=insight.unit_names(user.district_id),
    )
    found = narrowed_board(scope, form, at=at)
    visible = policy.visible_to(user, on=on)
    inside: CaseQuerySet = found.filter(Exists(visible.filter(pk=OuterRef("pk"))))
    return inside


LISTS: Mapping[str, List] = {
    "desk": List(_("分派台的诉求"), "desk:queue", _of_desk),
    "lead": List(_("牵头的诉求"), "lead:cases", _of_lead),
}


def find(user: User, asked: Mapping[str, str], *, at: datetime) -> CaseQuerySet:
    """What `asked` names, as `user` may see it at the moment `at`."""
    return LISTS[asked["list"]].find(user, QueryDict(asked["query"]), at)
