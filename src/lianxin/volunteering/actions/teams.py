"""Teams, and who belongs to them: by asking or by being asked, and out again at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.actions import claiming
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel import timeline
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import IllegalMove, NotAllowed, Refusal
from lianxin.network import actions as network
from lianxin.network.models import District, Organisation, OrganisationKind, Place, Role, User
from lianxin.volunteering import policy
from lianxin.volunteering.actions import telling
from lianxin.volunteering.choices import Skill
from lianxin.volunteering.models import Member, Team, Volunteer
from lianxin.volunteering.states import MEMBER, MemberState


@transaction.atomic
def found(
    district: District,
    *,
    name: str,
    place: Place,
    lead: User,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> Team:
    """A new team of the district, led by `lead`. The coordinating desk enters it. The same `key`
    is one: its code is made of it."""
    policy.require_founder(by, place, on=timezone.localdate(at))
    code = f"team-{key.hex[-12:]}" if key else next_ref(district.pk, "team", at=at).lower()
    first = Team.objects.filter(district_id=district.pk, organisation__code=code).first()
    if first:
        return first
    _check_new(district, name.strip(), lead)
    unit = network.put_organisation(
        district, code, name=name.strip(), kind=OrganisationKind.TEAM, place=place, by=None, at=at
    )
    network.seat_person(
        lead, organisation=unit, role=Role.UNIT_LEAD, starts_on=timezone.localdate(at), by=None,
        at=at,
    )  # fmt: skip
    return put(unit, about="", skills=(), areas=[place], is_joinable=True, by=None, at=at)


def _check_new(district: District, name: str, lead: User) -> None:
    if not name:
        raise Refusal(_("请写队伍的名称。"), field="name")
    if not lead.is_active or lead.district_id != district.pk:
        raise Refusal(_("队长要有本辖区的账号，请先给她开一个。"), field="lead")
    same = Team.objects.filter(
        district_id=district.pk, organisation__name=name, organisation__is_active=True
    )
    if same.exists():
        raise Refusal(_("已经有一支队伍叫“%s”，请换个名称。") % name, field="name")


@transaction.atomic
def put(
    organisation: Organisation,
    *,
    about: str,
    skills: Sequence[str],
    areas: Sequence[Place],
    is_joinable: bool,
    by: User | None,
    at: datetime,
) -> Team:
    """Say what the team does and where: anew, or for the first time."""
    if by is not None and organisation.pk not in policy.units_of(by, on=timezone.localdate(at)):
        raise NotAllowed(_("只有“%s”的队长可以这样做。") % organisation.name)
    if organisation.kind != OrganisationKind.TEAM:
        raise Refusal(_("“%s”不是志愿团队。") % organisation.name)
    team, _is_new = Team.objects.update_or_create(
        district_id=organisation.district_id,
        organisation=organisation,
        defaults={
            "about": about.strip()[:500],
            "skills": [code for code in Skill.values if code in skills],
            "is_joinable": is_joinable,
        },
    )
    team.areas.set(areas)
    return team


def ask(team: Team, volunteer: Volunteer, *, at: datetime, key: UUID) -> Member:
    """She would like to join; the lead says yes or no. Who had been invited is in."""
    if not team.is_joinable:
        raise Refusal(_("“%s”现在不接受申请。") % team.organisation.name, code="closed")
    member = _member(team, volunteer)
    if member and member.state == MemberState.INVITED:
        join(member, volunteer, at=at)
        return member
    if member and member.state in (MemberState.ASKED, MemberState.JOINED):
        return member
    member = _begin(team, volunteer, member, "ask", by=volunteer.user, at=at, key=key)
    entry = timeline.of(member).order_by("-seq")[0]
    telling.tell_team("member_asked", member, entry=entry)
    return member


def invite(
    team: Team, volunteer: Volunteer, *, by: User | None, at: datetime, key: UUID
) -> Member:
    """The lead asks a helper who lets herself be found. She is in when she says so."""
    policy.require_lead(by, team, on=timezone.localdate(at))
    member = _member(team, volunteer)
    if member and member.state == MemberState.ASKED:
        approve(member, by=by, at=at)
        return member
    if member and member.state in (MemberState.INVITED, MemberState.JOINED):
        return member
    if not volunteer.is_open:
        raise NotAllowed(_("这位志愿者现在不想被邀请。"))
    member = _begin(team, volunteer, member, "invite", by=by, at=at, key=key)
    entry = timeline.of(member).order_by("-seq")[0]
    telling.tell_member("member_invited", member, entry=entry)
    return member


@transaction.atomic
def approve(member: Member, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    policy.require_lead(by, member.team, on=timezone.localdate(at))
    entry = MEMBER.apply(member, "approve", by=by, at=at, key=key)
    telling.tell_member("member_approved", member, entry=entry)


@transaction.atomic
def refuse(member: Member, *, by: User | None, at: datetime, key: UUID | None = None) -> None:
    policy.require_lead(by, member.team, on=timezone.localdate(at))
    entry = MEMBER.apply(member, "refuse", by=by, at=at, key=key)
    telling.tell_member("member_refused", member, entry=entry)


def join(member: Member, volunteer: Volunteer, *, at: datetime, key: UUID | None = None) -> None:
    """She says yes to an invitation."""
    _require_own(member, volunteer)
    MEMBER.apply(member, "join", by=volunteer.user, at=at, key=key)


def leave(member: Member, volunteer: Volunteer, *, at: datetime, key: UUID | None = None) -> None:
    """Without reason, and at once."""
    _require_own(member, volunteer)
    MEMBER.apply(member, "leave", by=volunteer.user, at=at, key=key)


def take_on(need: Listing, team: Team, *, by: User, at: datetime, key: UUID) -> Receipt:
    """The team takes an open need upon itself (认领); whoever needs it is told who comes."""
    policy.require_lead(by, team, on=timezone.localdate(at))
    unit = team.organisation

    def begin() -> Claim:
        claiming.require_listing(need, Shape.INTEREST, at=at)
        same = Claim.objects.filter(district_id=need.district_id, listing=need, ordered_by=unit)
        if same.live().exists():
            raise Refusal(_("“%s”已经认领了这一条。") % unit.name, code="already")
        wish = Wish(who=Who(name=str(by), phone=unit.hotline, user=by), ordered_by=unit)
        claim = claiming.new(
            need.district, wish, shape=Shape.INTEREST, listing=need, key=key, at=at, by=by,
            kind=need.kind, unit=need.provider, state=ClaimState.ASKED,
        )  # fmt: skip
        entry, _claimant = claiming.write(claim, "ask", wish, by=by, at=at)
        telling.tell_needing("need_taken_on", claim, team=unit, entry=entry)
        return claim

    return claiming.once(need.district, key, begin)


def _member(team: Team, volunteer: Volunteer) -> Member | None:
    same = Member.objects.filter(district_id=team.district_id, team=team, volunteer=volunteer)
    found: Member | None = same.select_related("team__organisation", "volunteer__user").first()
    return found


def _begin(
    team: Team,
    volunteer: Volunteer,
    former: Member | None,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Member:
    if former:
        MEMBER.apply(former, verb, by=by, at=at, key=key, asked_at=at)
        return former
    state = MemberState.ASKED if verb == "ask" else MemberState.INVITED
    member = Member(
        district_id=team.district_id, key=key, team=team, volunteer=volunteer, state=state,
        asked_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            timeline.begin(member, verb, by=by, at=at)
    except IntegrityError as error:  # at the same moment, elsewhere
        first = _member(team, volunteer)
        if first is None:
            raise IllegalMove(_("请刷新后再试。")) from error
        return first
    return member


def _require_own(member: Member, volunteer: Volunteer) -> None:
    if member.volunteer_id != volunteer.pk:
        raise NotAllowed(_("这不是您的队籍。"))
