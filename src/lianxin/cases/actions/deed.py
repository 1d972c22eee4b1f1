"""What every deed does: check, move, keep the clocks, tell people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import findable, policy
from lianxin.cases.clocks import Clocks
from lianxin.cases.facts import CaseChanged
from lianxin.cases.models import Case, Requester, Stint
from lianxin.cases.notices import CaseNotice
from lianxin.cases.states import LIFECYCLE
from lianxin.kernel import privacy, timeline
from lianxin.kernel.database import rows
from lianxin.kernel.database.composed import composed
from lianxin.kernel.models import Audience, Entry
from lianxin.kernel.reactions import announce
from lianxin.kernel.refusals import Refusal
from lianxin.language import personal
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, Role, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

UNIT_ROLES = (Role.HANDLER, Role.UNIT_LEAD)
TOLD_OUTSIDE = ("ref", "state", "outcome", "class_code", "grade")


@dataclass(frozen=True)
class Begun:
    """A deed is about to be done; whoever reacts may refuse it. This and the next two are for the
    modules of this room that see to other cases, above this one."""

    case: Case
    verb: str


@dataclass(frozen=True)
class Moved:
    case: Case
    entry: Entry
    before: str  # the state


@dataclass(frozen=True)
class Told:
    """The requester has been told."""

    case: Case
    kind: str
    entry: Entry
    due_at: datetime | None


def begin(
    case: Case,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    key: UUID | None,
    code: str | None = None,
) -> Clocks:
    """Refuse what has been done, is not allowed, or does not exist from here; in that order.

    With `code` (also an empty one) the deed is the requester's, and the code must open the case.
    """
    timeline.refuse_repeated(case, key)
    if code is not None:
        policy.require_requester(by, verb, case, code=code, on=timezone.localdate(at))
    else:
        policy.require(by, verb, case, on=timezone.localdate(at))
    if verb in LIFECYCLE.moves:
        LIFECYCLE.require(case, verb)
    announce(Begun(case, verb))
    return Clocks(case, at=at)


def move(
    case: Case,
    verb: str,
    *,
    by: User | None,
    clocks: Clocks,
    note: str = "",
    key: UUID | None = None,
    **changes: Any,
) -> Entry:
    """Make the move, with the clocks as they now stand."""
    due_at = clocks.next_due_at(parked=bool(changes.get("meeting_on", case.meeting_on)))
    before = case.state
    entry = LIFECYCLE.apply(
        case, verb, by=by, at=clocks.at, note=note, key=key, next_due_at=due_at, **changes
    )
    clocks.save()
    changed(case, entry)
    announce(Moved(case, entry, before))
    return entry


def record(
    case: Case,
    verb: str,
    *,
    by: User | None,
    clocks: Clocks,
    note: str = "",
    key: UUID | None = None,
    audience: str = Audience.STAFF,
    changes: Mapping[str, object] | None = None,
) -> Entry:
    """Write down a deed that is no move, with the clocks as they now stand."""
    changes = dict(changes or {})
    due_at = clocks.next_due_at(parked=bool(changes.get("meeting_on", case.meeting_on)))
    if due_at != case.next_due_at:
        changes["next_due_at"] = due_at
    entry = timeline.append(
        case, verb, by=by, at=clocks.at, note=note, key=key, audience=audience, changes=changes
    )
    clocks.save()
    changed(case, entry)
    return entry


def end_stint(case: Case, *, at: datetime, **how: object) -> None:
    """The turn of the unit that has the case is over."""
    own = {"district_id": case.district_id, "case_id": case.pk, "ended_at": None}
    rows.update(Stint, own, {"ended_at": at, **how})


def changed(case: Case, entry: Entry) -> None:
    """Tell the floors above, and the systems that the district has subscribed: as "case.assign",
    without words or contact data; who may read those asks for the case by its number."""
    announce(CaseChanged(case.district_id, case.pk, case.received_at, entry.verb, entry.at))
    findable.soon(entry)
    payload = told_outside(entry, {name: getattr(case, name) for name in TOLD_OUTSIDE})
    outbox.emit(
        f"case.{entry.verb}",
        payload,
        district_id=case.district_id,
        about=entry.pk,
        at=entry.at,
    )


def told_outside(entry: Entry, case: Mapping[str, object]) -> dict[str, object]:
    """What other systems are told of `entry`; `case` is how it stood then."""
    plain = {name: case[name] for name in TOLD_OUTSIDE}
    return {**plain, "verb": entry.verb, "at": timezone.localtime(entry.at).isoformat()}


def require_text(text: str, message: str, *, field: str = "note") -> str:
    """The stripped text, or a `Refusal` saying that it is needed."""
    if not text.strip():
        raise Refusal(message, field=field, code="text_missing")
    return text.strip()


def tell_unit(
    unit: Organisation,
    kind: str,
    case: Case,
    *,
    entry: Entry,
    roles: tuple[Role, ...] = UNIT_ROLES,
    text: str = "",
    due_at: datetime | None = None,
) -> None:
    if unit.pk == case.lead_id and unit.kind == "DISPATCH_CENTRE":
        roles = (Role.DISPATCHER,)
    to = network.people_in(unit, *roles, on=timezone.localdate(entry.at))
    tell(to, kind, case, entry=entry, text=text, due_at=due_at)
    if case.is_confidential:
        return  # a group chat has more readers than the case
    letter = notice(kind, case, text=text, due_at=due_at, link=f"/cases/{case.ref}/")
    outbox.queue_group(letter, organisation=unit, about=entry.pk, at=entry.at)


def tell_over(
    place: Place, role: Role, kind: str, case: Case, *, entry: Entry, text: str = ""
) -> None:
    """Tell those who hold `role` over exactly `place`; of a confidential case only dispatchers."""
    if case.is_confidential and role != Role.DISPATCHER:
        return
    to = network.people_over(place, role, on=timezone.localdate(entry.at))
    tell(to, kind, case, entry=entry, text=text)


def tell(
    people: Iterable[User],
    kind: str,
    case: Case,
    *,
    entry: Entry,
    text: str = "",
    due_at: datetime | None = None,
) -> None:
    """Tell each of `people` but the one who did it."""
    to = [person for person in people if person.pk != entry.by_id]
    if to:
        letter = notice(kind, case, text=text, due_at=due_at, link=f"/cases/{case.ref}/")
        outbox.queue(letter, to=to, about=entry.pk, at=entry.at)


def tell_requester(
    case: Case,
    kind: str,
    *,
    entry: Entry,
    text: str = "",
    due_at: datetime | None = None,
    requester: Requester | None = None,
    unit: Organisation | None = None,
    is_held: bool = False,
) -> None:
    """Write to the requester, where there is an address to write to, in the name of `unit`, by
    default the lead; and to those who joined the case. The link with the tracking code travels
    with the encrypted address, not with the message."""
    announce(Told(case, kind, entry, due_at))
    if requester is None:
        requester = next(iter(_requesters(case.district_id, case.pk)), None)
    if requester is None or not (requester.email or requester.phone or requester.user_id):
        return
    link = f"/track/{case.ref}/{privacy.tracking_code(case.pk)}/"
    outbox.queue_to(
        notice(kind, case, text=text, due_at=due_at, link="", unit=unit),
        address=Address(
            name=requester.name or "",
            email=requester.email or "",
            phone=requester.phone or "",
            language=requester.language,
            link=link,
        ),
        district_id=case.district_id,
        about=entry.pk,
        at=entry.at,
        is_held=is_held,
    )


@composed
def _requesters(district_id: int, case_id: UUID) -> QuerySet[Requester]:
    return Requester.objects.filter(district_id=district_id, case_id=case_id)


def notice(
    kind: str,
    case: Case,
    *,
    text: str,
    due_at: datetime | None,
    link: str,
    unit: Organisation | None = None,
) -> CaseNotice:
    return CaseNotice(
        kind=kind,
        ref=case.ref,
        subject=case.subject,
        link=link,
        unit=(unit or case.lead).name,
        text=text,
        due_at=due_at.isoformat() if due_at else "",
    )


def refuse_personal(text: str) -> None:
    """Raise `Refusal` when `text` holds something that identifies a person."""
    found = personal.find_personal(text)
    if found:
        raise Refusal(
            _("公开内容里有疑似个人信息“%s”，请删去后再公开。")
            % text[found[0].start : found[0].end]
        )
