"""Two years of meetings of the demo town: eight series, each state, what came back or is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.cases.models import Parking
from lianxin.gatherings import queries, rhythm
from lianxin.gatherings.actions import agenda, calling, doing, sitting
from lianxin.gatherings.actions.agenda import Proposal
from lianxin.gatherings.actions.calling import Told
from lianxin.gatherings.actions.sitting import Decision, Votes
from lianxin.gatherings.models import Attendee, Meeting, Part, Series, Topic
from lianxin.gatherings.states import ActionState
from lianxin.kernel import calendar
from lianxin.kernel.calendar import SHANGHAI
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Role, User
from lianxin.outbox import actions as outbox
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("7c1a2e64-0c6e-4f0e-9a55-8b1e5d2f7a90")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BACK: Final = 730 * DAY
MOST_CASES: Final = 3  # of one meeting
LAST: Final = {"xiaocheng": "HELD", "dachang-lianxi": "MINUTED", "songjian-lianxi": "HELD"}
"""How far the minutes of the last meeting have come, where they are not out."""


def fill(district: District, *, at: datetime) -> int:
    """Those that are not there. Returns how many meetings there are."""
    found = Meeting.objects.filter(district_id=district.pk)
    book = load("gatherings")
    known = set(Series.objects.filter(district_id=district.pk).values_list("code", flat=True))
    for row in book["series"]:
        if row["code"] not in known:
            with transaction.atomic(), outbox.silence():
                Play(district, book, row, at=at).play()
    with transaction.atomic():
        _hand_in(district, book["handed"], at=at)
    return found.count()


def _hand_in(district: District, rows: Sequence[dict[str, Any]], *, at: datetime) -> None:
    for n, row in enumerate(rows):
        series = queries.series_coded(district.pk, row["series"])
        assert series is not None  # put a moment ago
        told = Proposal(row["title"], row["text"])
        agenda.submit(series, told, user=None, at=at - n * DAY, key=uuid5(KEYS, row["title"]))


class Play:
    """One series: set up, held for two years, and what is to come."""

    def __init__(
        self, district: District, book: dict[str, Any], row: dict[str, Any], *, at: datetime
    ) -> None:
        self.district, self.book, self.row, self.at = district, book, row, at
        rows = Organisation.objects.filter(district_id=district.pk).select_related("place")
        codes = {row["convener"], *row["units"], *(one["owner"] for one in row["topics"])}
        codes |= {one["owner"] for one in row.get("tasks", ())}
        self.units = {one.code: one for one in rows.filter(code__in=codes)}
        self.turn, self.talk = count(), count()

    def play(self) -> None:
        """Nobody is told of what was long ago: the series is shown to everybody at the end."""
        since = self.at - BACK
        self._put(at=since, is_public=False)
        self._invite(at=since)
        days = rhythm.days(
            timezone.localdate(since), week=self.series.week, weekday=self.series.weekday,
            months=self.series.months, calendar=calendar.load(self.district.pk),
        )  # fmt: skip
        today = timezone.localdate(self.at)
        held = []
        for on in days:
            if on >= today:
                break
            held.append(on)
        for on in held[:-1]:
            self._hold(on)
        if held:
            self._hold(held[-1], until=LAST.get(self.row["code"], "CLOSED"))
        self._put(at=self.at, is_public=self.row.get("is_public", True))
        self._to_come()

    def _put(self, *, at: datetime, is_public: bool) -> None:
        row = self.row
        told = Told(
            name=row["name"], kind=row["kind"], convener=self.units[row["convener"]],
            starts=time(9), about=row["about"], week=row.get("week", 4),
            weekday=row.get("weekday", 4), months=row["months"], quorum=row["quorum"],
            room=row["room"], clerk=self._user(row.get("clerk")),
            chair=self._user(row.get("chair")), has_cases=row.get("has_cases", False),
            is_public=is_public,
        )  # fmt: skip
        calling.put_series(
            self.district, row["code"], told, by=None, at=at, key=uuid5(KEYS, row["code"])
        )
        found = queries.series_coded(self.district.pk, row["code"])
        assert found is not None  # put just now
        self.series = found

    def _user(self, name: str | None) -> User | None:
        return User.objects.filter(district_id=self.district.pk, username=name).first()

    def _invite(self, *, at: datetime) -> None:
        for code in self.row["units"]:
            calling.invite_always(self.series, unit=self.units[code], by=None, at=at)
        if self.series.chair is not None:
            calling.invite_always(
                self.series, user=self.series.chair, part=Part.CHAIR, by=None, at=at
            )
        if self.row.get("mediators"):
            root = network.place_coded(self.district.pk, "")
            assert root is not None  # every district has one
            on = timezone.localdate(self.at)
            people = User.objects.filter(
                district_id=self.district.pk, seats__role=Role.MEDIATOR, seats__starts_on__lte=on
            ).distinct()
            for one in people.order_by("pk")[:3]:
                calling.invite_always(self.series, user=one, part=Part.MEDIATOR, by=None, at=at)

    def _plan(self, starts_at: datetime, *, at: datetime) -> Meeting:
        key = uuid5(KEYS, f"{self.row['code']} {timezone.localtime(starts_at):%Y-%m-%d %H}")
        made = calling.plan(self.series, starts_at=starts_at, by=None, at=at, key=key)
        for n, who in enumerate(self.row.get("experts", ())):
            calling.invite(
                made, name=who, part=Part.EXPERT, by=None, at=at, key=uuid5(made.pk, f"guest {n}")
            )
        return self._fresh(made)

    def _fresh(self, one: Meeting) -> Meeting:
        rows = Meeting.objects.filter(district_id=self.district.pk)
        found: Meeting = rows.whole().get(pk=one.pk)
        return found

    def _hold(self, on: date, *, until: str = "CLOSED") -> None:
        starts = datetime.combine(on, time(9), SHANGHAI)
        meeting = self._plan(starts, at=starts - 12 * DAY)
        calling.call(meeting, by=None, at=starts - 8 * DAY)
        self._close_old(starts)
        sitting.open_session(meeting, by=None, at=starts)
        self._sign(meeting, at=starts + MINUTE)
        self._talk(meeting, at=starts + 10 * MINUTE)
        ended = starts + 2 * HOUR
        sitting.adjourn(meeting, by=None, at=ended)
        if until != "HELD":
            sitting.approve(meeting, by=None, at=ended + DAY)
        if until == "CLOSED":
            sitting.send(meeting, by=None, at=min(ended + 2 * DAY, self.at))

    def _sign(self, meeting: Meeting, *, at: datetime) -> None:
        rows = Attendee.objects.filter(district_id=self.district.pk, meeting=meeting)
        people = [pk for n, pk in enumerate(rows.values_list("pk", flat=True)) if n % 7 != 5]
        sitting.mark(meeting, people, by=None, at=at)

    def _talk(self, meeting: Meeting, *, at: datetime) -> None:
        """Two topics of its own, the cases that were decided that day, and what came back."""
        for item in queries.agenda_of(meeting):
            item.meeting = meeting
            if item.action_id and next(self.turn) % 2:
                notes = self.book["notes"]
                sitting.note(item, notes[next(self.turn) % len(notes)], by=None, at=at)
        for told in self._next_topics():
            topic = agenda.add(
                meeting, Proposal(told["title"]), by=None, at=at,
                key=uuid5(meeting.pk, f"{next(self.turn)}"),
            )  # fmt: skip
            self._decide(topic, told, at=at)
        for told in self.row.get("tasks", ()):
            doing.assign(
                meeting, text=told["text"], owner=self.units[told["owner"]], by=None, at=at,
                due_on=timezone.localdate(at) + told["days"] * DAY,
                key=uuid5(meeting.pk, told["text"]),
            )  # fmt: skip
        if self.series.has_cases:
            self._cases(meeting, at=at)

    def _next_topics(self) -> list[dict[str, Any]]:
        """Two that have not been talked about, while there are any."""
        topics = self.row["topics"]
        return [topics[next(self.talk) % len(topics)] for _n in range(min(2, len(topics)))]

    def _decide(self, topic: Topic, told: dict[str, Any], *, at: datetime) -> None:
        number = next(self.turn)
        if number % 11 == 10:
            sitting.carry(topic, by=None, at=at, note="请牵头单位再摸一次情况。")
            return
        votes = Votes(5 + number % 4, number % 2, number % 3) if number % 3 == 0 else None
        due_on = timezone.localdate(at) + told["days"] * DAY
        decision = Decision(told["decision"], self.units[told["owner"]], due_on, votes)
        sitting.adopt(topic, decision, by=None, at=at, key=uuid5(topic.pk, "adopt"))

    def _cases(self, meeting: Meeting, *, at: datetime) -> None:
        """Those that the meeting of that day decided on, as it stands in their files."""
        on = timezone.localdate(at)
        rows = Parking.objects.filter(
            district_id=self.district.pk, decided_at__isnull=False, meeting_on=on,
            due_on__gte=on,
        ).select_related("case", "owner")  # fmt: skip
        for row in rows.order_by("pk")[:MOST_CASES]:
            told = Proposal(agenda.told_of(row.case, row.case.subject), case=row.case)
            topic = agenda.add(meeting, told, source=row.case, by=None, at=at, key=row.key)
            decision = Decision(agenda.told_of(row.case, row.decision), row.owner, row.due_on)
            sitting.adopt(topic, decision, by=None, at=at, key=uuid5(topic.pk, "adopt"))

    def _close_old(self, at: datetime) -> None:
        """What is due by now has been done, nearly always; the latest wait to be closed."""
        due = queries.undone(self.series).filter(due_on__lte=timezone.localdate(at))
        for one in due.whole().order_by("pk"):
            number = next(self.turn)
            if number % 9 == 4 and at > self.at - 100 * DAY:
                continue
            if one.state == ActionState.OPEN:
                reports = self.book["reports"]
                doing.report(one, text=reports[number % len(reports)], by=None, at=at - 2 * DAY)
            if number % 29 == 6:
                doing.waive(one, reason="已并入另一项工作一起办。", by=None, at=at - HOUR)
            elif at < self.at - 70 * DAY or number % 3:
                doing.close(one, by=None, at=at - HOUR)

    def _to_come(self) -> None:
        """The next one, called where it is near; one moved, one called off, one in the room."""
        code = self.row["code"]
        starts = queries.next_start(self.series, at=self.at)
        if self.row.get("in_session"):
            self._in_session()
        meeting = self._plan(starts, at=self.at)
        for told in self._next_topics():
            agenda.add(
                meeting, Proposal(told["title"]), by=None, at=self.at,
                key=uuid5(meeting.pk, told["title"]),
            )  # fmt: skip
        if code in ("lianxin", "wangchao-lianxi", "dachang-lianxi"):
            calling.call(meeting, by=None, at=self.at)
        if code == "dachang-lianxi":
            calling.move(self._fresh(meeting), starts_at=starts + DAY, by=None, at=self.at)
        if code == "songjian-lianxi":
            calling.call(meeting, by=None, at=self.at)
            calling.cancel(meeting, reason="会议室维修，并到下一次开。", by=None, at=self.at)
            self._plan(queries.next_start(self.series, at=starts + DAY), at=self.at)

    def _in_session(self) -> None:
        starts = self.at.replace(minute=0, second=0, microsecond=0)
        meeting = self._plan(starts, at=self.at - 6 * DAY)
        calling.call(meeting, by=None, at=self.at - 5 * DAY)
        for told in self.row["topics"]:
            agenda.add(
                meeting, Proposal(told["title"]), by=None, at=self.at - 5 * DAY,
                key=uuid5(meeting.pk, told["title"]),
            )  # fmt: skip
        sitting.open_session(meeting, by=None, at=self.at)
        self._sign(meeting, at=self.at)
