"""The course of one case, told before it is played: who does what when, from words and chance.

A story depends on its arrival and its chances alone, so that an interrupted load tells
the same story again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from django.utils import timezone

from lianxin.cases.models import Solved, Source
from lianxin.cases.rules import Meeting
from lianxin.cases.states import LIFECYCLE, Outcome, State
from lianxin.playbooks.demo import rhythm, words
from lianxin.playbooks.demo.rhythm import HOUR
from lianxin.playbooks.demo.words import Scenario

DAY = timedelta(days=1)
PROMISE = timedelta(hours=48)
LAPSES = timedelta(days=15)
MOVES = {"lapse", *LIFECYCLE.moves}


@dataclass(frozen=True)
class Spot:
    """Where a story happens: the place it is filed under, and what the words may name."""

    place: str
    lon: float
    lat: float
    address: str
    units: frozenset[str]
    blanks: Mapping[str, str]


class Ground(Protocol):
    """What a story needs to know of the town."""

    def spot(self, scenario: Scenario, rng: Random) -> Spot: ...
    def unit(self, scenario: Scenario, spot: Spot, rng: Random) -> str: ...
    def other_unit(self, scenario: Scenario, unit: str, rng: Random) -> str: ...
    def meant(self, code: str, spot: Spot) -> str: ...
    def unit_name(self, code: str) -> str: ...
    def requester(self, scenario: Scenario, rng: Random) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Step:
    at: datetime
    deed: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    received_at: datetime
    scenario: Scenario
    spot: Spot
    subject: str
    text: str
    source: str
    requester: Mapping[str, str]
    photos: int
    steps: Sequence[Step]
    number: int = 0

    def state_at(self, at: datetime) -> State:
        """Where the case will stand at the moment `at`."""
        state = State.RECEIVED
        for step in self.steps:
            if step.at > at:
                break
            state = _after(state, step)
        return state

    def unit_at(self, at: datetime) -> str:
        """Who will have it at the moment `at`: the unit it was last given to, else the desk."""
        given = [
            step.facts["unit"] for step in self.steps if step.deed == "assign" and step.at <= at
        ]
        return str(given[-1]) if given else "dispatch"

    def is_listed_at(self, at: datetime) -> bool:
        """Whether it will be on a meeting's list."""
        done = [step.deed for step in self.steps if step.at <= at]
        return "park" in done and "decide" not in done and "answer" not in done


def _after(state: State, step: Step) -> State:
    if step.deed == "rate":
        return State.REOPENING if step.facts["solved"] == Solved.NO else State.CLOSED
    return LIFECYCLE.moves[step.deed].target if step.deed in MOVES else state


CHANCES = {
    "late": 0.05,
    "bounce": 0.06,
    "ask": 0.09,
    "pause": 0.05,
    "help": 0.08,
    "extend": 0.045,
    "escalate": 0.025,
    "park": 0.0,
    "withdraw": 0.025,
    "close": 0.03,
    "note": 0.4,
}
SETTLED_AT_A_DESK = {"DISPUTES", "LABOUR", "SOCIAL", "HEALTH", "EDUCATION", "LAND", "POLICY",
                     "FINANCE", "TALENT", "PERMITS"}  # fmt: skip
SOURCES: Mapping[str, Mapping[Source, int]] = {
    "ENTERPRISE": {Source.WEB: 6, Source.PHONE: 2, Source.VISIT: 2},
    "RESIDENT": {Source.CARD: 36, Source.WEB: 24, Source.PHONE: 18, Source.VOLUNTEER: 10,
                 Source.VISIT: 8, Source.COUNTER: 6},
}  # fmt: skip
BY_DAY = {Source.VOLUNTEER, Source.VISIT}
GREETED, CLOSING = 0.22, 0.3
RATED = 0.6
SATISFIED = {Outcome.SOLVED: (0.91, 0.06), Outcome.PARTLY: (0.62, 0.26)}
UNHAPPY = (0.6, 0.25)  # shares of yes and partly for the other outcomes


