"""Fill the pages of teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.models import Listing
from lianxin.network import queries as network
from lianxin.network.models import Role
from lianxin.volunteering import policy, queries
from lianxin.volunteering.choices import Skill, labels
from lianxin.volunteering.models import Member, Team
from lianxin.volunteering.states import MemberState
from lianxin.web.parts import Link
from lianxin.web.respond import Request
from lianxin.web.seats import holds
from lianxin.web.volunteering import build, pages, who
from lianxin.web.volunteering.forms import PlaceForm, TeamForm
from lianxin.web.volunteering.founding import FOUNDING

MOST_TEAMS: Final = 500
MOST_SHIFTS: Final = 10
MOST_NEEDS: Final = 5
LEVELS: Final = {MemberState.ASKED: "wait", MemberState.JOINED: "good"}


def teams(request: Request) -> pages.Teams:
    form = PlaceForm(request.GET, district=request.district)
    found = queries.teams(request.district.pk)
    if place := form.chosen:
        above = [one.pk for one in network.ancestors(place)]
        found = found.filter(
            Q(areas__in=above) | Q(areas__path__startswith=f"{place.path}/")
        ).distinct()
    rows = found.order_by("organisation__name")[:MOST_TEAMS]
    return pages.Teams(
        form=form,
        rows=[_row(one) for one in rows],
        new_url=reverse("volunteering:found") if holds(request, *FOUNDING) else "",
        crumbs=_crumbs(),
    )


def _row(team: Team) -> pages.TeamRow:
    return pages.TeamRow(
        url=reverse("volunteering:team", args=[team.organisation.code]),
        name=team.organisation.name,
        about=team.about,
        skills=labels(Skill, team.skills),
        place=team.organisation.place.name,
    )


def team(request: Request, found: Team, *, form: Any = None) -> pages.Team:
    on, now = timezone.localdate(), timezone.now()
    unit = found.organisation
    leads = policy.leads(request.user, found, on=on)
    shifts = queries.open_slots(request.district, at=now).filter(listing__provider=unit)
    standing = _standing(request, found)
    people = network.people_in(unit, Role.UNIT_LEAD, on=on)
    may_ask = found.is_joinable and standing not in {MemberState.ASKED, MemberState.JOINED}
    return pages.Team(
        row=_row(found),
        lead=_("、").join(str(person) for person in people),
        phone=unit.hotline,
        areas=list(found.areas.order_by("path").values_list("name", flat=True)),
        shifts=[build.shift_row(one) for one in shifts.order_by("starts_at", "pk")[:MOST_SHIFTS]],
        ask_url=reverse("volunteering:ask", args=[unit.code]) if may_ask else "",
        standing=str(standing.label) if standing in LEVELS else "",
        members=_members(found) if leads else (),
        needs=_needs(found) if leads else (),
        edit_form=(form or TeamForm(district=request.district, team=found)) if leads else None,
        crumbs=[*_crumbs(), Link(_("志愿队"), reverse("volunteering:teams"))],
    )


def _standing(request: Request, team: Team) -> MemberState:
    volunteer = who.volunteer_of(request)
    mine = Member.objects.filter(
        district_id=team.district_id, team=team, volunteer=volunteer
    ) if volunteer else Member.objects.none()  # fmt: skip
    return MemberState(mine.values_list("state", flat=True).first() or MemberState.LEFT)


def _members(team: Team) -> Sequence[pages.MemberRow]:
    live = (MemberState.ASKED, MemberState.INVITED, MemberState.JOINED)
    found = Member.objects.filter(district_id=team.district_id, team=team, state__in=live)
    return [
        pages.MemberRow(
            pk=one.pk,
            name=one.volunteer.name or one.volunteer.ref,
            phone=(one.volunteer.phone or "") if one.state != MemberState.INVITED else "",
            state=str(MemberState(one.state).label),
            level=LEVELS.get(MemberState(one.state), "quiet"),
            is_asked=one.state == MemberState.ASKED,
        )
        for one in found.select_related("volunteer").order_by("state", "asked_at", "pk")
    ]


def _needs(team: Team) -> Sequence[pages.NeedRow]:
    """What is needed in the team's areas, the newest first."""
    areas = [one.path for one in team.areas.defer("shape")]
    here = network.places_below(team.district_id, areas).values("pk")
    at = timezone.now()
    found = Listing.objects.filter(district_id=team.district_id, kind="NEED", area__in=here)
    found = found.orderable(at=at, on=timezone.localdate(at)).whole()
    return [
        pages.NeedRow(
            ref=one.ref,
            title=one.title,
            url=reverse("exchange:listing", args=[one.ref]),
            unit=one.provider.name if one.provider else "",
        )
        for one in found.order_by("-published_at", "-pk")[:MOST_NEEDS]
    ]


def _crumbs() -> list[Link]:
    return [Link(_("志愿服务"), reverse("volunteering:home"))]
