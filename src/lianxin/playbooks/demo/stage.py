"""Stories played in the order of time, through the actions, with the clocks ringing in between."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from lianxin.cases import queries
from lianxin.cases.actions import (
    checklist,
    dispatch,
    handling,
    intake,
    meeting,
    publishing,
    requester,
    understanding,
    upkeep,
    verifying,
)
from lianxin.cases.actions.intake import Contact, Report
from lianxin.cases.actions.photos import Upload
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, CaseClock, ClassedBy, Source
from lianxin.cases.queries import rules_of
from lianxin.cases.states import State
from lianxin.kernel import privacy
from lianxin.kernel.database.composed import composed
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place, Role, User
from lianxin.playbooks.demo import pictures, words
from lianxin.playbooks.demo.answered import answers_of
from lianxin.playbooks.demo.people import Roster
from lianxin.playbooks.demo.stories import Step, Story

MINUTE = timedelta(minutes=1)
READ_SINCE = timedelta(days=60)  # before, the desk gave every class, from which is learned
RINGS = "SELECT 1 FROM cases_caseclock WHERE district_id = %s AND next_alarm_at <= %s LIMIT 1"
LOOKED_AFTER = timedelta(minutes=40)
VERIFIED = "SAFETY"
RELAYED = {Source.VOLUNTEER, Source.VISIT, Source.COUNTER}


class Stage:
    """Plays one district's stories. `refused` counts the deeds the rules did not allow."""

    def __init__(self, district: District, roster: Roster, *, keys: UUID) -> None:
        self.district, self.roster, self.keys = district, roster, keys
        self.places = {p.code: p for p in Place.objects.filter(district_id=district.pk)}
        found = Organisation.objects.filter(district_id=district.pk).select_related("place")
        self.units = {unit.code: unit for unit in found}
        self.refused: Counter[str] = Counter()
        self.read_from = datetime.max.replace(tzinfo=UTC)
        self._cases: dict[int, Case] = {}  # as this process last left them

    def play(
        self, stories: Iterable[Story], *, since: datetime, until: datetime
    ) -> Iterator[datetime]:
        """Do everything due after `since` and by `until`; yields the moment before each deed, so
        that the caller can commit what is done and show how far it is. `stories` come by their
        arrival."""
        self.until = until
        self.read_from = until - READ_SINCE
        waiting: list[tuple[datetime, int, int, Story]] = []
        coming = iter(stories)
        story = next(coming, None)
        while story or waiting:
            if story and (not waiting or story.received_at <= waiting[0][0]):
                if story.received_at > since:
                    yield story.received_at
                    self._open(story)
                self._await(waiting, story, 0, until)
                story = next(coming, None)
                continue
            at, _number, position, due = heappop(waiting)
            if at > since:
                yield at
                self._ring(at)
                self._do(due, due.steps[position])
            self._await(waiting, due, position + 1, until)
            if position + 1 == len(due.steps):
                self._cases.pop(due.number, None)
        self._ring(until)

    def _await(
        self,
        waiting: list[tuple[datetime, int, int, Story]],
        story: Story,
        n: int,
        until: datetime,
    ) -> None:
        if n < len(story.steps) and story.steps[n].at <= until:
            heappush(waiting, (story.steps[n].at, story.number, n, story))

    def _ring(self, until: datetime) -> None:
        """What the worker does each minute, for the minutes in which there is something to do."""
        while self._rings(until):
            clocks = CaseClock.objects.filter(district_id=self.district.pk)
            first = clocks.filter(next_alarm_at__lte=until).earliest("next_alarm_at")
            assert first.next_alarm_at is not None
            upkeep.ring_due(self.district.pk, at=min(first.next_alarm_at + MINUTE / 2, until))
            self._cases.clear()

    def _rings(self, until: datetime) -> bool:
        """Asked before every deed."""
        with connection.cursor() as cursor:
            at = connection.ops.adapt_datetimefield_value(until)
            cursor.execute(RINGS, [self.district.pk, at])
            return cursor.fetchone() is not None

    def _open(self, story: Story) -> None:
        self._ring(story.received_at)
        on = timezone.localdate(story.received_at)
        place = self.places[story.spot.place]
        by = None
        if story.source == Source.PHONE:
            by = self.roster.desk(on, story.number)
        elif story.source in RELAYED:
            by = self.roster.relay(story.source, place, on, story.number)
        report = Report(
            text=story.text,
            subject=story.subject,
            place=place,
            address=story.spot.address,
            lon=story.spot.lon,
            lat=story.spot.lat,
            kind=story.scenario.kind,
            class_code=story.scenario.class_code if _is_classed(story) else "",
            grade=story.scenario.grade if _is_classed(story) else "",
            contact=_contact(story),
            photos=list(_uploads(story)),
            answers=answers_of(story, self.district) if _is_classed(story) else None,
        )
        source = story.source if by or story.source not in RELAYED else Source.WEB
        receipt = intake.open_case(
            self.district,
            report,
            key=self._key(story.number),
            source=source,
            at=story.received_at,
            by=by,
        )
        self._cases[story.number] = receipt.case
        if story.received_at > self.read_from:
            understanding.read(receipt.case, at=story.received_at + MINUTE / 6)

    def _case(self, story: Story) -> Case:
        if story.number not in self._cases:
            (case,) = _filed(self.district.pk, self._key(story.number))
            self._cases[story.number] = case
        return self._cases[story.number]

    def _do(self, story: Story, step: Step) -> None:
        case = self._case(story)
        if step.deed == "assign" and case.classed_by != ClassedBy.STAFF:
            self._class(case, story, step)
        deed: Callable[[Case, Step], None] = getattr(self, f"_{step.deed}")
        try:
            deed(case, step)
        except Refusal as refusal:
            self._cases.pop(story.number)
            self.refused[f"{step.deed}: {refusal.code}"] += 1

    # --- Deeds, by the names the stories use ---------------------------------------------------

    def _class(self, case: Case, story: Story, step: Step) -> None:
        """What the machine did not know, or got wrong, the desk puts right."""
        scenario, rules = story.scenario, queries.rules_of(self.district.pk)
        if scenario.class_code != case.class_code:
            dispatch.classify(
                case,
                class_code=scenario.class_code,
                grade=scenario.grade or rules.default_grade,
                by=self._desk(case, step),
                at=step.at - MINUTE / 4,
            )

    def _assign(self, case: Case, step: Step) -> None:
        """Where the rules have sent it to the same unit, there is nothing left to do."""
        to, by = self.units[step.facts["unit"]], self._desk(case, step)
        if case.state == State.RECEIVED:
            dispatch.assign(case, to=to, by=by, at=step.at, note=step.facts["note"])
        elif case.lead != to:
            dispatch.reassign(case, to=to, by=by, at=step.at, note=step.facts["note"])

    def _accept(self, case: Case, step: Step) -> None:
        dispatch.accept(case, by=self._officer(case, step), at=step.at)

    def _bounce(self, case: Case, step: Step) -> None:
        dispatch.bounce(
            case,
            reason=step.facts["reason"],
            proposed=self.units[step.facts["unit"]],
            note=step.facts["note"],
            by=self._officer(case, step),
            at=step.at,
        )

    def _note(self, case: Case, step: Step) -> None:
        handling.note(case, note=step.facts["note"], by=self._officer(case, step), at=step.at)

    def _ask(self, case: Case, step: Step) -> None:
        handling.ask(case, note=step.facts["note"], by=self._officer(case, step), at=step.at)

    def _supply(self, case: Case, step: Step) -> None:
        code = privacy.tracking_code(case.pk)
        requester.supply(case, note=step.facts["note"], code=code, at=step.at)

    def _pause(self, case: Case, step: Step) -> None:
        handling.pause(case, by=self._officer(case, step), at=step.at, **step.facts)

    def _resume(self, case: Case, step: Step) -> None:
        handling.resume(case, by=self._officer(case, step), at=step.at, **step.facts)

    def _feedback(self, case: Case, step: Step) -> None:
        handling.feedback(case, by=self._officer(case, step), at=step.at, **step.facts)

    def _ask_help(self, case: Case, step: Step) -> None:
        unit = self.units[step.facts["unit"]]
        note, by = step.facts["note"], self._officer(case, step)
        handling.ask_help(case, unit=unit, note=note, by=by, at=step.at)

    def _end_help(self, case: Case, step: Step) -> None:
        unit = self.units[step.facts["unit"]]
        by = self.roster.officer(unit, timezone.localdate(step.at), _lot(case))
        handling.end_help(case, unit=unit, note=step.facts["note"], by=by, at=step.at)

    def _ask_extension(self, case: Case, step: Step) -> None:
        handling.ask_extension(case, by=self._officer(case, step), at=step.at, **step.facts)

    def _grant_extension(self, case: Case, step: Step) -> None:
        handling.grant_extension(case, by=self._desk(case, step), at=step.at)

    def _refuse_extension(self, case: Case, step: Step) -> None:
        handling.refuse_extension(case, by=self._desk(case, step), at=step.at, **step.facts)

    def _escalate(self, case: Case, step: Step) -> None:
        dispatch.escalate(case, by=self._officer(case, step), at=step.at, **step.facts)

    def _park(self, case: Case, step: Step) -> None:
        meeting.park(case, by=self._officer(case, step), at=step.at, **step.facts)

    def _carry_over(self, case: Case, step: Step) -> None:
        meeting.carry_over(case, by=self._desk(case, step), at=step.at, **step.facts)

    def _decide(self, case: Case, step: Step) -> None:
        meeting.decide(
            case,
            decision=step.facts["decision"],
            owner=case.lead,
            due_on=step.facts["due_on"],
            by=self._desk(case, step),
            at=step.at,
        )

    def _answer(self, case: Case, step: Step) -> None:
        by = self._officer(case, step)
        if case.state in (State.WAITING, State.PAUSED):
            handling.resume(case, by=by, at=step.at - MINUTE)
        for task in checklist.undone(case):
            checklist.tick(case, task=task, by=by, at=step.at - MINUTE)
        if rules_of(case.district_id).verify_of(case.class_code):
            self._submit(case, step, by=by)
        else:
            handling.answer(case, by=by, at=step.at, **step.facts)

    def _submit(self, case: Case, step: Step, *, by: User) -> None:
        """Another pair of eyes looks some time later, and finds it so."""
        verifying.submit(case, by=by, at=step.at, **step.facts)
        content = pictures.draw(VERIFIED, _lot(case) % 3)
        picture = Upload("1.jpg", len(content), io.BytesIO(content))
        verifying.verify(
            case,
            remark=Random(_lot(case)).choice(words.phrases()["verified"]),
            uploads=[picture],
            by=self._verifier(case, step),
            at=min(step.at + LOOKED_AFTER, self.until),
        )

    def _verifier(self, case: Case, step: Step) -> User:
        """Who walks the place; the desk where nobody does, or where that person handles it."""
        on = timezone.localdate(step.at)
        for place in reversed(network.ancestors(case.place)):
            for person in network.people_over(place, Role.WORKER, on=on):
                if person.pk != case.handler_id:
                    return person
        return self._desk(case, step)

    def _urge(self, case: Case, step: Step) -> None:
        requester.urge(
            case, note=step.facts["note"], code=privacy.tracking_code(case.pk), at=step.at
        )

    def _rate(self, case: Case, step: Step) -> None:
        known = {name: step.facts[name] for name in ("solved", "comment", "scores")}
        verdict = Verdict(**known, was_contacted=step.facts["was_contacted"])
        if step.facts["by_phone"]:
            requester.rate(case, verdict, by=self._desk(case, step), at=step.at)
        else:
            requester.rate(case, verdict, code=privacy.tracking_code(case.pk), at=step.at)

    def _reopen(self, case: Case, step: Step) -> None:
        dispatch.reopen(case, by=self._desk(case, step), at=step.at, **step.facts)

    def _uphold(self, case: Case, step: Step) -> None:
        dispatch.uphold(case, by=self._desk(case, step), at=step.at, **step.facts)

    def _close(self, case: Case, step: Step) -> None:
        dispatch.close(case, by=self._desk(case, step), at=step.at, **step.facts)

    def _withdraw(self, case: Case, step: Step) -> None:
        code = privacy.tracking_code(case.pk)
        requester.withdraw(case, note=step.facts["note"], code=code, at=step.at)

    def _publish(self, case: Case, step: Step) -> None:
        if case.state == State.CLOSED:
            text = step.facts["text"]
            publishing.publish(case, subject=case.subject, text=text, by=None, at=step.at)

    def _lapse(self, case: Case, step: Step) -> None:
        """The clock rings by itself."""

    # --- Who ---------------------------------------------------------------------------------

    def _desk(self, case: Case, step: Step) -> User:
        return self.roster.desk(timezone.localdate(step.at), _lot(case))

    def _officer(self, case: Case, step: Step) -> User:
        """The handler who has the case, as long as the seat lasts; else somebody of the unit."""
        on = timezone.localdate(step.at)
        if case.handler_id and self.roster.sits(case.handler_id, case.lead, on):
            return self.roster.person(case.handler_id)
        return self.roster.officer(case.lead, on, _lot(case))

    def _key(self, number: int) -> UUID:
        return uuid5(self.keys, str(number))


@composed
def _filed(district_id: int, key: UUID) -> QuerySet[Case]:
    return Case.objects.filter(district_id=district_id, key=key).whole()


def _lot(case: Case) -> int:
    return case.key.int + case.seq


def _is_classed(story: Story) -> bool:
    """Two in three of those who write themselves leave the class to us."""
    return story.source not in (Source.WEB, Source.CARD) or story.number % 3 == 0


def _contact(story: Story) -> Contact:
    said = story.requester
    return Contact(said.get("name", ""), said.get("phone", ""), said.get("email", ""))


def _uploads(story: Story) -> Iterator[Upload]:
    scene = "LAMPS" if "lamp" in story.scenario.id else story.scenario.class_code
    if scene not in pictures.SCENES:
        return
    for n in range(story.photos):
        content = pictures.draw(scene, (story.number + n) % 3)
        yield Upload(f"{n + 1}.jpg", len(content), io.BytesIO(content))
