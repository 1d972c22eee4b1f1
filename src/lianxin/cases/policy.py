"""Who may do what with a case.

`MAY` is the written table: for every deed, the standings that allow it. Lists (`visible_to`) and
single cases (`Standing.can`) go back to the same seats; a test checks that they agree. A
requester has no account: the tracking code stands for the person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lianxin.cases import states
from lianxin.cases.models import Case, CaseQuerySet, Helper, Mediation
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Role, Seat, User

OVERSEERS = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR, Role.WORKER)
UNIT_ROLES = (Role.HANDLER, Role.UNIT_LEAD)


class Standing:
    """How one person stands to cases on one day. Costs one query of seats, made when needed."""

    def __init__(self, user: User | AnonymousUser, *, on: date) -> None:
        self.user, self.on = user, on

    @cached_property
    def seats(self) -> list[Seat]:
        return network.seats_on(self.user, on=self.on)

    def holds(self, *roles: Role) -> bool:
        return any(seat.role in roles for seat in self.seats)

    def dispatches(self, case: Case) -> bool:
        return self._over(case, Role.DISPATCHER)

    def manages(self, case: Case) -> bool:
        return not case.is_confidential and self._over(case, Role.MANAGER)

    def walks(self, case: Case) -> bool:
        """Whether this person works in the case's place from door to door."""
        return not case.is_confidential and self._over(case, Role.WORKER)

    def mediates(self, case: Case) -> bool:
        """Whether the case was ever given to this person to settle."""
        return (
            case.is_confidential
            and _mediated_by(self.user, self.seats)
            .filter(district_id=case.district_id, case=case)
            .exists()
        )

    def conducts(self, case: Case) -> bool:
        """Whether this person settles it now."""
        return (
            case.is_confidential
            and _mediated_by(self.user, self.seats)
            .filter(district_id=case.district_id, case=case, ended_at=None)
            .exists()
        )

    def handles(self, case: Case) -> bool:
        return any(s.organisation_id == case.lead_id for s in self.seats if s.role in UNIT_ROLES)

    def heads(self, case: Case) -> bool:
        return any(
            s.organisation_id == case.lead_id for s in self.seats if s.role == Role.UNIT_LEAD
        )

    def helps(self, case: Case) -> bool:
        ours = [s.organisation_id for s in self.seats if s.role in UNIT_ROLES]
        return (
            bool(ours)
            and not case.is_confidential
            and Helper.objects.filter(
                district_id=case.district_id, case=case, unit__in=ours, ended_at__isnull=True
            ).exists()
        )

    def sees_inside(self, case: Case) -> bool:
        """Whether the internal notes and the contact, masked, are for this person: not for a
        volunteer who only relayed the case, and of a confidential one only for those who settle
        it."""
        units = [s.organisation_id for s in self.seats if s.role in UNIT_ROLES]
        if case.is_confidential:
            return case.lead_id in units or self.dispatches(case) or self.mediates(case)
        return (
            case.lead_id in units
            or any(self._over(case, role) for role in OVERSEERS)
            or self.helps(case)
        )

    def can(self, verb: str, case: Case) -> bool:
        return any(allowed.test(self, case) for allowed in MAY[verb])

    def _over(self, case: Case, role: Role) -> bool:
        seats = [seat for seat in self.seats if seat.role == role]
        return any(network.covers(seat, case.place) for seat in seats)


@dataclass(frozen=True)
class Allowed:
    test: Callable[[Standing, Case], bool]
    who: Callable[[Case], str]


DISPATCHER = Allowed(Standing.dispatches, lambda case: _("“%s”的调度员") % case.place.name)
MANAGER = Allowed(Standing.manages, lambda case: _("“%s”的分管领导") % case.place.name)
HANDLER = Allowed(Standing.handles, lambda case: _("主办单位“%s”的人员") % case.lead.name)
HEAD = Allowed(Standing.heads, lambda case: _("主办单位“%s”的负责人") % case.lead.name)
HELPER = Allowed(Standing.helps, lambda _case: _("协办单位的人员"))
WORKER = Allowed(Standing.walks, lambda case: _("“%s”的社区工作者") % case.place.name)
MEDIATOR = Allowed(Standing.conducts, lambda _case: _("这件诉求的调解员"))

