"""What a district does together, written back into its playbook (`together.py` reads it)."""

from __future__ import annotations

from typing import Any

from lianxin.bodies import queries as seats
from lianxin.bodies.calendar import DAY, months_on, slots
from lianxin.bodies.models import Body, Term, UnitMember
from lianxin.commitments.models import Commitment, Programme
from lianxin.commitments.states import ProgrammeState
from lianxin.deliberation.models import Hall
from lianxin.events.models import EventSeries
from lianxin.gatherings.models import Member, Series
from lianxin.network.models import District, Place
from lianxin.playbooks.together import SAID

Row = dict[str, Any]


def of(district: District) -> dict[str, list[Row]]:
    """The sections that are not empty, of what has no end."""
    bodies = Body.objects.filter(district_id=district.pk, ended_on=None).whole()
    series = Series.objects.filter(district_id=district.pk, is_active=True)
    lists = Programme.objects.filter(district_id=district.pk).whole()
    events = EventSeries.objects.filter(district_id=district.pk, ended_on=None)
    halls = Hall.objects.filter(district_id=district.pk, closed_on=None)
    found = {
        "bodies": [_body(row) for row in bodies.order_by("founded_at", "pk")],
        "meetings": [
            _meetings(row) for row in series.select_related("convener", "body").order_by("pk")
        ],
        "programmes": [
            _programme(row)
            for row in lists.exclude(state=ProgrammeState.ENDED).order_by("pk")
            if row.kind != "TERM"
        ],
        "events": [_events(row) for row in events.select_related("unit").order_by("pk")],
        "halls": [_hall(row) for row in halls.select_related("unit", "place").order_by("pk")],
    }
    return {name: rows for name, rows in found.items() if rows}


def _body(body: Body) -> Row:
    units = UnitMember.objects.filter(district_id=body.district_id, body=body, ends_on=None)
    return _told(
        name=body.name, kind=body.kind, within=body.parent and body.parent.name,
        begun_on=body.begun_on.isoformat(), place=_place(body.place),
        convener=body.convener.code, units=sorted(units.values_list("unit__code", flat=True)),
        rota=_rota(seats.terms_of(body)), about=body.about,
    )  # fmt: skip


def _rota(terms: list[Term]) -> Row | None:
    """How the roster was laid, where nobody has moved a term or changed turns since."""
    if not terms:
        return None
    first = terms[0].starts_on
    lengths = (term.ends_on + DAY for term in terms)
    ends = {month: months_on(first, month) for month in range(1, 121)}
    counted = {day: month for month, day in ends.items()}
    reached = [counted.get(day, 0) for day in lengths]
    if not all(reached):
        return None
    months, span = reached[0], reached[-1]
    if list(slots(first, months=months, span=span)) != [(t.starts_on, t.ends_on) for t in terms]:
        return None
    units = [term.unit.code for term in terms]
    turn = next(n for n in range(1, len(units) + 1) if _repeats(units, n))
    return {"starts_on": first.isoformat(), "months": months, "span": span, "units": units[:turn]}


def _repeats(units: list[str], length: int) -> bool:
    return all(code == units[n % length] for n, code in enumerate(units))


def _meetings(series: Series) -> Row:
    rows = Member.objects.filter(district_id=series.district_id, series=series)
    codes = rows.filter(unit__isnull=False).values_list("unit__code", flat=True)
    plain = {field.name: field for field in Series._meta.concrete_fields}
    said = {name: getattr(series, name) for name in SAID}
    own = {name: value for name, value in said.items() if value != plain[name].get_default()}
    return _told(
        code=series.code, **own, convener=series.convener.code,
        body=series.body and series.body.name, units=sorted(codes),
        starts=series.starts.strftime("%H:%M"),
    )  # fmt: skip


def _programme(programme: Programme) -> Row:
    bases = programme.bases.select_related("unit", "place").order_by("pk")
    rows = Commitment.objects.filter(district_id=programme.district_id, programme=programme)
    return _told(
        title=programme.title, kind=programme.kind, unit=programme.unit.code,
        place=_place(programme.place), starts_on=programme.starts_on.isoformat(),
        ends_on=programme.ends_on.isoformat(), about=programme.about,
        bases=[
            _told(
                name=base.name, unit=base.unit and base.unit.code,
                place=base.place and base.place.code, note=base.note,
            )
            for base in bases
        ],
        promises=[_promise(row) for row in rows.select_related("owner").order_by("number")],
    )  # fmt: skip


def _promise(row: Commitment) -> Row:
    """As it was promised at first."""
    is_counted = row.measure == "SITES"
    return _told(
        title=row.first_title, owner=row.owner.code, due_on=row.first_due_on.isoformat(),
        chapter=row.chapter, about=row.about, target=row.first_target, word=row.unit_word,
        measure="" if is_counted or not row.first_target else row.measure,
        steps=[
            _told(
                title=step.title, due_on=step.due_on.isoformat(),
                weight=step.weight if step.weight != 1 else None,
            )
            for step in row.milestones.order_by("due_on", "pk")
        ],
    )  # fmt: skip


def _events(series: EventSeries) -> Row:
    return _told(code=series.code, name=series.name, unit=series.unit.code, about=series.about)


def _hall(hall: Hall) -> Row:
    return _told(
        code=hall.code, name=hall.name, unit=hall.unit.code, place=_place(hall.place),
        about=hall.about, policy=hall.policy,
    )  # fmt: skip


def _place(place: Place) -> str | None:
    """Its code; what holds for the whole district names none."""
    return place.code if place.parent_id else None


def _told(**columns: Any) -> Row:
    """Without what is empty."""
    return {name: value for name, value in columns.items() if value not in (None, "", [])}
