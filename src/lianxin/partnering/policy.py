"""Who may draft, sign, record and see an agreement."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from lianxin.exchange import policy as exchange
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import queries as network
from lianxin.network.models import Organisation, Role, User
from lianxin.partnering.models import Agreement, AgreementQuerySet, Joiner
from lianxin.partnering.states import UNSIGNED, AgreementState, Party

Someone = User | AnonymousUser
OVERSEEING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)


def public(district_id: int) -> AgreementQuerySet:
    """What both have signed; anybody may read what is promised and kept."""
    found: AgreementQuerySet = Agreement.objects.filter(district_id=district_id)
    return found.public()


def visible_to(user: Someone, district_id: int, *, on: date) -> AgreementQuerySet:
    """Those of one's own units, and those of the places that one coordinates, leads or audits."""
    everything: AgreementQuerySet = Agreement.objects.filter(district_id=district_id)
    if not user.is_authenticated or user.district_id != district_id:
        return everything.none()
    units = exchange.units_of(user, on=on)
    there = network.places_covered(user, *OVERSEEING, on=on)
    mine = Q(host__in=units) | Q(partner__in=units) | Q(place__in=there.values("pk"))
    joined = Joiner.objects.filter(district_id=district_id, unit__in=units)
    return everything.filter(mine | Q(pk__in=joined.values("agreement")))


def parties_of(user: Someone, agreement: Agreement, *, on: date) -> list[Party]:
    """The sides that `user` speaks for."""
    units = exchange.units_of(user, on=on)
    return [party for party in Party if agreement.unit_of(party).pk in units]


def require_joiner(by: User | None, joiner: Joiner, *, on: date) -> None:
    if by is not None and joiner.unit_id not in exchange.units_of(by, on=on):
        raise NotAllowed(_("只有“%s”的人员可以这样做。") % joiner.unit.name)


def can_draft(user: Someone, host: Organisation, *, on: date) -> bool:
    return host.pk in exchange.units_of(user, on=on) or exchange.coordinates(
        user, host.place, on=on
    )


def require_drafter(by: User | None, host: Organisation, *, on: date) -> None:
    if by is not None and not can_draft(by, host, on=on):
        raise NotAllowed(_("只有“%s”的人员和供需协调员可以起草。") % host.name)


def can_end(user: Someone, agreement: Agreement, *, on: date) -> bool:
    return bool(parties_of(user, agreement, on=on)) or exchange.coordinates(
        user, agreement.place, on=on
    )


def require_either(by: User | None, agreement: Agreement, *, on: date) -> None:
    """One of the two, or who coordinates there."""
    if by is not None and not can_end(by, agreement, on=on):
        raise NotAllowed(_("只有双方的人员和供需协调员可以这样做。"))


def require_party(by: User | None, agreement: Agreement, party: str, *, on: date) -> None:
    """Raises `NotAllowed` unless `by` speaks for that side. Nobody signs or confirms for the
    other one, not even who coordinates."""
    if by is not None and party not in parties_of(by, agreement, on=on):
        raise NotAllowed(_("只有“%s”的人员可以这样做。") % agreement.unit_of(party).name)


def can_reach(user: Someone, agreement: Agreement, *, on: date) -> bool:
    """Who says where the partner's letters go. Once it is signed the other side does not: whoever
    has the letters confirms in the partner's name."""
    if agreement.state in UNSIGNED and Party.HOST in parties_of(user, agreement, on=on):
        return True
    return exchange.coordinates(user, agreement.place, on=on)


def require_reacher(by: User | None, agreement: Agreement, *, on: date) -> None:
    if by is not None and not can_reach(by, agreement, on=on):
        raise NotAllowed(_("签过以后，只有供需协调员可以改对方的联系方式。"))


def require_open_record(agreement: Agreement, *, on: date) -> None:
    """What is given is recorded while it holds, and afterwards what was left to be given."""
    signed = agreement.state in (AgreementState.SIGNED, AgreementState.ENDED)
    if not signed or on < agreement.starts_on:
        raise NotAllowed(_("协议开始以后才能登记交付。"))
