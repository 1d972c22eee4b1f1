"""Lists of cases as rows of plain values, read in chunks: an office's ledger, and the columns of
Open311's GeoReport Bulk. Who may ask, the caller has decided; a contact is never told in full, and
what is confidential does not stand in lists at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianxin.cases.models import NEVER, Case, CaseQuerySet, Rating, Requester, Solved, Source
from lianxin.cases.rules import Rules
from lianxin.cases.states import Outcome, State
from lianxin.kernel import privacy
from lianxin.kernel.models import Audience, Entry
from lianxin.network.models import Organisation, Place, PlaceKind
from lianxin.papers.lists import Cell

Head: TypeAlias = Sequence[str | Promise]
AT_ONCE = 500
LEDGER: Head = (
    _("编号"),
    _("标题"),
    _("内容"),
    _("受理时间"),
    _("来源"),
    _("种类"),
    _("类别"),
    _("等级"),
    _("发生地"),
    _("详细地址"),
    _("联系人"),
    _("联系电话"),
    _("状态"),
    _("结果"),
    _("主办单位"),
    _("最近时限"),
    _("答复内容"),
    _("答复时间"),
    _("办结时间"),
    _("退回次数"),
    _("重办次数"),
    _("是否解决"),
)
LEDGER_WIDE = (1, 2, 8, 9, 16)
BULK = (  # https://wiki.open311.org/GeoReport/bulk, in its order
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)
ANSWERING = ("answer", "pass", "follow", "close", "uphold")
STATUS = {  # the words that GeoReport Bulk calls typical
    State.RECEIVED: "Open",
    State.REOPENING: "Open",
    State.WAITING: "Hold",
    State.PAUSED: "Hold",
    State.CLOSED: "Closed",
}


@dataclass(frozen=True)
class _Chunk:
    """Some cases, with what stands beside them in other tables: one query a table."""

    cases: Sequence[Case]

    @cached_property
    def own(self) -> dict[str, object]:
        return {"district_id": self.cases[0].district_id}

    @cached_property
    def pks(self) -> list[UUID]:
        return [case.pk for case in self.cases]

    @cached_property
    def requesters(self) -> Mapping[UUID, Requester]:
        rows = Requester.objects.filter(**self.own, case__in=self.pks)
        return {row.case_id: row for row in rows}

    @cached_property
    def answers(self) -> Mapping[UUID, Entry]:
        """The last thing that the requester was told as an answer."""
        rows = Entry.objects.filter(
            **self.own, subject_id__in=self.pks, verb__in=ANSWERING, audience=Audience.PUBLIC
        )
        return {row.subject_id: row for row in rows.order_by("seq")}

    @cached_property
    def solved(self) -> Mapping[UUID, str]:
        rows = Rating.objects.filter(**self.own, case__in=self.pks).order_by("round")
        return {row.case_id: str(Solved(row.solved).label) for row in rows}

    @cached_property
    def touched(self) -> Mapping[UUID, datetime]:
        rows = Entry.objects.filter(**self.own, subject_id__in=self.pks).order_by()
        return dict(rows.values_list("subject_id").annotate(at=Max("at")))


@dataclass(frozen=True)
class Listed:
    """`cases` of one district, in the order of their registration."""

    cases: CaseQuerySet
    district_id: int
    rules: Rules
    _lines: dict[str, list[Place]] = field(default_factory=dict, init=False)

    @cached_property
    def places(self) -> Mapping[UUID, Place]:
        rows = Place.objects.filter(district_id=self.district_id).defer("shape")
        return {place.pk: place for place in rows}

    @cached_property
    def by_path(self) -> Mapping[str, Place]:
        return {place.path: place for place in self.places.values()}

    @cached_property
    def root(self) -> list[Place]:
        return [place for place in self.places.values() if place.parent_id is None]

    @cached_property
    def units(self) -> Mapping[UUID, str]:
        rows = Organisation.objects.filter(district_id=self.district_id)
        return dict(rows.values_list("pk", "name"))

    def count(self) -> int:
        return self._listed.count()

    def ledger(self) -> Iterator[Sequence[Cell]]:
        for chunk in self._chunks():
            yield from (self._ledger_row(case, chunk) for case in chunk.cases)

    def bulk(self) -> Iterator[Sequence[Cell]]:
        for chunk in self._chunks():
            yield from (self._bulk_row(case, chunk) for case in chunk.cases)

    def published(self) -> Iterator[Sequence[Cell]]:
        """Only what was written for the public; the place no closer than its street."""
        for chunk in self._chunks():
            yield from (self._public_row(case, chunk) for case in chunk.cases)

    @property
    def _listed(self) -> CaseQuerySet:
        found: CaseQuerySet = self.cases.filter(district_id=self.district_id)
        return found.exclude(is_confidential=True)

    def _chunks(self) -> Iterator[_Chunk]:
        """By id, so that what is written meanwhile neither repeats a row nor leaves one out."""
        ordered = self._listed.select_related(None).order_by("pk")
        cases = list(ordered[:AT_ONCE])
        while cases:
            yield _Chunk(cases)
            cases = list(ordered.filter(pk__gt=cases[-1].pk)[:AT_ONCE])

    def _ledger_row(self, case: Case, chunk: _Chunk) -> Sequence[Cell]:
        who, answer = chunk.requesters.get(case.pk), chunk.answers.get(case.pk)
        who = None if who and who.wants_privacy else who
        return (
            case.ref,
            case.subject,
            case.text,
            case.received_at,
            str(Source(case.source).label),
            self._label(self.rules.kinds, case.kind),
            self.rules.class_label(case.class_code) if case.class_code else "",
            self._label(self.rules.grades, case.grade),
            self._where(self.places[case.place_id]),
            case.address,
            privacy.mask_name(who.name or "") if who else "",
            privacy.mask_phone(who.phone or "") if who else "",
            str(State(case.state).label),
            str(Outcome(case.outcome).label) if case.outcome else "",
            self.units[case.lead_id],
            case.next_due_at if case.is_open and case.next_due_at < NEVER else None,
            answer.note if answer else "",
            answer.at if answer else None,
            case.closed_at,
            case.bounces,
            case.reopens,
            chunk.solved.get(case.pk, ""),
        )

    def _bulk_row(self, case: Case, chunk: _Chunk) -> Sequence[Cell]:
        answer = chunk.answers.get(case.pk)
        address = ", ".join(
            part for part in (case.address, self._outwards(self.places[case.place_id])) if part
        )
        here = (
            (case.lat, case.lon)
            if case.lat is not None
            else self._point(self.places[case.place_id])
        )
        return (
            *self._bulk_head(case, chunk),
            answer.note if answer else str(State(case.state).label),
            str(Source(case.source).label),
            *self._service(case),
            case.text,
            self.units[case.lead_id],
            address,
            *here,
        )

    def _public_row(self, case: Case, chunk: _Chunk) -> Sequence[Cell]:
        street = self._street(self.places[case.place_id])
        return (
            *self._bulk_head(case, chunk),
            str(Outcome(case.outcome).label) if case.outcome else str(State(case.state).label),
            "",
            *self._service(case),
            f"{case.public_subject}\n{case.public_text}".strip(),
            self.units[case.lead_id],
            self._outwards(street),
            *self._point(street),
        )

    def _bulk_head(self, case: Case, chunk: _Chunk) -> Sequence[Cell]:
        return (
            case.ref,
            case.received_at,
            case.closed_at or chunk.touched.get(case.pk, case.received_at),
            case.closed_at,
            STATUS.get(State(case.state), "Processing"),
        )

    def _service(self, case: Case) -> tuple[str, str]:
        known = self.rules.class_label(case.class_code) if case.class_code else ""
        kind = self._label(self.rules.kinds, case.kind)
        return known or kind, kind if known else ""

    def _above(self, place: Place) -> list[Place]:
        """From the street down to `place` itself; the district alone where it is the district."""
        if place.path not in self._lines:
            codes = place.path.split("/")
            paths = ["/".join(codes[: n + 1]) for n in range(len(codes))]
            found = [self.by_path[path] for path in paths if path in self.by_path]
            self._lines[place.path] = [one for one in found if one.parent_id] or found
        return self._lines[place.path]

    def _where(self, place: Place) -> str:
        return " · ".join(one.name for one in self._above(place))

    def _outwards(self, place: Place) -> str:
        """From the smallest to the largest, as GeoReport wants it."""
        line = [*reversed(self._above(place)), *self.root]
        return ", ".join(dict.fromkeys(one.name for one in line))

    def _street(self, place: Place) -> Place:
        above = self._above(place)
        return next((one for one in above if one.kind == PlaceKind.STREET), above[0])

    def _point(self, place: Place) -> tuple[float | None, float | None]:
        """Its own, else that of the nearest place above that has one."""
        for one in [*reversed(self._above(place)), *self.root]:
            if one.lat is not None:
                return one.lat, one.lon
        return None, None

    @staticmethod
    def _label(known: Mapping[str, object], code: str) -> str:
        return str(getattr(known.get(code), "label", code))
