"""What whoever organises does: found, call, see who comes, decide about members; and the deeds on
one service, hers and the organiser's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Path, Router

from lianxin.api import guards
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.api.volunteering import found, public
from lianxin.api.volunteering.shapes import (
    CalledOut,
    KeyIn,
    MemberOut,
    MembershipOut,
    NoteIn,
    PersonOut,
    ServiceDeedIn,
    ServiceOut,
    ShiftCallIn,
    ShiftOut,
    TeamIn,
    TeamOut,
)
from lianxin.exchange.models import Slot
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, timeline
from lianxin.kernel.refusals import NotAllowed, Refusal, Repeated
from lianxin.network.models import Scope, User
from lianxin.volunteering import policy, queries
from lianxin.volunteering.actions import calls, corrections, manual, presence, signing, teams
from lianxin.volunteering.actions.calls import Call
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Member, Presence, Volunteer
from lianxin.volunteering.states import MemberState

MOST = 500
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
MOVE_FAILURES: dict[int, Any] = FAILURES | {409: Problem}
router = Router(tags=["volunteering"], auth=Bearer(Scope.EXCHANGE_ACT))
lists = Router(tags=["volunteering"], auth=Bearer(Scope.EXCHANGE_READ))
deeds = Router(tags=["volunteering"], auth=Bearer(Scope.EXCHANGE_TAKE))
Code = Annotated[str, Path(max_length=60, pattern=PLAIN)]
Deed = Callable[..., object]
NOT_OF_CALL = {"key", "provider", "place", "times"}
MemberVerb = Enum(  # type: ignore[misc]  # its members are data
    "MemberVerb", {name: name for name in ("approve", "refuse", "join", "leave")}, type=str
)


@public.router.post(
    "/teams", response={200: TeamOut, **MOVE_FAILURES}, auth=Bearer(Scope.EXCHANGE_ACT)
)
def found_team(request: ApiRequest, said: TeamIn) -> TeamOut:
    """Enter a new team and who leads it. The same key is one."""
    people = User.objects.filter(district_id=request.district.pk, is_active=True)
    lead = people.filter(username=said.lead.strip()).first()
    place = found.place(request.district, said.place)
    policy.require_founder(request.user, place, on=timezone.localdate())
    if lead is None:
        raise Refusal(_("没有这个登录名的账号，请核对。"), field="lead")
    made = teams.found(
        request.district, name=said.name, place=place, lead=lead, by=request.user,
        at=timezone.now(), key=said.key,
    )  # fmt: skip
    return TeamOut.of(found.team(request, made.organisation.code))


@lists.get("/teams/{code}/members", response={200: list[MemberOut], **FAILURES})
def list_members(request: ApiRequest, code: Code) -> list[MemberOut]:
    """For its lead."""
    team = found.team(request, code)
    policy.require_lead(request.user, team, on=timezone.localdate())
    gone = (MemberState.LEFT, MemberState.REFUSED)
    rows = Member.objects.filter(district_id=team.district_id, team=team)
    some = rows.exclude(state__in=gone).select_related("volunteer").order_by("asked_at", "pk")
    return [MemberOut.of(one) for one in some[:MOST]]


@deeds.post("/members/{pk}/{verb}", response={200: MembershipOut, **MOVE_FAILURES})
def do_to_member(request: ApiRequest, pk: UUID, verb: MemberVerb, said: KeyIn) -> MembershipOut:
    """Its lead says yes or no to who asked; who was invited joins; whoever wants leaves."""
    member, now = _member(request, pk), timezone.now()
    if verb.value in ("approve", "refuse"):
        act: Deed = getattr(teams, verb.value)
        _once(lambda: act(member, by=request.user, at=now, key=said.key))
    else:
        volunteer, own = found.own(request, at=now), getattr(teams, verb.value)
        _once(lambda: own(member, volunteer, at=now, key=said.key))
    member = _member(request, pk)
    return MembershipOut(id=pk, team=member.team.organisation.code, state=member.state)


def _member(request: ApiRequest, pk: UUID) -> Member:
    """One's own, or one of a team that one leads."""
    rows = Member.objects.filter(district_id=request.district.pk)
    joined = rows.select_related("team__organisation", "volunteer__user")
    member: Member = get_object_or_404(joined, pk=pk)
    if member.volunteer.user_id != request.user.pk:
        policy.require_lead(request.user, member.team, on=timezone.localdate())
    return member


