"""The hard cases of the demo town: what waits for verification, people outside, a mediator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lianxin.cases.actions import (
    checklist,
    dispatch,
    handling,
    mediation,
    outside,
    verifying,
)
from lianxin.cases.actions.mediation import Side
from lianxin.cases.models import Case, CaseQuerySet, Consultation, Mediation
from lianxin.cases.queries import rules_of
from lianxin.cases.states import IN_UNIT, State
from lianxin.cases.together import sides
from lianxin.kernel import privacy, timeline
from lianxin.network.models import District, User
from lianxin.playbooks.demo import words
from lianxin.playbooks.demo.people import Roster, accounts

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
VERIFIED = "SAFETY"
DISPUTED = ("DISPUTES", "NOISE", "HOUSING", "PARKING", "LABOUR", "SANITATION")


@transaction.atomic
def fill(district: District, *, at: datetime) -> None:
    """Give some open cases such a course, unless that has been done."""
    own = {"district_id": district.pk}
    if Mediation.objects.filter(**own).exists() or Consultation.objects.filter(**own).exists():
        return
    Hard(district, at=at).tell()


class Hard:
    """What is said, and the open cases it can be said of. Each case is taken once."""

    def __init__(self, district: District, *, at: datetime) -> None:
        self.district, self.at = district, at
        self.told: Mapping[str, Any] = words.load("hard")
        self.roster = Roster(district)
        self.rules = rules_of(district.pk)
        self._visitors = {account.username for account in accounts()}
        self._has_submitted = False
        self._taken: set[UUID] = set()

    def tell(self) -> None:
        for text in self.told["submitted"]:
            self._submit(text)
        for row in self.told["outside"]:
            self._ask(row)
        outside.lapse_due(self.district.pk, at=self.at)
        for number, row in enumerate(self.told["disputes"]):
            self._mediate(row, number)

    def _submit(self, text: str) -> None:
        """An answer that waits for another pair of eyes."""
        case = self._take(self._open().filter(class_code=VERIFIED))
        if case is None and not self._has_submitted:
            case = self._take(self._working())
        if case is None:
            return
        self._has_submitted = True
        at = self._after(case, self.at - 3 * HOUR)
        by = self._officer(case, at)
        if case.state == State.ASSIGNED:
            dispatch.accept(case, by=by, at=at)
        elif case.state != State.WORKING:
            handling.resume(case, by=by, at=at)
        if not self.rules.verify_of(case.class_code):
            dispatch.classify(
                case, class_code=VERIFIED, grade=case.grade, by=self._desk(case, at), at=at
            )
        for task in checklist.undone(case):
            checklist.tick(case, task=task, by=by, at=at)
        verifying.submit(case, outcome="SOLVED", note=text, by=by, at=at + MINUTE)

    def _ask(self, row: Mapping[str, str]) -> None:
        """A question outside: answered, or still open; one so long ago that it lapsed."""
        old = None if row["reply"] else self._quiet_since(self.at - outside.OPEN_FOR - HOUR)
        case = old or self._take(self._working())
        if case is None:
            return
        wanted = self.at - (outside.OPEN_FOR + HOUR / 2 if old else 6 * HOUR)
        at = self._after(case, wanted)
        asked = outside.ask_outside(
            case,
            party=row["party"],
            question=row["question"],
            address=row["address"],
            by=self._officer(case, at),
            at=at,
        )
        if row["reply"]:
            code = privacy.tracking_code(asked.pk)
            outside.reply(
                asked, text=row["reply"], code=code, at=self._after(case, self.at - HOUR)
            )

    def _mediate(self, row: Mapping[str, Any], number: int) -> None:
        """The first stands before its last signature, the second before its session, the third
        before the second side has said whether it wants to."""
        disputed = (self._take(self._open().filter(class_code=code)) for code in DISPUTED)
        case = next(filter(None, disputed), None)
        pool = case and mediation.pool(case, on=timezone.localdate(self.at))
        if case is None or not pool:
            return
        at = self._after(case, self.at - 5 * HOUR)
        visitors = [person for person in pool if person.username in self._visitors]
        mediator = (visitors or pool)[0]
        opened = mediation.open_mediation(
            case,
            mediator=mediator,
            parties=[Side(name) for name in row["sides"]],
            by=self._desk(case, at),
            at=at,
        )
        last = number == len(self.told["disputes"]) - 1
        for party in sides(opened)[: 1 if last else None]:
            party.mediation = opened
            mediation.consent(
                party, code=privacy.tracking_code(party.pk), at=self._after(case, at)
            )
        if last:
            return
        now = self._after(case, at)
        held = (timezone.localtime(self.at) + 2 * DAY).replace(hour=14, minute=30)
        if row["agreement"]:  # they have met
            held = now + MINUTE
        mediation.set_session(case, held_at=held, by=mediator, at=now)
        if row["agreement"]:
            now = self._after(case, at)
            text = words.fill(row["agreement"], {"subject": case.subject})
            mediation.draft_agreement(case, agreement=text, by=mediator, at=now)
            opened.refresh_from_db()
            first = sides(opened)[0]
            first.mediation = opened
            mediation.sign(first, by=mediator, at=self._after(case, at))

    def _open(self) -> CaseQuerySet:
        """Cases at a unit that nobody has taken for a story of this kind."""
        found: CaseQuerySet = Case.objects.whole().filter(
            district_id=self.district.pk, state__in=IN_UNIT - {State.VERIFYING}, meeting_on=None
        )
        return found.open().exclude(pk__in=self._taken).order_by("received_at", "id")

    def _working(self) -> CaseQuerySet:
        return self._open().in_state(State.WORKING)

    def _take(self, cases: CaseQuerySet) -> Case | None:
        case: Case | None = cases.exclude(pk__in=self._taken).last()
        if case is not None:
            self._taken.add(case.pk)
        return case

    def _quiet_since(self, moment: datetime) -> Case | None:
        """An open case to which nothing has happened since."""
        for case in self._quiet():
            if timeline.of(case).latest("seq").at <= moment:
                self._taken.add(case.pk)
                return case
        return None

    def _quiet(self) -> Iterator[Case]:
        opened: CaseQuerySet = Case.objects.whole().filter(
            district_id=self.district.pk, state__in=IN_UNIT - {State.VERIFYING}
        )
        yield from opened.open().exclude(pk__in=self._taken).order_by("received_at", "id")

    def _after(self, case: Case, wanted: datetime) -> datetime:
        """`wanted`, or a minute after what happened last; never later than now."""
        last = timeline.of(case).latest("seq").at
        return min(max(wanted, last + MINUTE), self.at)

    def _officer(self, case: Case, at: datetime) -> User:
        on = timezone.localdate(at)
        if case.handler_id and self.roster.sits(case.handler_id, case.lead, on):
            return self.roster.person(case.handler_id)
        return self.roster.officer(case.lead, on, case.key.int)

    def _desk(self, case: Case, at: datetime) -> User:
        return self.roster.desk(timezone.localdate(at), case.key.int)
