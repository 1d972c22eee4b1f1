"""Who may see and do what. A profile is its person's alone."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing, ListingQuerySet
from lianxin.exchange.states import ListingState
from lianxin.kernel.refusals import NotAllowed
from lianxin.matching.families import OF_LISTING
from lianxin.matching.models import Invite, Round
from lianxin.network.models import Organisation, Role, User

Someone = User | AnonymousUser
POSTS = ("JOB", "SECONDMENT")
ORGANISATION = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)


def own_listings(user: User, *, on: date) -> ListingQuerySet:
    """What somebody's units or she herself have published and something fits."""
    assert user.district_id is not None  # the middleware lets nobody else in
    found: ListingQuerySet = Listing.objects.filter(
        district_id=user.district_id, state=ListingState.PUBLISHED, kind__in=[*OF_LISTING, *POSTS]
    )
    units = exchange.units_of(user, on=on)
    own = found.filter(provider__in=units) | found.filter(owner_id=user.pk, provider=None)
    return own if units else found.filter(owner_id=user.pk, provider=None)


def may_ask_for(user: Someone, listing: Listing, *, on: date) -> bool:
    return exchange.can_edit(user, listing, on=on)


def require_owner(by: User | None, listing: Listing, *, on: date) -> None:
    if by is not None and not exchange.can_edit(by, listing, on=on):
        raise NotAllowed(_("只有发布单位的人员和供需协调员可以这样做。"))


def require_of_unit(by: User | None, organisation: Organisation, *, on: date) -> None:
    if by is None or organisation.pk in exchange.units_of(by, on=on):
        return
    raise NotAllowed(_("只有“%s”的人员可以填写。") % organisation.name)


def may_answer(user: Someone, invite: Invite, *, on: date) -> bool:
    return user.is_authenticated and invite.organisation_id in exchange.units_of(user, on=on)


def runs(user: Someone, held: Round, *, on: date) -> bool:
    """Whether `user` gives out the places of a round."""
    if not user.is_authenticated or user.district_id != held.district_id:
        return False
    is_ours = held.owner_id in exchange.units_of(user, on=on)
    return is_ours or exchange.coordinates(user, None, on=on)


def require_runner(by: User | None, held: Round, *, on: date) -> None:
    if by is not None and not runs(by, held, on=on):
        raise NotAllowed(_("只有主办单位的人员和供需协调员可以分配。"))
