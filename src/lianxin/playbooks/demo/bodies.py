"""Bodies of the demo town, with terms and pledges over two years, in every state."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.bodies import queries
from lianxin.bodies.actions import (
    badges,
    electing,
    founding,
    joining,
    rota,
    seating,
    serving,
    terms,
)
from lianxin.bodies.calendar import months_on
from lianxin.bodies.models import Body, Election, Member, Term
from lianxin.commitments import actions as commitments
from lianxin.commitments import queries as promised
from lianxin.commitments.actions.evidence import Proof
from lianxin.network.models import District, Organisation, Place, PlaceKind
from lianxin.outbox import actions as outbox
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("5d0a7c1e-4f63-4b8e-9a52-1c7e60d2b9f4")
DAY: Final = timedelta(days=1)
REPORTED: Final = 5 * DAY  # after the last day
CLOSED: Final = 12 * DAY
SAID: Final = {
    "KEPT": "按承诺的时间做完了，记录和照片都在。",
    "PARTLY": "做了一大半，剩下的写进下一任的承诺接着做。",
    "NOT_KEPT": "没有做成：场地临时另有安排，原因在报告里写明了。",
}


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many bodies there are."""
    found = Body.objects.filter(district_id=district.pk)
    if not found.exists():
        told = load("bodies")
        with outbox.silence():
            for row in told["bodies"]:
                _body(district, row, at=at)
            for row in told["points"]:
                _point(district, row, at=at)
            for row in told["badges"]:
                _badge(district, row, at=at)
    return found.count()


def _body(district: District, row: dict[str, Any], *, at: datetime) -> None:
    begun_at = at - row["begun"] * DAY
    parent = row.get("parent") and Body.objects.get(district=district, name=row["parent"])
    place = Place.objects.get(district=district, code=row["place"])
    told = founding.Told(
        row["name"], row["kind"], row["about"], place, _unit(district, row["convener"]),
        timezone.localdate(begun_at), parent or None,
    )  # fmt: skip
    body = founding.found(district, told, by=None, at=begun_at, key=_key(row["name"]))
    units = [_unit(district, code) for code in row.get("units", ())]
    for unit in units:
        seating.admit(
            body,
            unit,
            starts_on=body.begun_on,
            by=None,
            at=begun_at,
            key=_key(body.name, unit.code),
        )
    _appoint(body, row, at=begun_at)
    if "months" in row:
        _terms(body, row, units, at=at)
    _join(body, row, at=begun_at)
    _elect(body, row, at=at)
    if "ended" in row:
        ended_at = at - row["ended"] * DAY
        founding.end(
            body, ended_on=timezone.localdate(ended_at), reason=row["why"], by=None, at=ended_at
        )


def _appoint(body: Body, row: dict[str, Any], *, at: datetime) -> None:
    made = {}
    for name, home in row.get("people", ()):
        who = seating.Appointee(name, _unit(body.district, home))
        made[name] = seating.appoint(
            body, who, starts_on=body.begun_on, by=None, at=at, key=_key(body.name, name)
        )
    for name, title in row.get("officers", ()):
        seating.give_office(
            made[name], title=title, starts_on=body.begun_on, ends_on=None, by=None, at=at,
            key=_key(body.name, title),
        )  # fmt: skip


def _terms(body: Body, row: dict[str, Any], units: list[Organisation], *, at: datetime) -> None:
    first = months_on(timezone.localdate(at).replace(day=1), -row["since"])
    laid = rota.lay(
        body, units, starts_on=first, months=row["months"], span=row["span"], by=None,
        at=_noon(first), key=_key(body.name, "roster"),
    )  # fmt: skip
    for number, term in enumerate(laid, 1):
        _term(body, row, number, term, at=at)


def _term(body: Body, row: dict[str, Any], number: int, laid: Term, *, at: datetime) -> None:
    on = timezone.localdate(at)
    if laid.starts_on > on:
        return
    term: Term = Term.objects.filter(district_id=body.district_id).whole().get(pk=laid.pk)
    pledges = row.get("pledges", {}).get(number, ())
    for title, _outcome in pledges:
        key = _key(body.name, str(number), title)
        terms.pledge(term, title=title, by=None, at=_noon(term.starts_on), key=key)
    if term.ends_on + CLOSED > on or number in row.get("silent", ()):
        return
    text = "；".join(f"{title}：{SAID[outcome]}" for title, outcome in pledges if outcome)
    said = text or "按时召集了每次会议，议定的事都转给了承办单位。"
    terms.report(term, text=said, by=None, at=_noon(term.ends_on + REPORTED))
    is_settled = all(outcome for _title, outcome in pledges)
    if is_settled and number not in row.get("open", ()):
        _settle(term, dict(pledges), at=_noon(term.ends_on + CLOSED))
        terms.close(term, by=None, at=_noon(term.ends_on + CLOSED))


