"""Cases as the 17 fields of the standard. Five queries, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lianxin.api.open311 import media, words
from lianxin.api.open311.door import Call
from lianxin.api.open311.places import Atlas
from lianxin.api.open311.sight import Seen, Sight
from lianxin.api.open311.told import (
    Page,
    Span,
    Told,
    changed_of,
    has_span,
    span_of,
    statuses_of,
)
from lianxin.api.open311.writing import Value, w3c
from lianxin.cases import queries
from lianxin.cases.actions import requester
from lianxin.cases.models import Case, CaseClock, CaseQuerySet, ClockName, Photo, PhotoState
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.kernel.models import Audience, Entry
from lianxin.network.models import Place


def narrowed(cases: CaseQuerySet, told: Told, *, at: datetime) -> CaseQuerySet:
    """Those of `cases` that are asked for by service, time and status."""
    changed = changed_of(told, at=at)
    found = cases if changed is None else _changed(cases, changed)
    if changed is None or has_span(told):
        span = span_of(told, at=at)
        found = found.filter(received_at__gte=span.since, received_at__lte=span.until)
    if codes := told.many("service_code"):
        found = found.filter(class_code__in=codes)
    statuses = statuses_of(told)
    if statuses == {"open"}:
        return found.open()
    return found.filter(state=State.CLOSED) if statuses == {"closed"} else found


def paged(cases: CaseQuerySet, page: Page) -> list[Case]:
    """The newest first."""
    ordered = cases.order_by("-received_at", "-pk")
    return list(touched(ordered)[page.first : page.first + page.size])


def touched(cases: CaseQuerySet) -> CaseQuerySet:
    """With `touched_at`: when something last happened that the requester may know."""
    entries = Entry.objects.filter(
        district_id=OuterRef("district_id"), subject_id=OuterRef("pk"), audience=Audience.PUBLIC
    )
    newest = entries.order_by("-seq").values("at")[:1]
    found: CaseQuerySet = cases.whole().annotate(touched_at=Subquery(newest))
    return found


def stirred(cases: CaseQuerySet, *, since: datetime) -> QuerySet[Any]:
    """The ids of those to which anything can have happened after `since`. Each part is found by
    an index of its own: of most cases in a district nothing has been heard for years."""
    late = cases.filter(state=State.CLOSED, closed_at__gte=since - requester.RATE_WITHIN)
    parts = (cases.open(), late, cases.filter(published_at__gte=since))
    first, *others = (part.values("pk") for part in parts)
    return first.union(*others)


def _changed(cases: CaseQuerySet, span: Span) -> CaseQuerySet:
    known = touched(cases.filter(pk__in=stirred(cases, since=span.since)))
    found: CaseQuerySet = known.filter(Q(touched_at__range=(span.since, span.until)))
    return found


def rows(call: Call, seen: Sequence[Seen]) -> list[Value]:
    if not seen:
        return []
    district_id = call.district.pk
    rules = queries.rules_of(district_id)
    atlas = Atlas(district_id, [one.case.place for one in seen])
    due = _due(district_id, [one.case.pk for one in seen])
    pictures = _pictures(call, seen)
    return [
        _row(
            one,
            rules=rules,
            atlas=atlas,
            due_at=due.get(one.case.pk),
            picture=pictures.get(one.case.pk),
        )
        for one in seen
    ]


def _row(
    one: Seen, *, rules: Rules, atlas: Atlas, due_at: datetime | None, picture: str | None
) -> Mapping[str, Value]:
    case = one.case
    line = atlas.line(case.place, is_coarse=not one.is_whole)
    is_closed = case.state == State.CLOSED
    lat, lon = _point(one, line)
    return {
        "service_request_id": case.ref,
        "status": "closed" if is_closed else "open",
        "status_notes": words.stands(case),
        "service_name": rules.class_label(case.class_code),
        "service_code": case.class_code,
        "description": _description(one),
        "agency_responsible": case.lead.name,
        "service_notice": None,
        "requested_datetime": w3c(case.received_at),
        "updated_datetime": w3c(_updated_at(case)),
        "expected_datetime": w3c(due_at) if due_at and not is_closed else None,
        "address": _address(one, line),
        "address_id": line[0].code if line else None,
        "zipcode": None,
        "lat": lat,
        "long": lon,
        "media_url": picture,
    }


def _updated_at(case: Case) -> datetime:
    if case.state == State.CLOSED and case.closed_at:
        return case.closed_at
    at: datetime = vars(case)["touched_at"]
    return at


def _description(one: Seen) -> str | None:
    if one.is_whole:
        return one.case.text
    if one.sight is Sight.PUBLISHED:
        return f"{one.case.public_subject}\n{one.case.public_text}"
    return None


def _address(one: Seen, line: Sequence[Place]) -> str:
    """From the most specific to the most general, as the standard wants it."""
    own = [one.case.address] if one.is_whole and one.case.address else []
    return ", ".join([*own, *(place.name for place in line)])


def _point(one: Seen, line: Iterable[Place]) -> tuple[float | None, float | None]:
    if one.is_whole and one.case.lat is not None:
        return one.case.lat, one.case.lon
    return next(((p.lat, p.lon) for p in line if p.lat is not None), (None, None))


def _due(district_id: int, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """What is promised of each: the solution, else word of how it goes."""
    clocks = CaseClock.objects.filter(
        district_id=district_id, case__in=ids, stopped_at__isnull=True
    )
    rows = list(clocks.values_list("case_id", "name", "due_at"))
    return {
        case_id: due_at
        for wanted in (ClockName.FEEDBACK, ClockName.RESOLVE)
        for case_id, name, due_at in rows
        if name == wanted
    }


def _pictures(call: Call, seen: Sequence[Seen]) -> dict[UUID, str]:
    """The first picture of each that may be shown: to everybody, only one of the work."""
    shown = {one.case.pk: one.sight for one in seen if one.sight is not Sight.STATE}
    photos = Photo.objects.filter(
        district_id=call.district.pk, case__in=list(shown), is_public=True, state=PhotoState.READY
    )
    found = dict[UUID, str]()
    for photo in photos.order_by("-pk"):
        if shown[photo.case_id] is Sight.WHOLE or photo.is_proof:
            found[photo.case_id] = media.url(
                call, photo, is_open=shown[photo.case_id] is not Sight.WHOLE
            )
    return found
