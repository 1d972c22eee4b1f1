"""Bodies in the box of who works here, and in that of everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxin.bodies import policy
from lianxin.bodies.findable import BODY
from lianxin.bodies.models import Body
from lianxin.bodies.states import BodyKind
from lianxin.network.models import User
from lianxin.web.search import kinds
from lianxin.web.search.kinds import Kind, Narrow, Shown
from lianxin.web.town import finding
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _visible(user: User, on: date, narrow: Narrow) -> QuerySet[Any] | None:
    if not narrow.is_wide:
        return None
    return policy.visible_to(user, user.district_id or 0, on=on)


def _show(district_id: int, ids: Sequence[UUID]) -> Mapping[UUID, Shown]:
    rows: Mapping[UUID, Body] = policy.public(district_id).whole().in_bulk(list(ids))
    return {
        pk: Shown(
            url=reverse("bodies:body", args=[body.ref]),
            facts=[body.ref, str(BodyKind(body.kind).label), body.convener.name],
        )
        for pk, body in rows.items()
    }


def _row(one: Body) -> Row:
    return Row(reverse("bodies:known", args=[one.ref]), one.name, one.about[:80])


def _more(_q: str) -> str:
    return reverse("bodies:town")


kinds.register(Kind(BODY, _("机构和协会"), _visible, _show))
finding.register(
    Group("bodies", _("机构和协会"), "landmark", finding.indexed(BODY, policy.public, _row), _more)
)
