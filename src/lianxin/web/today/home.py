"""Fill the page of the day: mine is what I handle, and what waits in my unit for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from lianxin.cases import policy, queries
from lianxin.cases.models import NEVER, Case, CaseQuerySet
from lianxin.cases.policy import UNIT_ROLES
from lianxin.cases.rules import Rules
from lianxin.cases.states import IN_UNIT, State
from lianxin.kernel.ids import new_id
from lianxin.network import queries as network
from lianxin.network.models import Role, Seat, User
from lianxin.outbox import queries as outbox
from lianxin.volunteering import queries as volunteering
from lianxin.volunteering.models import Presence
from lianxin.web import listing
from lianxin.web.today import orders, pages, way
from lianxin.web.volunteering import mine_build, words

NEARBY = 10
RELAYED = 5
SHIFTS = 3
RESTING = (State.WAITING, State.PAUSED, State.VERIFYING)


def home_page(user: User, seats: Sequence[Seat], asked: QueryDict, *, at: datetime) -> pages.Home:
    """`seats` are those held today, one at least."""
    rules = queries.rules_of(seats[0].district_id)
    page = listing.page(mine(user, seats), asked, here="today:home")
    rows = listing.rows(page.rows, rules)
    working = [row for row in rows if row.case.state == State.WORKING]
    verifying = _verifying(seats, rules)
    shifts = volunteering.coming_of_user(user, at=at, most=SHIFTS)
    handles = any(seat.role in UNIT_ROLES for seat in seats)
    mediates = any(seat.role == Role.MEDIATOR for seat in seats)
    may_file = policy.can_file(user, on=timezone.localdate(at))
    return pages.Home(
        day=timezone.localdate(at),
        way=way.stops(user, [*working, *verifying], shifts, at=at),
        orders=orders.of_units(user, seats[0].district_id, at=at) if handles else [],
        waiting=[pages.Waiting(row, new_id()) for row in rows if row.case.state == State.ASSIGNED],
        working=working,
        resting=[row for row in rows if row.case.state in RESTING],
        pager=page.pager,
        nearby=_nearby(seats, rules),
        verifying=verifying,
        mediation_url=reverse("mediation:home") if mediates else "",
        relayed=listing.rows(_relayed(user, seats[0].district_id), rules) if may_file else [],
        relay_url=reverse("relay:relay") if may_file else "",
        queue_url=reverse("partner:queue") if handles else "",
        shifts=[_shift(one, at=at) for one in shifts],
        unread=outbox.unread_count(user),
        inbox_url=reverse("outbox:inbox"),
        handles=handles,
    )


def _shift(one: Presence, *, at: datetime) -> pages.Shift:
    state, level = words.stage(one, at=at)
    verb = "check_out" if one.in_at else "check_in"
    return pages.Shift(
        url=reverse("volunteering:service", args=[one.pk]),
        title=one.claim.subject,
        when=words.span(one.slot.starts_at, one.slot.ends_at),
        place=one.claim.place.name if one.claim.place else "",
        state=state,
        level=level,
        verb=verb if mine_build.may_check(one, at=at) else "",
        label=words.verb(verb),
        check_url=reverse("today:check", args=[one.pk]),
        queued_url=reverse("volunteering:check", args=[one.pk]),
        key=new_id(),
    )


def mine(user: User, seats: Sequence[Seat]) -> CaseQuerySet:
    """Open cases of my units that I handle, or that nobody does yet."""
    units = [seat.organisation_id for seat in seats if seat.role in UNIT_ROLES]
    found: CaseQuerySet = Case.objects.filter(
        Q(handler=user.pk) | Q(handler__isnull=True),
        district_id=seats[0].district_id,
        lead__in=units,
        state__in=IN_UNIT,
    )
    return found.open()  # said for the index of open cases


def _nearby(seats: Sequence[Seat], rules: Rules) -> list[listing.Row] | None:
    """The next deadlines in the places this person walks."""
    paths = [seat.place.path for seat in seats if seat.role == Role.WORKER]
    if not paths:
        return None
    soonest = _walked(seats[0].district_id, paths).filter(next_due_at__lt=NEVER).soonest_first()
    return listing.rows(soonest.whole().select_related("handler")[:NEARBY], rules)


def _verifying(seats: Sequence[Seat], rules: Rules) -> list[listing.Row]:
    """What waits for somebody to look at it in the places this person walks."""
    paths = [seat.place.path for seat in seats if seat.role == Role.WORKER]
    if not paths:
        return []
    found = _walked(seats[0].district_id, paths).in_state(State.VERIFYING).soonest_first()
    return listing.rows(found.whole().select_related("handler")[:NEARBY], rules)


def _walked(district_id: int, paths: Sequence[str]) -> CaseQuerySet:
    """Open cases in places and below."""
    here = network.places_below(district_id, paths)
    found: CaseQuerySet = Case.objects.filter(
        district_id=district_id, is_confidential=False, place__in=here.values("pk")
    )
    return found.open()


def _relayed(user: User, district_id: int) -> CaseQuerySet:
    """What I brought in for others lately."""
    found: CaseQuerySet = Case.objects.filter(
        district_id=district_id, relayed_by=user, is_confidential=False
    )
    return found.whole().select_related("handler").order_by("-received_at")[:RELAYED]
