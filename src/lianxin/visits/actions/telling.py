"""Who is told what of a hazard, and of a letter of thanks."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from lianxin.exchange.policy import OF_UNIT
from lianxin.kernel import timeline
from lianxin.kernel.models import Entry
from lianxin.network import queries as network
from lianxin.network.models import Role, User
from lianxin.outbox import actions as outbox
from lianxin.visits.models import Hazard, Thanks
from lianxin.visits.notices import HazardNotice, ThanksNotice

CHECKERS = (Role.WORKER, Role.UNIT_LEAD)


def those_near(hazard: Hazard, *, entry: Entry) -> None:
    """Who works nearest to the place, or above it."""
    on = timezone.localdate(entry.at)
    for place in reversed(network.ancestors(hazard.place)):
        if people := network.people_over(place, *CHECKERS, on=on):
            return _queue("hazard_reported", hazard, people, entry=entry)
    return None


def the_unit(hazard: Hazard, *, entry: Entry, text: str = "") -> None:
    if hazard.unit is not None and hazard.due_on is not None:
        people = network.people_in(hazard.unit, *OF_UNIT, on=timezone.localdate(entry.at))
        until = hazard.due_on.isoformat()
        _queue("hazard_given", hazard, people, entry=entry, text=text, until=until)


def who_checked(hazard: Hazard, *, entry: Entry, text: str, until: str) -> None:
    """Whoever said last that it is one; the system checks nothing again."""
    last = timeline.of(hazard).filter(verb__in=["check", "reopen"]).order_by("-seq").first()
    if last is not None and last.by is not None:
        _queue("hazard_fixed", hazard, [last.by], entry=entry, text=text, until=until)


def of_thanks(kind: str, thanks: Thanks, people: Iterable[User], *, entry: Entry) -> None:
    """Whom a letter would name, or whom it is for."""
    to = list({one.pk: one for one in people if one.pk != entry.by_id}.values())
    notice = ThanksNotice(
        kind=kind, ref=thanks.ref, unit=thanks.unit.name, to_unit=thanks.to.name,
        link=f"/visits/thanks/{thanks.ref}/",
    )  # fmt: skip
    if to:
        outbox.queue(notice, to=to, about=entry.pk, at=entry.at)


def _queue(
    kind: str, hazard: Hazard, people: Iterable[User], *, entry: Entry, text: str = "",
    until: str = "",
) -> None:  # fmt: skip
    to = list({one.pk: one for one in people if one.pk != entry.by_id}.values())
    where = " · ".join(part for part in (hazard.place.name, hazard.spot) if part)
    notice = HazardNotice(
        kind=kind, ref=hazard.ref, subject=hazard.text, where=where,
        link=f"/visits/hazards/{hazard.ref}/", text=text, until=until,
    )  # fmt: skip
    if to:
        outbox.queue(notice, to=to, about=entry.pk, at=entry.at)