MAY: dict[str, tuple[Allowed, ...]] = {
    "assign": (DISPATCHER,),
    "unassign": (DISPATCHER,),
    "reassign": (DISPATCHER,),
    "classify": (DISPATCHER, HANDLER),
    "accept": (HANDLER,),
    "bounce": (HANDLER,),
    "hand": (HANDLER,),
    "ask": (HANDLER,),
    "pause": (HANDLER,),
    "resume": (HANDLER,),
    "feedback": (HANDLER, DISPATCHER),
    "note": (HANDLER, HELPER, DISPATCHER, MANAGER, MEDIATOR),
    "photo": (HANDLER, HELPER, DISPATCHER),
    "answer": (HANDLER,),
    "submit": (HANDLER,),
    "pass": (WORKER, DISPATCHER),
    "fail": (WORKER, DISPATCHER),
    "add_task": (HANDLER,),
    "give_task": (HANDLER,),
    "tick": (HANDLER, HELPER),
    "untick": (HANDLER, HELPER),
    "drop_task": (HANDLER,),
    "ask_outside": (HANDLER,),
    "end_outside": (HANDLER,),
    "open_mediation": (HANDLER, DISPATCHER),
    "consent": (MEDIATOR,),
    "decline": (MEDIATOR,),
    "set_session": (MEDIATOR,),
    "draft_agreement": (MEDIATOR,),
    "sign": (MEDIATOR,),
    "end_mediation": (MEDIATOR, DISPATCHER),
    "ask_help": (HANDLER, DISPATCHER),
    "end_help": (HANDLER, HELPER, DISPATCHER),
    "ask_extension": (HANDLER,),
    "grant_extension": (DISPATCHER, MANAGER),
    "refuse_extension": (DISPATCHER, MANAGER),
    "escalate": (HANDLER, DISPATCHER),
    "park": (HANDLER, DISPATCHER, MANAGER),
    "decide": (DISPATCHER, MANAGER),
    "reopen": (DISPATCHER,),
    "uphold": (DISPATCHER,),
    "close": (DISPATCHER,),
    "reveal": (HANDLER, HELPER, DISPATCHER),
    "join": (DISPATCHER,),
    "split": (DISPATCHER,),
    "dissolve": (DISPATCHER,),
    "bulletin": (DISPATCHER,),
    "divide": (DISPATCHER, HANDLER),
    "show": (DISPATCHER,),
    "publish": (DISPATCHER,),
    "unpublish": (DISPATCHER,),
    "enlist": (DISPATCHER, HANDLER),
    # what the requester may do with the code, a dispatcher may write down on the phone
    "supply": (DISPATCHER, HANDLER),
    "add": (DISPATCHER, HANDLER),
    "urge": (DISPATCHER,),
    "rate": (DISPATCHER,),
    "object": (DISPATCHER,),
    "withdraw": (DISPATCHER,),
    "agree": (DISPATCHER,),
    "forbid": (DISPATCHER,),
}


def visible_to(user: User | AnonymousUser, *, on: date) -> CaseQuerySet:
    """The cases `user` may open: those of the places they oversee, those their unit leads or
    helps with, and those they relayed for others. A confidential one only the dispatchers of its
    place may open, the unit that leads it, and whoever mediates it."""
    district_id = user.district_id if user.is_authenticated else None
    if district_id is None:
        return Case.objects.none()
    everything: CaseQuerySet = Case.objects.filter(district_id=district_id)
    seats = network.seats_on(user, on=on)
    settling = _settled_by(user, seats, district_id)
    over = [seat.place for seat in seats if seat.role in OVERSEERS]
    if any(place.parent_id is None for place in over):
        is_desk = any(s.role == Role.DISPATCHER and s.place.parent_id is None for s in seats)
        return everything if is_desk else everything.filter(Q(is_confidential=False) | settling)
    units = [seat.organisation_id for seat in seats if seat.role in UNIT_ROLES]
    helping = Helper.objects.filter(district_id=district_id, unit__in=units, ended_at__isnull=True)
    here = network.places_below(district_id, [place.path for place in over])
    # each way by itself, so that SQLite finds an index for each instead of reading everything
    return everything.filter(
        Q(relayed_by_id=user.pk, is_confidential=False)
        | Q(pk__in=helping.values("case"), is_confidential=False)
        | Q(place__in=here.values("pk"), is_confidential=False)
        | settling
    )


def _settled_by(user: User | AnonymousUser, seats: Sequence[Seat], district_id: int) -> Q:
    """The cases that somebody settles, which no confidentiality closes."""
    units = [seat.organisation_id for seat in seats if seat.role in UNIT_ROLES]
    found = Q(lead__in=units)
    if paths := [seat.place.path for seat in seats if seat.role == Role.DISPATCHER]:
        found |= Q(place__in=network.places_below(district_id, paths).values("pk"))
    if any(seat.role == Role.MEDIATOR for seat in seats):
        mediated = _mediated_by(user, seats).filter(district_id=district_id)
        found |= Q(pk__in=mediated.values("case"))
    return found


def _mediated_by(user: User | AnonymousUser, seats: Sequence[Seat]) -> QuerySet[Mediation]:
    """What was given to `user` to settle, while a seat makes them a mediator."""
    if not any(seat.role == Role.MEDIATOR for seat in seats):
        return Mediation.objects.none()
    return Mediation.objects.filter(mediator_id=user.pk)


def had(user: User | AnonymousUser, case: Case, *, on: date) -> bool:
    """Whether a unit of `user` had the case once, or helped with it: they know what it was."""
    seats = network.seats_on(user, on=on)
    units = {seat.organisation_id for seat in seats if seat.role in UNIT_ROLES}
    leads = {entry.facts.get("lead_id") for entry in timeline.of(case)}
    helped = Helper.objects.filter(district_id=case.district_id, case=case, unit__in=units)
    return not leads.isdisjoint(map(str, units)) or helped.exists()


def require(by: User | None, verb: str, case: Case, *, on: date) -> None:
    """Raise `NotAllowed` unless `by` may do `verb` to `case`. None is the system itself."""
    if by is None or Standing(by, on=on).can(verb, case):
        return
    who = _("或").join(allowed.who(case) for allowed in MAY[verb])
    raise NotAllowed(
        _("只有%(who)s可以对这件诉求“%(what)s”。") % {"who": who, "what": states.label(verb)}
    )


def require_requester(by: User | None, verb: str, case: Case, *, code: str, on: date) -> None:
    """Raise `NotAllowed` unless `code` is the case's tracking code, or `by` may write down what
    the requester says."""
    if by is not None:
        require(by, verb, case, on=on)
    elif not privacy.matches_code(case.pk, code):
        raise NotAllowed(_("查询码不对，请核对后再试。"))


def can_file(user: User | AnonymousUser, *, on: date) -> bool:
    """Whether `user` may register a case for somebody else with their own name beside it."""
    roles = {Role.DISPATCHER, Role.WORKER, Role.VOLUNTEER, Role.HANDLER, Role.UNIT_LEAD}
    return user.is_authenticated and not roles.isdisjoint(network.roles_on(user, on=on))
