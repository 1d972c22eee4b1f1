"""One case again, with its whole history: elsewhere, at another time, in other words."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, TypeGuard, TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from lianxin.casebook.models import ArticleSource, Use
from lianxin.cases.facts import CaseChanged
from lianxin.cases.models import (
    NEVER,
    Answers,
    BulletinCase,
    Case,
    CaseClock,
    ClockName,
    Consultation,
    Extension,
    Helper,
    Mediation,
    Parking,
    Rating,
    Reading,
    Requester,
    Routing,
    Stint,
    Task,
    Verification,
)
from lianxin.cases.notices import CaseNotice
from lianxin.gatherings.models import Topic
from lianxin.kernel import privacy, timeline
from lianxin.kernel.database import rows
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Entry
from lianxin.kernel.reactions import announce
from lianxin.kernel.refs import next_ref
from lianxin.network.models import District, User
from lianxin.outbox import actions as outbox
from lianxin.outbox import policy as inboxes
from lianxin.playbooks.demo.stories import Spot, Story
from lianxin.visits.models import Need

PARTS = (
    CaseClock,
    Stint,
    Helper,
    Extension,
    Parking,
    Rating,
    Task,
    Verification,
    Reading,
    Routing,
    Answers,
)
"""What belongs to a case beside its requester. Photos stay with the case they were taken for."""

NOT_COPIED = (Consultation, BulletinCase, Mediation, ArticleSource, Use, Topic, Need)
"""Of these a town has few. What has one of the first three is no mould: without it, its history
would tell of a question or a dispute that nobody finds."""

DUE = ("due_at", "first_due_at", "fair_due_at")
BY_CLOCKS = {"warn", "climb", "lapse", "resume"}
WORDS = ("reason", "decision", "comment", "text", "remark")
DAY_OF_MONTH = re.compile(r"(\d{1,2})月(\d{1,2})日")
STAMP = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d)")
BATCHES = (32, 8, 1)  # so that few statements are composed
RowT = TypeVar("RowT", bound=models.Model)


@dataclass
class Told:
    """A message, and whose inbox holds it."""

    facts: Mapping[str, Any]
    to: list[User]


@dataclass(frozen=True)
class Line:
    """An entry, and what in it changes when it is told again."""

    entry: Entry
    moments: Mapping[str, datetime]
    days: Mapping[str, date]
    has_words: bool  # that name places or days
    told: Sequence[Told]


@dataclass(frozen=True)
class Template:
    """A case as the actions left it, with everything that belongs to it."""

    story: Story
    case: Case
    requester: Requester
    lines: Sequence[Line]
    parts: Sequence[models.Model]
    names: re.Pattern[str]  # of the places in its words

    @cached_property
    def day(self) -> date:
        return timezone.localdate(self.case.received_at)

    @cached_property
    def last_at(self) -> datetime:
        return max(line.entry.at for line in self.lines)

    @cached_property
    def rung(self) -> Sequence[datetime]:
        """When its clocks did something by themselves."""
        rung = [line.entry for line in self.lines if line.entry.verb in BY_CLOCKS]
        return [entry.at for entry in rung if entry.by_id is None]

    @cached_property
    def sensitive(self) -> Sequence[date]:
        """Days on which something happened, or was due, because others work or do not."""
        due = [row.due_at for row in self.parts if _counts_days(row)]
        return [timezone.localdate(moment) for moment in [*self.rung, *due]]

    @cached_property
    def meetings(self) -> Sequence[date]:
        return [row.meeting_on for row in self.parts if isinstance(row, Parking)]


@dataclass(frozen=True)
class Retelling:
    """How a copy differs from its template."""

    key: UUID
    by: timedelta
    spot: Spot
    place_id: UUID
    subject: str
    text: str
    contact: Mapping[str, str]


def templates(
    district: District, stories: Mapping[UUID, Story], *, since: datetime
) -> list[Template]:
    """The cases of `stories` (by their keys) with all their rows; messages only from `since`."""
    own = Case.objects.filter(district_id=district.pk)
    plain = own.filter(consultations=None, bulletins=None, is_confidential=False)
    cases = {case.pk: case for case in plain if case.key in stories}
    parts = _by_case(district, cases, PARTS)
    requesters = {r.case_id: r for r in Requester.objects.filter(district_id=district.pk)}
    told = _told(district, since)
    histories: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(district_id=district.pk).order_by("subject_id", "seq"):
        if entry.subject_id in cases:
            histories[entry.subject_id].append(entry)
    found = []
    for pk, case in cases.items():
        names = _names(stories[case.key].spot)
        lines = [_line(entry, names, told.get(entry.pk, ())) for entry in histories[pk]]
        found.append(Template(stories[case.key], case, requesters[pk], lines, parts[pk], names))
    return sorted(found, key=lambda template: template.case.received_at)


def _told(district: District, since: datetime) -> Mapping[UUID, Sequence[Told]]:
    """The messages in all inboxes, by what they are about."""
    found: defaultdict[UUID, dict[str, Told]] = defaultdict(dict)
    for user in User.objects.filter(district_id=district.pk).order_by("pk"):
        for message in inboxes.visible_to(user).filter(queued_at__gte=since):
            told = found[message.about].setdefault(message.kind, Told(message.facts, []))
            told.to.append(user)
    return {about: list(by_kind.values()) for about, by_kind in found.items()}


def _by_case(
    district: District, cases: Mapping[UUID, Case], kinds: Sequence[type[Any]]
) -> Mapping[UUID, list[models.Model]]:
    found: defaultdict[UUID, list[models.Model]] = defaultdict(list)
    for kind in kinds:
        for row in kind.objects.filter(district_id=district.pk):
            if row.case_id in cases:
                found[row.case_id].append(row)
    return found


def _line(entry: Entry, names: re.Pattern[str], told: Sequence[Told]) -> Line:
    moments, days = _times(Case)
    return Line(
        entry,
        {name: datetime.fromisoformat(entry.facts[name]) for name in moments
         if entry.facts.get(name)},
        {name: date.fromisoformat(entry.facts[name]) for name in days if entry.facts.get(name)},
        has_words=bool(
            names.search(entry.note) or DAY_OF_MONTH.search(entry.note) or STAMP.search(entry.note)
        ),
        told=told,
    )  # fmt: skip


def _names(spot: Spot) -> re.Pattern[str]:
    words = sorted({name for name in spot.blanks.values() if name}, key=len, reverse=True)
    return re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, words))})")


@cache
def _times(model: type[models.Model]) -> tuple[list[str], list[str]]:
    """The columns of moments, and those of days."""
    fields = model._meta.concrete_fields
    moments = [f.attname for f in fields if isinstance(f, models.DateTimeField)]
    days = [f.attname for f in fields if isinstance(f, models.DateField)]
    return moments, [name for name in days if name not in moments]


class Copier:
    """Writes retellings into the district: of one day, then `save`."""

    def __init__(self, district: District) -> None:
        self.district = district
        self._rows: defaultdict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._notices: list[tuple[CaseNotice, list[User], Entry]] = []

    def add(self, template: Template, told: Retelling) -> None:
        received_at = template.case.received_at + told.by
        ref = next_ref(self.district.pk, self.district.ref_prefix, at=received_at)
        case = _clone(
            template.case,
            told.by,
            id=new_id(),
            key=told.key,
            ref=ref,
            **_where(told),
        )
        words = _Words(template, told)
        case.public_subject = told.subject if case.published_at else ""
        case.public_text = words.again(case.public_text, template.case.received_at)
        case.head = ""
        for line in template.lines:
            self._tell(case, line, words)
        self._rows[Case].append(case)
        self._rows[Requester].append(_requester(template.requester, case, told))
        for part in template.parts:
            self._rows[type(part)].append(_part(part, case, words))

    def save(self) -> None:
        """In the order of their foreign keys; the floors above hear of each case."""
        opened = self._rows[Case]
        for model in (Case, Requester, *PARTS, Entry):
            _insert(self._rows.pop(model, []))
        for notice, to, entry in self._notices:
            outbox.queue(notice, to=to, about=entry.pk, at=entry.at)
        self._notices.clear()
        for case in opened:
            at = case.__dict__["received_at"]
            announce(CaseChanged(self.district.pk, case.pk, at, "open", at))

    def _tell(self, case: Case, line: Line, words: _Words) -> None:
        old = line.entry
        entry = _clone(
            old, words.told.by, id=new_id(), subject_id=case.pk, salt=secrets.token_hex(8)
        )
        entry.key = new_id() if old.key else None
        if line.has_words:
            entry.note = words.again(old.note, old.at)
        entry.facts = _facts(line, case, words)
        timeline.seal(entry, after=case.head)
        case.head = entry.hash
        self._rows[Entry].append(entry)
        self._notices += [(_notice(one, case, old.at, words), one.to, entry) for one in line.told]


class _Words:
    """What was said, said of another place and day."""

    def __init__(self, template: Template, told: Retelling) -> None:
        self.told, self._names = told, template.names
        old, new = template.story.spot.blanks, told.spot.blanks
        self._new = {name: new[blank] or name for blank, name in old.items() if name}

    def again(self, text: str, at: datetime) -> str:
        text = self._names.sub(lambda found: self._new[found[0]], text)
        return moved(text, at, by=self.told.by)


def moved(text: str, at: datetime, *, by: timedelta) -> str:
    """`text`, written at the moment `at`, with the days and times it names moved too."""
    on = timezone.localdate(at)
    text = DAY_OF_MONTH.sub(lambda found: _day(found, on, by), text)
    return STAMP.sub(lambda found: _stamp(found, on, by), text)


def _day(found: re.Match[str], near: date, by: timedelta) -> str:
    on = _nearest(int(found[1]), int(found[2]), near)
    on = on and on + timedelta(days=_whole_days(by))
    return f"{on.month}月{on.day}日" if on else found[0]


def _stamp(found: re.Match[str], near: date, by: timedelta) -> str:
    on = _nearest(int(found[2]), int(found[3]), near)
    if on is None:
        return found[0]
    moment = datetime(on.year, on.month, on.day, int(found[4]), int(found[5])) + by  # noqa: DTZ001  as written
    return f"{moment:%Y-%m-%d %H:%M}" if found[1] else f"{moment:%m-%d %H:%M}"


def _nearest(month: int, day: int, to: date) -> date | None:
    """The day of that name that is nearest to the day `to`."""
    found = []
    for year in (to.year - 1, to.year, to.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda on: abs(on - to), default=None)


def _where(told: Retelling) -> dict[str, Any]:
    return {
        "subject": told.subject,
        "text": told.text,
        "place_id": told.place_id,
        "address": told.spot.address,
        "lon": told.spot.lon,
        "lat": told.spot.lat,
    }


def _facts(line: Line, case: Case, words: _Words) -> dict[str, Any]:
    facts = dict(line.entry.facts)
    by = words.told.by
    for name, moment in line.moments.items():
        if moment != NEVER:
            facts[name] = (moment + by).astimezone(UTC).isoformat()
    for name, day in line.days.items():
        facts[name] = (day + timedelta(days=_whole_days(by))).isoformat()
    if line.entry.seq == 1:
        where = {**_where(words.told), "place_id": str(case.place_id)}
        facts |= {**where, "key": str(case.key), "ref": case.ref}
    if "public_text" in facts:
        facts |= {"public_subject": case.public_subject, "public_text": case.public_text}
    return facts


def _notice(told: Told, case: Case, at: datetime, words: _Words) -> CaseNotice:
    facts = dict(told.facts)
    due_at = facts["due_at"] and datetime.fromisoformat(facts["due_at"]) + words.told.by
    facts |= {
        "ref": case.ref,
        "subject": case.subject,
        "link": f"/cases/{case.ref}/",
        "text": words.again(facts["text"], at),
        "due_at": due_at and due_at.isoformat(),
    }
    return CaseNotice(**facts)


def _requester(row: Requester, case: Case, told: Retelling) -> Requester:
    phone = privacy.normalise_phone(told.contact.get("phone", ""))
    return _clone(
        row,
        told.by,
        id=new_id(),
        case_id=case.pk,
        name=told.contact.get("name") or None,
        phone=phone or None,
        email=told.contact.get("email") or None,
        phone_index=privacy.blind_index(phone, purpose="phone") if phone else "",
    )


def _part(row: RowT, case: Case, words: _Words) -> RowT:
    copy = _clone(row, words.told.by, id=new_id(), case_id=case.pk)
    if hasattr(row, "key"):
        copy.__dict__["key"] = new_id()
    if _counts_days(row):  # to the close of business, whatever the minute of the start
        days = timedelta(days=_whole_days(words.told.by))
        copy.__dict__ |= {name: row.__dict__[name] + days for name in DUE}
    for name in WORDS:
        if said := row.__dict__.get(name):
            copy.__dict__[name] = words.again(said, case.received_at - words.told.by)
    return copy


def _counts_days(row: models.Model) -> TypeGuard[CaseClock]:
    return isinstance(row, CaseClock) and row.name in (ClockName.RATE, ClockName.WAIT)


def _clone(row: RowT, by: timedelta, **changes: object) -> RowT:
    """A row like `row`, all its times moved `by`. Not by the model's own constructor, which takes
    ten times as long."""
    copy = object.__new__(type(row))
    columns = copy.__dict__
    columns.update(row.__dict__)
    moments, days = _times(type(row))
    for name in moments:
        if (moment := columns[name]) is not None and moment != NEVER:
            columns[name] = moment + by
    for name in days:
        if columns[name] is not None:
            columns[name] += timedelta(days=_whole_days(by))
    columns.update(changes)
    return copy


def _whole_days(by: timedelta) -> int:
    return round(by / timedelta(days=1))


def _insert(found: Sequence[models.Model]) -> None:
    for batch in _batches(found):
        rows.insert(*batch)


def _batches(found: Sequence[models.Model]) -> Iterator[Sequence[models.Model]]:
    start = 0
    for size in BATCHES:
        while len(found) - start >= size:
            yield found[start : start + size]
            start += size