def report(scenario: Scenario, spot: Spot, at: datetime, rng: Random) -> tuple[str, str]:
    """What somebody says of such a thing: subject and text."""
    said = rng.choice(scenario.descriptions)
    subject = _filled(words.closest(said, scenario.subjects, rng), spot, at, rng)
    return subject, _in_passing(_filled(said, spot, at, rng), rng)


def _filled(text: str, spot: Spot, at: datetime, rng: Random) -> str:
    own = {
        "date": words.some_days_before(timezone.localdate(at), rng),
        "days": str(rng.choice((2, 3, 3, 4, 5, 6, 8, 10))),
    }
    return words.fill(text, {**spot.blanks, **own})


def _in_passing(text: str, rng: Random) -> str:
    """With a greeting and a last word, as some write."""
    known = words.phrases()
    if rng.random() < GREETED:
        text = f"{rng.choice(known['greetings'])}{text}"
    if rng.random() < CLOSING:
        stop = "" if text[-1] in "。！？!?…~" else "。"
        text = f"{text}{stop}{rng.choice(known['closings'])}"
    return text


class Teller:
    """Tells one story. `t` is the moment the tale has reached."""

    def __init__(
        self, at: datetime, scenario: Scenario, ground: Ground, meeting: Meeting,
        *, rng: Random, wanted: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.received_at, self.scenario, self.ground = at, scenario, ground
        self.meeting, self.rng, self.t = meeting, rng, at
        self.steps: list[Step] = []
        self.spot = ground.spot(scenario, rng)
        self.unit = ground.unit(scenario, self.spot, rng)
        self.course = {name for name in CHANCES if rng.random() < self._chance(name)} | set(wanted)

    def _chance(self, name: str) -> float:
        told = {
            "bounce": self.scenario.bounce,
            "ask": self.scenario.question,
            "park": self.scenario.park_reason,
        }
        return CHANCES[name] + (0.25 if told.get(name) else 0)

    @property
    def is_urgent(self) -> bool:
        return self.scenario.grade == "URGENT"

    def tell(self) -> Story:
        if "close" in self.course and "park" not in self.course:
            self._closed_by_the_desk()
        else:
            self._to_the_unit()
            if "withdraw" in self.course:
                self._add("withdraw", rhythm.by_day(self.t + self._hours(1, 9), self.rng),
                          note=self._phrase("withdraw"))  # fmt: skip
            else:
                self._work()
                self._judged(again=False)
        self.steps.sort(key=lambda step: step.at)
        return self._story()

    # --- The parts of the tale ------------------------------------------------------------------

    def _closed_by_the_desk(self) -> None:
        is_double = self.rng.random() < 0.4
        note = words.phrases()["close"][1 if is_double else 0]
        outcome = Outcome.DUPLICATE if is_double else Outcome.EXPLAINED
        self._add("close", self._desk(0.2, 3), outcome=outcome, note=note)

    def _to_the_unit(self) -> None:
        wait = (0.03, 0.2) if self.is_urgent else (0.05, 1.4)
        at = self.t + self._hours(*wait)
        self.t = at if self.is_urgent else rhythm.at_desk(at)
        if "bounce" in self.course:
            self._tossed()
        else:
            self._assign(self.unit)

    def _tossed(self) -> None:
        """Given back with a proposal; sometimes the next gives it back too, and then it holds."""
        told, first = self.scenario.bounce, self.unit
        other = self.ground.other_unit(self.scenario, first, self.rng)
        meant = self.ground.meant(told.proposed, self.spot) if told else first
        last = meant if meant != first else other
        self._assign(first)
        self._bounced(last, is_told=meant != first)
        if last == "dispatch":  # the desk finds out what was unclear
            self._assign(first)
            return
        self._assign(last)
        self.unit = last
        if self.rng.random() < 0.1:
            self._bounced(first, is_told=False)
            self._assign(first, note=self._phrase("binding"))
            self.unit = first

    def _assign(self, unit: str, note: str = "") -> None:
        self._add("assign", self.t, unit=unit, note=note or self._phrase("assign"))

    def _bounced(self, proposed: str, *, is_told: bool) -> None:
        told, reasons = self.scenario.bounce, words.phrases()["bounce"]
        reason = told.reason if told and is_told else self.rng.choice(sorted(reasons))
        text = told.text if told and is_told else self.rng.choice(reasons[reason])
        note = words.fill(text, {"unit": self.ground.unit_name(proposed)})
        at = self._office(0.4, 7) if not self.is_urgent else self.t + self._hours(0.1, 1)
        self._add("bounce", at, reason=reason, unit=proposed, note=note)
        self.t = self._desk(0.1, 1.2)

    def _work(self) -> None:
        low, high = self.scenario.accept_h
        if "late" in self.course and self.rng.random() < 0.3:
            low, high = 26, 44
        self._add("accept", self._soon(low, high))
        work = rhythm.hours(*self.scenario.answer_h, self.rng)
        if "note" in self.course:
            self._add("note", self._office(0.2, 3), note=self._say(self.scenario.notes))
        if "ask" in self.course:
            self._asked()
        if "help" in self.course:
            self._helped()
        if "pause" in self.course:
            self._paused()
        if "escalate" in self.course:
            self._add("escalate", self._office(1, 8), reason=self._phrase("escalate"))
        self._promised(work)
        self._answer()

    def _promised(self, work: timedelta) -> None:
        """Either the answer comes in time, or word of it, or an extension, or it is late."""
        end = self.t + work
        if "park" in self.course:
            self._told_how_it_stands(end + 6 * DAY)
            self._met()
            return
        if "late" in self.course:
            self._urged()
            end = max(end, self.received_at + PROMISE + self._hours(4, 60))
            if self.rng.random() < 0.5:
                at = self.received_at + PROMISE + self._hours(1, 20)
                self._say_feedback("late_feedback", rhythm.at_work(at, self.rng), end)
        elif "extend" in self.course:
            end = max(end, self._extended())
        elif end > self.received_at + timedelta(hours=44):
            if self.scenario.grade == "MINOR":
                end = self.received_at + timedelta(hours=self.rng.uniform(28, 44))
            else:
                self._told_how_it_stands(end)
        self.t = rhythm.at_work(max(end, self.t + timedelta(minutes=40)), self.rng)

    def _told_how_it_stands(self, end: datetime) -> None:
        at = max(self.received_at + timedelta(hours=self.rng.uniform(19, 40)), self.t + HOUR / 2)
        self._say_feedback("feedback", rhythm.at_work(at, self.rng), end)

    def _say_feedback(self, phrase: str, at: datetime, end: datetime) -> None:
        until = words.day(timezone.localdate(max(end, at) + DAY))
        note = words.fill(self._phrase(phrase), {"until": until})
        self._add("feedback", max(at, self.t), note=note)

    def _asked(self) -> None:
        told = self.scenario.question
        asks, replies = self._phrases("ask"), self._phrases("supply")
        turn = self.rng.randrange(len(asks))  # the n-th question has the n-th reply
        self._add("ask", self._office(0.3, 5), note=self._filled(told or asks[turn]))
        if self.rng.random() < 0.8:
            reply = self._say(self.scenario.replies) if told else str(replies[turn])
            self._add("supply", rhythm.by_day(self.t + self._hours(0.5, 60), self.rng), note=reply)
        else:
            self.t += timedelta(days=8)

    def _helped(self) -> None:
        helper = self.ground.other_unit(self.scenario, self.unit, self.rng)
        self._add("ask_help", self._office(0.3, 4), unit=helper, note=self._phrase("help"))
        end = rhythm.at_work(self.t + self._hours(2, 20), self.rng)
        self._add("end_help", end, unit=helper, note=self._phrase("end_help"), move_on=False)

    def _paused(self) -> None:
        reasons = self._phrases("pause")
        reason = self.rng.choice(sorted(reasons))
        note = self.rng.choice(reasons[reason])
        self._add("pause", self._office(0.5, 10), reason=reason, note=note)
        note = self.rng.choice(words.phrases()["resume"][reason])
        self._add("resume", self._office(20, 130), note=note)

    def _urged(self) -> None:
        if self.rng.random() < 0.55:
            at = self.received_at + self._hours(30, 70)
            self._add(
                "urge", rhythm.by_day(at, self.rng), note=self._phrase("urge"), move_on=False
            )

    def _extended(self) -> datetime:
        """Ask while the promise still holds; the new date, or the old when it is refused."""
        asked = max(self.received_at + timedelta(hours=self.rng.uniform(14, 30)), self.t)
        asked = rhythm.at_work(asked, self.rng)
        until = self.received_at + PROMISE + timedelta(days=self.rng.randint(3, 8))
        until = timezone.localtime(until).replace(hour=17, minute=30, second=0, microsecond=0)
        self._add("ask_extension", asked, until=until, reason=self._phrase("extension"))
        self.t = rhythm.at_desk(self.t + timedelta(minutes=self.rng.randint(20, 200)))
        if self.rng.random() < 0.85:
            self._add("grant_extension", self.t)
            return until - timedelta(hours=self.rng.uniform(2, 40))
        self._add("refuse_extension", self.t, note=self._phrase("refuse_extension"))
        return self.received_at + timedelta(hours=46)

    def _met(self) -> None:
        """On the list of the next meeting, sometimes of the one after it too."""
        reason = self.scenario.park_reason or self._phrase("park")
        self._add("park", self._office(1, 30), reason=self._filled(reason))
        held = self.meeting.next_on(timezone.localdate(self.t))
        if held == timezone.localdate(self.t):
            held = self.meeting.next_on(held + DAY)
            self.steps[-1] = Step(self.t, "park", {**self.steps[-1].facts, "meeting_on": held})
        if self.rng.random() < 0.12:
            after = self.meeting.next_on(held + DAY)
            self._add("carry_over", self._in_session(held), to=after)
            held = after
        decision = self.scenario.decision or self._phrase("decide")
        due_on = held + timedelta(days=self.rng.randint(7, 30))
        self._add("decide", self._in_session(held), decision=self._filled(decision), due_on=due_on,
                  unit=self.unit)  # fmt: skip
        self.t = self._office(24, 260)

    def _answer(self) -> None:
        outcomes = [Outcome(name) for name in self.scenario.answers]
        likely = [8 if outcome == Outcome.SOLVED else 1 for outcome in outcomes]
        self.outcome = self.rng.choices(outcomes, likely)[0]
        text = self.rng.choice(self.scenario.answers[self.outcome])
        on = timezone.localdate(self.t) + timedelta(
            days=0 if self.outcome == Outcome.SOLVED else self.rng.randint(4, 15)
        )
        self.answered = words.fill(text, {**self.spot.blanks, "date": words.day(on), "days": "几"})
        self._add("answer", self.t, outcome=self.outcome, note=self.answered)

    def _judged(self, *, again: bool) -> None:
        answered_at = self.t
        if self.rng.random() > RATED and "object" not in self.course:
            self._add("lapse", answered_at + LAPSES, move_on=False)
        else:
            self._rate(again=again)
        if not again and self.rng.random() < 0.16 and self._ended_well():
            at = max(self.steps[-1].at, answered_at + 2 * DAY) + self._hours(8, 90)
            self._add("publish", rhythm.at_work(at, self.rng), text=self.answered)

    def _rate(self, *, again: bool) -> None:
        yes, partly = SATISFIED.get(self.outcome, UNHAPPY)
        chance = self.rng.random()
        solved = Solved.YES if chance < yes else Solved.PARTLY
        if (chance > yes + partly or "object" in self.course) and not again:
            solved = Solved.NO
        comment = self._comment(solved)
        delay = min(self.rng.expovariate(1 / 26), 280.0)
        by_phone = self.rng.random() < 0.15
        at = rhythm.by_day(self.t + timedelta(hours=0.3 + delay), self.rng)
        if by_phone:  # the desk calls back
            at = rhythm.at_work(at, self.rng)
        best = {Solved.YES: 5, Solved.PARTLY: 4, Solved.NO: 2}[solved]
        scores = {name: max(1, best - (self.rng.random() < 0.3)) for name in
                  ("SPEED", "RESULT", "ATTITUDE")}  # fmt: skip
        self._add("rate", at, solved=solved, comment=comment, scores=scores,
                  was_contacted=self.rng.random() < 0.93,
                  by_phone=by_phone)  # fmt: skip
        if solved == Solved.NO:
            self._again()

    def _comment(self, solved: Solved) -> str:
        mark = {Solved.YES: "good", Solved.PARTLY: "partly", Solved.NO: "bad"}[solved]
        said = self.rng.choice(self.scenario.comments[mark])
        if solved == Solved.NO:
            return f"{said.text}{said.reopen}"
        return said.text if self.rng.random() < 0.55 else ""

    def _again(self) -> None:
        if self.rng.random() < 0.25:
            self._add("uphold", self._office(1, 14), note=self._phrase("uphold"))
            return
        self._add("reopen", self._office(0.5, 12), note=self._phrase("reopen"))
        self._add("accept", self._office(0.3, 4))
        self.outcome, self.answered = Outcome.SOLVED, self._phrase("answer_again")
        self._add("answer", self._office(24, 60), outcome=self.outcome, note=self.answered)
        self._judged(again=True)

    def _ended_well(self) -> bool:
        return self.outcome == Outcome.SOLVED and not any(
            step.facts.get("solved") == Solved.NO for step in self.steps
        )

    # --- Small change ---------------------------------------------------------------------------

    def _add(self, deed: str, at: datetime, *, move_on: bool = True, **facts: Any) -> None:
        self.steps.append(Step(at, deed, facts))
        if move_on:
            self.t = max(self.t, at)

    def _hours(self, low: float, high: float) -> timedelta:
        return rhythm.hours(low, high, self.rng)

    def _office(self, low: float, high: float) -> datetime:
        return rhythm.at_work(self.t + self._hours(low, high), self.rng)

    def _desk(self, low: float, high: float) -> datetime:
        return rhythm.at_desk(self.t + self._hours(low, high))

    def _soon(self, low: float, high: float) -> datetime:
        """In an emergency nobody waits for the morning."""
        if self.is_urgent:
            return self.t + self._hours(min(low, 0.2), min(high, 1.6))
        return self._office(low, high)

    def _in_session(self, day: Any) -> datetime:
        return rhythm.moment(day, self.rng, "noon") + timedelta(hours=3)

    def _phrase(self, name: str) -> str:
        return str(self.rng.choice(self._phrases(name)))

    def _phrases(self, name: str) -> Any:
        known = words.phrases()
        at_desk = self.scenario.class_code in SETTLED_AT_A_DESK
        return known.get(f"{name}_desk", known[name]) if at_desk else known[name]

    def _say(self, texts: Sequence[str]) -> str:
        return self._filled(self.rng.choice(texts))

    def _filled(self, text: str) -> str:
        return _filled(text, self.spot, self.received_at, self.rng)

    def _story(self) -> Story:
        subject, text = report(self.scenario, self.spot, self.received_at, self.rng)
        return Story(
            received_at=self.received_at,
            scenario=self.scenario,
            spot=self.spot,
            subject=subject,
            text=text,
            source=self._source(),
            requester=self.ground.requester(self.scenario, self.rng),
            photos=self.rng.choice((1, 1, 2)) if self.rng.random() < 0.1 else 0,
            steps=tuple(self.steps),
        )

    def _source(self) -> str:
        """Nobody stands at a counter, and nobody calls at a door, in the night."""
        by = SOURCES[self.scenario.kind]
        if not rhythm.is_office_time(self.received_at):
            by = {source: n for source, n in by.items() if source != Source.COUNTER}
        if rhythm.by_day(self.received_at, Random(0)) != self.received_at:
            by = {source: n for source, n in by.items() if source not in BY_DAY}
        return str(self.rng.choices(list(by), list(by.values()))[0])
