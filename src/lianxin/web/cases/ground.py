"""What the page and the forms of one case stand on, each read once and only when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from lianxin.cases import contacts, queries, together
from lianxin.cases.actions import mediation
from lianxin.cases.models import Case, Consultation, Rating, Task, Verification
from lianxin.cases.policy import UNIT_ROLES, Standing
from lianxin.cases.queries import Dossier
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.web.cases.fields import Units
from lianxin.web.cases.related import is_part, likes_of, related
from lianxin.web.cases.suggestions import Suggestion, suggestions


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
    def contact(self) -> contacts.Contact | None:
        return contacts.masked(self.case, to=self.standing)

    @cached_property
    def units(self) -> Units:
        return self.shared_units or Units(self.case.district_id)

    @cached_property
    def suggested(self) -> list[Suggestion]:
        return suggestions(self.case, self.rules)

    @cached_property
    def loads(self) -> dict[UUID, int]:
        units = [one.unit.pk for one in self.suggested]
        return queries.open_load(self.case.district_id, units) if units else {}

    @cached_property
    def likes(self) -> list[dict[str, Any]]:
        return likes_of(self.case)

    @cached_property
    def related(self) -> list[Case]:
        """All the cases that this one has to do with."""
        return related(self.case, self.likes)

    @property
    def parts(self) -> list[Case]:
        return [row for row in self.related if is_part(row, self.case)]

    @cached_property
    def colleagues(self) -> Sequence[User]:
        """Those to whom the lead unit may hand the case."""
        return list(network.people_in(self.case.lead, *UNIT_ROLES, on=self.today))

    @cached_property
    def tasks(self) -> list[Task]:
        return together.tasks_of(self.case)

    @cached_property
    def consultations(self) -> list[Consultation]:
        return together.consultations_of(self.case)

    @cached_property
    def verifications(self) -> list[Verification]:
        """None is asked for where the class wants none and the case does not wait for one."""
        wants = self.rules.verify_of(self.case.class_code)
        is_asked = wants or self.case.state == State.VERIFYING
        return together.verifications_of(self.case) if is_asked else []

    @property
    def pending_verification(self) -> Verification | None:
        return next((row for row in self.verifications if row.verified_at is None), None)

    @cached_property
    def mediations(self) -> together.Mediations:
        return together.mediations(self.case)

    @cached_property
    def mediators(self) -> list[User]:
        """Those to whom the case may be given to settle."""
        return mediation.pool(self.case, on=self.today)

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
