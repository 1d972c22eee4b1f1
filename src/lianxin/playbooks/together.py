"""What a district does together, in its playbook: bodies, meetings, promises, events, halls.

Each is known by its name or code; one that is there stays, and gets what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.bodies import queries as seats
from lianxin.bodies.actions import founding, rota, seating
from lianxin.bodies.models import Body
from lianxin.commitments.actions import drawing_up, promising
from lianxin.commitments.models import Commitment, Programme
from lianxin.commitments.states import ProgrammeState
from lianxin.deliberation.actions import topics
from lianxin.deliberation.models import Hall
from lianxin.events.actions import running
from lianxin.events.models import EventSeries
from lianxin.gatherings.actions import calling
from lianxin.gatherings.models import Member, Series
from lianxin.network.models import District, Organisation, Place
from lianxin.playbooks.document import Steps

Row = Mapping[str, Any]
KEYS: Final = UUID("0d3f6c52-7a1e-4b0c-9d84-2b6c51f7e3aa")
SECTIONS: Final = ("bodies", "meetings", "programmes", "events", "halls")
SAID: Final = ("name", "kind", "about", "week", "weekday", "months", "minutes", "quorum", "room",
               "has_cases", "is_public")  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """The district a book goes into, with its places and units by code."""

    district: District
    places: Mapping[str, Place]
    units: Mapping[str, Organisation]
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def place(self, row: Row) -> Place:
        """Where it holds; what names no place holds for the whole district."""
        if "place" in row:
            return self.places[row["place"]]
        return next(place for place in self.places.values() if place.parent_id is None)

    def of(self, model: Any) -> Any:
        return model.objects.filter(district_id=self.district.pk)

    def key(self, *parts: object) -> UUID:
        return uuid5(KEYS, " ".join(map(str, (self.district.pk, *parts))))


def put(ground: Ground, book: Row) -> Iterator[str]:
    """A line for each thing that was changed."""
    steps: Sequence[tuple[str, Callable[[Ground, Row], Iterator[str]]]] = (
        ("bodies", _body), ("meetings", _meetings), ("programmes", _programme),
        ("events", _events), ("halls", _hall),
    )  # fmt: skip
    for section, put_one in steps:
        for row in book.get(section, ()):
            yield from put_one(ground, row)


def _body(ground: Ground, row: Row) -> Iterator[str]:
    body = ground.of(Body).whole().live(on=ground.today).filter(name=row["name"]).first()
    begun_on = date.fromisoformat(row["begun_on"]) if "begun_on" in row else ground.today
    if body is None:
        parent = ground.of(Body).get(name=row["within"]) if "within" in row else None
        told = founding.Told(
            row["name"], row["kind"], row["about"], ground.place(row),
            ground.units[row["convener"]], begun_on, parent,
        )  # fmt: skip
        key = ground.key("body", row["name"], begun_on)
        body = founding.found(ground.district, told, by=None, at=ground.at, key=key)
        yield _("新增机构 %s") % body.name
    elif body.about != row["about"]:
        founding.change(body, name=body.name, about=row["about"], by=None, at=ground.at)
        yield _("更新机构 %s") % body.name
    yield from _members(ground, body, row)


def _members(ground: Ground, body: Body, row: Row) -> Iterator[str]:
    known = {unit.code for unit in seats.units_on(body, on=max(body.begun_on, ground.today))}
    for code in row.get("units", ()):
        if code not in known:
            unit = ground.units[code]
            seating.admit(
                body, unit, starts_on=body.begun_on, by=None, at=ground.at,
                key=ground.key("member", body.ref, code),
            )  # fmt: skip
            yield _("%(body)s：新增成员单位 %(unit)s") % {"body": body.name, "unit": unit.name}
    if "rota" in row and not seats.terms_of(body):
        told = row["rota"]
        rota.lay(
            body, [ground.units[code] for code in told.get("units", row["units"])],
            starts_on=date.fromisoformat(told["starts_on"]), months=told["months"],
            span=told["span"], by=None, at=ground.at, key=ground.key("rota", body.ref),
        )  # fmt: skip
        yield _("%s：排好轮值") % body.name


def _meetings(ground: Ground, row: Row) -> Iterator[str]:
    found = ground.of(Series).select_related("convener", "body", "clerk", "chair", "space")
    present = found.filter(code=row["code"]).first()
    told = calling.Told(
        **{name: row[name] for name in SAID if name in row},
        convener=ground.units[row["convener"]], starts=time.fromisoformat(row["starts"]),
        body=ground.of(Body).get(name=row["body"]) if "body" in row else None,
    )  # fmt: skip
    others = ground.of(Series).filter(has_cases=True, is_active=True).exclude(code=row["code"])
    if told.has_cases and others.exists():
        told = replace(told, has_cases=False)
    if present is not None:  # those who do the work, and where, are chosen on the spot
        told = replace(told, clerk=present.clerk, chair=present.chair, space=present.space)
    if present is None or _differs(present, vars(told)):
        word = _("更新系列会议 %s") if present else _("新增系列会议 %s")
        present = calling.put_series(
            ground.district, row["code"], told, by=None, at=ground.at,
            key=ground.key("meetings", row["code"]),
        )  # fmt: skip
        yield word % present.name
    known = _invited(present)
    for code in row.get("units", ()):
        if code not in known:
            calling.invite_always(present, unit=ground.units[code], by=None, at=ground.at)
            names = {"series": present.name, "unit": ground.units[code].name}
            yield _("%(series)s：新增固定参会单位 %(unit)s") % names


def _differs(row: Model, wanted: Row) -> bool:
    return any(getattr(row, name) != value for name, value in wanted.items())


def _invited(series: Series) -> list[str]:
    """The codes of the units that come to each meeting."""
    rows = Member.objects.filter(district_id=series.district_id, series=series)
    found = rows.filter(unit__isnull=False).order_by("unit__code")
    return list(found.values_list("unit__code", flat=True))


def _programme(ground: Ground, row: Row) -> Iterator[str]:
    """Stays a draft: a promise is made in public by a person, never by a file."""
    own = {"kind": row["kind"], "title": row["title"]}
    programme = ground.of(Programme).whole().filter(**own).first()
    if programme is None:
        draft = drawing_up.Draft(
            **own, unit=ground.units[row["unit"]], place=ground.place(row),
            starts_on=date.fromisoformat(row["starts_on"]),
            ends_on=date.fromisoformat(row["ends_on"]), about=row.get("about", ""),
        )  # fmt: skip
        key = ground.key("programme", row["kind"], row["title"])
        programme = drawing_up.draw_up(ground.district, draft, by=None, at=ground.at, key=key)
        yield _("新增清单 %s（未公布）") % programme.title
    if programme.state == ProgrammeState.DRAFT:
        yield from _promises(ground, programme, row)
    known = set(programme.bases.values_list("name", flat=True))
    for told in row.get("bases", ()):
        if told["name"] not in known:
            drawing_up.add_base(
                programme, told["name"], note=told.get("note", ""), by=None, at=ground.at,
                unit=ground.units[told["unit"]] if "unit" in told else None,
                place=ground.places[told["place"]] if "place" in told else None,
            )  # fmt: skip
            yield _("%(list)s：新增 %(name)s") % {"list": programme.title, "name": told["name"]}


def _promises(ground: Ground, programme: Programme, row: Row) -> Iterator[str]:
    known = set(ground.of(Commitment).filter(programme=programme).values_list("title", flat=True))
    for told in row.get("promises", ()):
        if told["title"] in known:
            continue
        wanted = promising.Promised(
            told["title"], ground.units[told["owner"]], date.fromisoformat(told["due_on"]),
            about=told.get("about", ""), chapter=told.get("chapter", ""),
            measure=told.get("measure", ""), target=told.get("target"),
            unit_word=told.get("word", ""),
        )  # fmt: skip
        key = ground.key("promise", programme.ref, told["title"])
        promise = promising.promise(programme, wanted, by=None, at=ground.at, key=key)
        for step in told.get("steps", ()):
            promising.add_milestone(
                promise, step["title"], due_on=date.fromisoformat(step["due_on"]),
                weight=step.get("weight", 1), by=None, at=ground.at,
                key=uuid5(key, step["title"]),
            )  # fmt: skip
        yield _("%(list)s：新增 %(name)s") % {"list": programme.title, "name": told["title"]}


def _events(ground: Ground, row: Row) -> Iterator[str]:
    if not ground.of(EventSeries).filter(code=row["code"]).exists():
        series = running.begin_series(
            ground.units[row["unit"]], code=row["code"], name=row["name"],
            about=row.get("about", ""), by=None, at=ground.at,
            key=ground.key("events", row["code"]),
        )  # fmt: skip
        yield _("新增活动系列 %s") % series.name


def _hall(ground: Ground, row: Row) -> Iterator[str]:
    if not ground.of(Hall).filter(code=row["code"]).exists():
        plan = topics.Plan(
            row["code"], row["name"], row.get("about", ""), row["policy"], ground.place(row),
            ground.units[row["unit"]],
        )  # fmt: skip
        hall = topics.open_hall(plan, by=None, at=ground.at, key=ground.key("hall", row["code"]))
        yield _("新增议事厅 %s") % hall.name


def references(book: Row) -> Iterator[tuple[Steps, Any, list[str]]]:
    """Each unit, place and body that a row names, and those there are."""
    units, places = ([row["code"] for row in book[name]] for name in ("units", "places"))
    bodies = [row["name"] for row in book.get("bodies", ())]
    known = {"unit": units, "convener": units, "owner": units, "place": places, "body": bodies,
             "within": bodies}  # fmt: skip
    for section in SECTIONS:
        for number, row in enumerate(book.get(section, ())):
            yield from _named((section, number), row, known)


def _named(
    steps: Steps, row: Row, known: Mapping[str, list[str]]
) -> Iterator[tuple[Steps, Any, list[str]]]:
    for name, value in row.items():
        if name in known:
            yield (*steps, name), value, known[name]
        elif name == "units":
            for number, code in enumerate(value):
                yield (*steps, name, number), code, known["unit"]
        elif name in ("promises", "bases"):
            for number, part in enumerate(value):
                yield from _named((*steps, name, number), part, known)
        elif name == "rota":
            yield from _named((*steps, name), value, known)
