"""What the page and the forms of one case stand on, each read once and only when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from lianxin.cases import queries
from lianxin.cases.models import Case, Duty, Rating
from lianxin.cases.policy import UNIT_ROLES, Standing
from lianxin.cases.queries import Dossier
from lianxin.cases.rules import Rules
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.web.cases.fields import Units


@dataclass(frozen=True)
class Ground:
    """One case as one person sees it at one moment. `text` is the code of a standard text.
    A page of many cases hands in what they share."""

    case: Case
    user: User
    at: datetime
    text: str = ""
    shared_rules: Rules | None = None
    shared_units: Units | None = None

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.user, on=self.today)

    @cached_property
    def rules(self) -> Rules:
        return self.shared_rules or queries.rules_of(self.case.district_id)

    @cached_property
    def dossier(self) -> Dossier:
        return queries.dossier(self.case)

    @cached_property
    def contact(self) -> queries.Contact | None:
        return queries.masked_contact(self.case)

    @cached_property
    def units(self) -> Units:
        return self.shared_units or Units(self.case.district_id)

    @cached_property
    def duties(self) -> list[Duty]:
        """The duties that name the case's class at its place, one for each unit."""
        rows = queries.duties_for([self.case]).get(self.case.pk, [])
        return list({row.unit_id: row for row in reversed(rows)}.values())[::-1]

    @cached_property
    def loads(self) -> dict[UUID, int]:
        units = [row.unit_id for row in self.duties]
        return queries.open_load(self.case.district_id, units) if units else {}

    @cached_property
    def colleagues(self) -> Sequence[User]:
        """Those to whom the lead unit may hand the case."""
        return list(network.people_in(self.case.lead, *UNIT_ROLES, on=self.today))

    @property
    def helping(self) -> list[Organisation]:
        return [row.unit for row in self.dossier.helpers]

    @property
    def rating(self) -> Rating | None:
        """What the requester said of the present answer."""
        rows = self.dossier.ratings
        return next((row for row in rows if row.round == self.case.reopens), None)

    @property
    def next_meeting_on(self) -> date:
        return self.rules.meeting.next_on(self.today)
