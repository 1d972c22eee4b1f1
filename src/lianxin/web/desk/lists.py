"""Fill the meeting's list and the list of requests for more time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils import timezone

from lianxin.cases import policy, queries
from lianxin.cases.models import Case, CaseClock, Extension, Parking
from lianxin.cases.policy import Standing
from lianxin.cases.rules import Rules
from lianxin.network.models import Role, User
from lianxin.web.cases.deeds import DEEDS
from lianxin.web.cases.fields import Units
from lianxin.web.cases.forms import DeedForm
from lianxin.web.cases.ground import Ground
from lianxin.web.desk import pages

DESK: Final = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)
DECIDED_SHOWN: Final = timedelta(days=62)


class Shared:
    """What all rows of one list stand on, read once."""

    def __init__(self, user: User, *, at: datetime) -> None:
        assert user.district_id is not None
        self.user, self.at, self.district_id = user, at, user.district_id
        self.standing = Standing(user, on=timezone.localdate(at))
        self.rules: Rules = queries.rules_of(self.district_id)
        self.units = Units(self.district_id)
        self.visible = policy.visible_to(user, on=timezone.localdate(at))

    def form(self, name: str, case: Case) -> DeedForm:
        """An empty form of the deed `name`, with ids of its own on a page of many."""
        ground = Ground(case, self.user, self.at, shared_rules=self.rules, shared_units=self.units)
        return DEEDS[name].form(ground, f"{name}_{case.ref}")


def meeting_page(user: User, *, at: datetime, here: str = "") -> pages.Meeting:
    """The hard cases that wait for a meeting and what meetings decided. After a deed one comes
    back to `here`, by default the list of its own."""
    shared = Shared(user, at=at)
    listed = queries.listed_parkings(shared.visible, shared.district_id)
    return pages.Meeting(
        name=str(shared.rules.meeting.name),
        next_on=shared.rules.meeting.next_on(timezone.localdate(at)),
        sittings=[
            pages.Sitting(held_on, [_item(shared, row) for row in rows])
            for held_on, rows in groupby(listed, key=lambda row: row.meeting_on)
        ],
        decided=list(
            queries.decided_parkings(shared.visible, shared.district_id, since=at - DECIDED_SHOWN)
        ),
        units=shared.units.labels,
        here=here or reverse("desk:meeting"),
    )


def _item(shared: Shared, row: Parking) -> pages.Item:
    return pages.Item(
        parking=row,
        decide=shared.form("decide", row.case),
        carry_over=shared.form("carry_over", row.case),
        may_decide=shared.standing.can("decide", row.case),
    )


def extensions_page(user: User, *, at: datetime) -> pages.Extensions:
    shared = Shared(user, at=at)
    rows = list(queries.pending_extensions(shared.visible, shared.district_id))
    due = _due_times(shared.district_id, rows)
    return pages.Extensions(
        rows=[
            pages.ExtensionRow(
                extension=row,
                due_at=due.get(row.case_id),
                grant=shared.form("grant_extension", row.case),
                refuse=shared.form("refuse_extension", row.case),
                may_decide=shared.standing.can("grant_extension", row.case),
            )
            for row in rows
        ],
        here=reverse("desk:extensions"),
    )


def _due_times(district_id: int, rows: Iterable[Extension]) -> dict[object, datetime]:
    """The latest of the running due times that the extension would move, by case."""
    clocks = CaseClock.objects.filter(
        district_id=district_id,
        case__in=[row.case_id for row in rows],
        name__in=("FEEDBACK", "RESOLVE"),
        stopped_at__isnull=True,
    ).order_by("due_at")
    return {clock.case_id: clock.due_at for clock in clocks}