@router.post("/calls", response={200: CalledOut, **MOVE_FAILURES})
def call_volunteers(request: ApiRequest, said: ShiftCallIn) -> CalledOut:
    """Put up shifts, or an urgent call. The same key is one."""
    unit = found.unit(request.district, said.provider, field="provider")
    told = {name: getattr(said, name) for name in said.model_fields_set - NOT_OF_CALL}
    times = [(guards.aware(one.starts_at), guards.aware(one.ends_at)) for one in said.times]
    call = Call(**told, place=found.place(request.district, said.place), times=times)
    made = calls.publish(unit, call, by=request.user, at=timezone.now(), key=said.key)
    rows = found.shifts(request.district).filter(listing=made).order_by("starts_at", "pk")
    return CalledOut(listing=made.ref, shifts=[ShiftOut.of(one) for one in rows])


@router.post("/shifts/{pk}/call_off", response={200: ShiftOut, **MOVE_FAILURES})
def call_off(request: ApiRequest, pk: UUID, said: NoteIn) -> ShiftOut:
    """It does not take place; everybody who signed up is told why."""
    slot = found.run_shift(request, pk)
    calls.call_off(slot, note=said.note, by=request.user, at=timezone.now())
    return ShiftOut.of(found.run_shift(request, pk))


@lists.get("/shifts/{pk}/people", response={200: list[PersonOut], **FAILURES})
def list_people(request: ApiRequest, pk: UUID) -> list[PersonOut]:
    """Who comes, for who organises it: in the order in which they signed up."""
    slot: Slot = found.run_shift(request, pk)
    rows = Presence.objects.filter(district_id=slot.district_id, slot=slot)
    there = rows.exclude(claim__state=ClaimState.CANCELLED).whole()
    return [PersonOut.of(one) for one in there.order_by("claim_id")[:MOST]]


def _check(act: Deed) -> Deed:
    """By the organiser's list where no code is told; else by what is known on the spot."""

    def do(one: Presence, said: ServiceDeedIn, *, by: User, at: datetime) -> None:
        how = How.LIST if not said.code else How.CODE
        if said.code and privacy.matches_code(one.slot_id, said.code):
            how = How.QR
        act(one, how, code=said.code, by=by, at=at, key=said.key)

    return do


def _give_up(one: Presence, said: ServiceDeedIn, *, by: User, at: datetime) -> None:
    signing.give_up(one, _hers(by), at=at, key=said.key)


def _correct(one: Presence, said: ServiceDeedIn, *, by: User, at: datetime) -> None:
    if said.key is None:
        raise Refusal(_("请带上 key，重复发送才不会提两次。"), field="key")
    corrections.ask(one, _hers(by), text=said.text, at=at, key=said.key)


def _add_manual(one: Presence, said: ServiceDeedIn, *, by: User, at: datetime) -> None:
    manual.add(one, minutes=said.minutes or 0, why=said.why, by=by, at=at, key=said.key)


def _agree_manual(one: Presence, said: ServiceDeedIn, *, by: User, at: datetime) -> None:
    manual.agree(one, by=by, at=at, key=said.key)


def _hers(by: User) -> Volunteer:
    volunteer = queries.volunteer_of(by)
    if volunteer is None:
        raise NotAllowed(_("这不是您的班次。"))
    return volunteer


DEEDS: Mapping[str, Deed] = {
    "check_in": _check(presence.check_in),
    "check_out": _check(presence.check_out),
    "give_up": _give_up,
    "correct": _correct,
    "add_manual": _add_manual,
    "agree_manual": _agree_manual,
}
ServiceVerb = Enum("ServiceVerb", {name: name for name in DEEDS}, type=str)  # type: ignore[misc]  # its members are data


@deeds.post("/services/{pk}/{verb}", response={200: ServiceOut, **MOVE_FAILURES})
def do_to_service(
    request: ApiRequest,
    pk: UUID,
    verb: ServiceVerb,
    said: ServiceDeedIn,
    *,
    idempotency_key: Annotated[str, Header(max_length=200, pattern=PLAIN)] = "",
) -> ServiceOut:
    """Do one thing to it: her own come, go, give back, correct; the organiser's list and time by
    hand. Minutes added by one person count when a second one has agreed."""
    one = found.service(request, pk)
    said.key = said.key or guards.key_of(idempotency_key)

    def act() -> None:
        timeline.refuse_repeated(one, said.key)
        DEEDS[verb.value](one, said, by=request.user, at=timezone.now())

    _once(act)
    return ServiceOut.of(found.service(request, pk))


def _once(act: Callable[[], object]) -> None:
    """What had been done under the same key is done."""
    try:
        with transaction.atomic():
            act()
    except Repeated:
        pass