def _settle(term: Term, outcomes: dict[str, str], *, at: datetime) -> None:
    if term.programme is None:
        return
    for one in promised.of_programme(term.programme).whole():
        outcome, proof = outcomes[one.title], Proof(title="现场记录和签到表")
        if outcome == "KEPT":
            for step in promised.milestones_of(one):
                step.commitment = one
                commitments.reach(step, proof=proof, by=None, at=at)
        commitments.settle(one, outcome=outcome, note=SAID[outcome], proof=proof, by=None, at=at)


def _join(body: Body, row: dict[str, Any], *, at: datetime) -> None:
    for number, (shown_as, code) in enumerate(row.get("members", ())):
        moment = at + number * DAY
        who = joining.Person(shown_as or "一位邻居", f"{code}@example.org", shown_as=shown_as)
        waiting = joining.sign_up(body, who, at=moment, key=_key(body.name, code))
        joining.confirm(waiting, at=moment)
    for code in row.get("joined", ()):
        key = _key(row["parent"], code)
        via = Member.objects.get(district_id=body.district_id, key=key)
        joining.join(body, via=via, at=at, key=_key(body.name, code))


def _elect(body: Body, row: dict[str, Any], *, at: datetime) -> None:
    """One that has been counted, one in which members vote, one in which they stand."""
    on = timezone.localdate(at)
    if told := row.get("elected"):
        began = on - told["days"] * DAY
        poll = _poll(body, told["title"], began, stands=(3, 0))
        for number, member in enumerate(queries.members_on(body, on=on)):
            stood = poll.candidates.filter(district_id=body.district_id)
            others = stood.exclude(name=told["name"])
            picked = others if number % 3 == 0 else stood.filter(name=told["name"])
            electing.vote(poll, member, list(picked), at=_noon(began + 9 * DAY))
        electing.count(poll, by=None, at=_noon(began + 15 * DAY))
    if told := row.get("voting"):
        poll = _poll(body, told["title"], on - 9 * DAY, stands=(1, 4))
        voters = queries.members_on(body, on=on)[:2]
        for member in voters:
            chosen = list(poll.candidates.filter(district_id=body.district_id).order_by("pk"))[:1]
            electing.vote(poll, member, chosen, at=at)
    if told := row.get("standing"):
        _poll(body, told["title"], on - 2 * DAY, stands=(0,))


def _poll(body: Body, title: str, began: date, *, stands: tuple[int, ...]) -> Election:
    told = electing.Poll(
        title, began + 7 * DAY, began + 14 * DAY, began + 16 * DAY, began + 380 * DAY
    )
    at = _noon(began)
    poll = electing.call(body, told, by=None, at=at, key=_key(body.name, title))
    members = queries.members_on(body, on=began)
    for number in stands:
        member = members[number]
        electing.stand(
            poll, member, name=member.shown_as, statement="把每周的活动排稳，让新来的人也跟得上。",
            at=at + DAY,
        )  # fmt: skip
    return poll


def _point(district: District, row: dict[str, Any], *, at: datetime) -> None:
    begun_at = at - row["since"] * DAY
    on, until = timezone.localdate(begun_at), row.get("ended")
    place, unit = None, None
    if "unit" in row:
        host, unit = _unit(district, row["host"]), _unit(district, row["unit"])
    else:
        buildings = Place.objects.filter(district=district, kind=PlaceKind.BUILDING)
        place = buildings.order_by("path")[row["building"]]
        above = place.path.split("/")[2]
        units = Organisation.objects.filter(district=district, kind=row["host_kind"])
        host = units.select_related("place").get(place__code=above)
    helper = serving.Helper(row["name"], row.get("phone", ""), place, unit)
    serving.name_point(
        host, helper, starts_on=on,
        ends_on=timezone.localdate(at - until * DAY) if until else None,
        by=None, at=begun_at, key=_key("point", row["name"]),
    )  # fmt: skip


def _badge(district: District, row: dict[str, Any], *, at: datetime) -> None:
    begun_at = at - row["since"] * DAY
    on, ended = timezone.localdate(begun_at), row.get("ended")
    said = badges.Recognition(
        row["title"], row["reason"], on, timezone.localdate(at) - ended * DAY if ended else None
    )
    badges.give(
        _unit(district, row["host"]), _unit(district, row["unit"]), said, by=None, at=begun_at,
        key=_key("badge", row["title"], row["unit"]),
    )  # fmt: skip


def _unit(district: District, code: str) -> Organisation:
    return Organisation.objects.select_related("place").get(district=district, code=code)


def _key(*parts: str) -> UUID:
    return uuid5(KEYS, " ".join(parts))


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
