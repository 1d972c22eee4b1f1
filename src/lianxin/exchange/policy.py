"""Who may publish, order, take orders, and see what."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.exchange import codes
from lianxin.exchange.kinds import KINDS, tour
from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Listing, ListingQuerySet
from lianxin.exchange.states import ClaimState, ListingState, Shape
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Place, Role, User

Someone = User | AnonymousUser
OF_UNIT = (Role.HANDLER, Role.UNIT_LEAD)
COORDINATORS = (Role.DISPATCHER, Role.MANAGER)
RELAYING = frozenset({Role.WORKER, Role.VOLUNTEER, Role.DISPATCHER, Role.HANDLER, Role.UNIT_LEAD})


def units_of(user: Someone, *, on: date) -> set[UUID]:
    """The organisations in whose name `user` may offer and deliver."""
    seats = network.seats_on(user, on=on)
    return {seat.organisation_id for seat in seats if seat.role in OF_UNIT}


def coordinates(user: Someone, place: Place | None, *, on: date) -> bool:
    """Whether `user` dispatches orders for `place`, and looks after what is offered there."""
    for seat in network.seats_on(user, on=on):
        if seat.role in COORDINATORS and (
            seat.place.parent_id is None or (place is not None and network.covers(seat, place))
        ):
            return True
    return False


def coordinated(user: Someone, *, on: date) -> Q | None:
    """Which claims lie where `user` coordinates: an empty condition means all; None: nowhere."""
    places = [seat.place for seat in network.seats_on(user, on=on) if seat.role in COORDINATORS]
    if not places:
        return None
    found = Q()
    if all(place.parent_id for place in places):
        for place in places:
            found |= Q(place__path=place.path) | Q(place__path__startswith=f"{place.path}/")
    return found


def listings_visible_to(user: Someone, district_id: int, *, on: date) -> ListingQuerySet:
    """What is public, what is one's own, and what one coordinates."""
    everything: ListingQuerySet = Listing.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.public()
    if coordinates(user, None, on=on):
        return everything
    units = units_of(user, on=on)
    mine = Q(owner_id=user.pk) | Q(provider__in=units)
    return everything.filter(Q(state=ListingState.PUBLISHED) | mine)


def can_edit(user: Someone, listing: Listing, *, on: date) -> bool:
    if not user.is_authenticated or user.district_id != listing.district_id:
        return False
    if listing.owner_id == user.pk or listing.provider_id in units_of(user, on=on):
        return True
    return coordinates(user, listing.area, on=on)


def needs_review(user: User | None, listing: Listing, *, on: date) -> bool:
    """What a person offers in her own name is looked at before the public sees it."""
    if user is None or coordinates(user, listing.area, on=on):
        return False
    return listing.provider_id is None


def require_publisher(
    by: User | None, provider: Organisation | None, kind: str, *, on: date
) -> None:
    """Raises `NotAllowed` unless `by` may make a listing of `kind` in the name of `provider`, or,
    without one, in her own."""
    if by is None:
        return
    if provider is None:
        if not KINDS[kind].is_for_people:
            raise NotAllowed(_("“%s”要由单位发布，请选择单位。") % KINDS[kind].label)
        return
    if provider.pk in units_of(by, on=on) or coordinates(by, provider.place, on=on):
        return
    raise NotAllowed(_("您不是“%s”的人员，不能用它的名义发布。") % provider.name)


def require_edit(by: User | None, listing: Listing, *, on: date) -> None:
    if by is not None and not can_edit(by, listing, on=on):
        raise NotAllowed(_("只有发布单位的人员和供需协调员可以修改这一条。"))


def require_coordinator(by: User | None, place: Place | None, *, on: date) -> None:
    if by is not None and not coordinates(by, place, on=on):
        raise NotAllowed(_("只有派单台的调度员和分管领导可以这样做。"))


def claims_visible_to(user: Someone, *, on: date) -> ClaimQuerySet:
    """One's own, those of the unit that has or gives or ordered them, and those one coordinates.
    Applications are for those who decide on them, not for every coordinator; nor is who did not
    come."""
    district_id = user.district_id if user.is_authenticated else None
    if district_id is None:
        return Claim.objects.none()
    everything: ClaimQuerySet = Claim.objects.filter(district_id=district_id)
    units = units_of(user, on=on)
    own = Claimant.objects.filter(district_id=district_id, user=user.pk).values("claim")
    mine = Q(pk__in=own) | Q(unit__in=units) | Q(ordered_by__in=units)
    mine |= Q(listing__provider__in=units) | Q(listing__owner_id=user.pk)
    if (here := coordinated(user, on=on)) is not None:
        told = ~Q(shape__in=[Shape.APPLICATION, Shape.INTEREST]) & ~Q(state=ClaimState.MISSED)
        mine |= here & told
    return everything.filter(mine)


def gives(user: Someone, claim: Claim, *, on: date) -> bool:
    """Whether `user` speaks for the provider that has the ball."""
    if not user.is_authenticated:
        return False
    if claim.unit_id is not None and claim.unit_id in units_of(user, on=on):
        return True
    listing = claim.listing
    return listing is not None and listing.provider_id is None and listing.owner_id == user.pk


def require_giver(by: User | None, claim: Claim, *, on: date) -> None:
    if by is None or gives(by, claim, on=on):
        return
    raise NotAllowed(
        _("这一单现在由“%s”负责，只有它的人员可以这样做。")
        % (claim.unit.name if claim.unit else _("发布人"))
    )


def require_claimant(by: User | None, claim: Claim, *, code: str, on: date) -> None:
    """The one it is for, by her code or account; who ordered it, by hers; or the coordinating
    desk."""
    if by is None and code:
        if codes.holder_of(claim, code):
            return
        raise NotAllowed(_("查询码不对，请核对后再试。"))
    if by is None:
        return
    mine = Claimant.objects.filter(district_id=claim.district_id, claim=claim)
    if (
        mine.filter(Q(user_id=by.pk) | Q(relayed_by_id=by.pk)).exists()
        or claim.ordered_by_id in units_of(by, on=on)
        or coordinates(by, claim.place, on=on)
    ):
        return
    raise NotAllowed(_("只有点单的人可以这样做。"))


def hosts(user: Someone, claim: Claim, *, on: date) -> bool:
    """Whether `user` speaks for the unit that a tour of experts comes to: what was ordered in its
    name is for itself."""
    return claim.kind == tour.KIND.code and claim.ordered_by_id in units_of(user, on=on)


def require_recipient(claim: Claim, *, code: str, by: User | None = None, on: date) -> None:
    """Her own code, and nobody's account: who ordered for her cannot judge for her. A unit that
    hosts a tour judges by the account of its people, too."""
    if by is not None and hosts(by, claim, on=on):
        return
    if codes.holder_of(claim, code) is not codes.Holder.RECIPIENT:
        raise NotAllowed(_("只有接受服务的人可以评单，用她自己的链接。"))


def can_relay(user: User, *, on: date) -> bool:
    return not RELAYING.isdisjoint(network.roles_on(user, on=on))
