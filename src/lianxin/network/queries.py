"""Who is where, and who covers which place on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from lianxin.kernel.reference import remembered
from lianxin.network.models import (
    Organisation,
    OrganisationKind,
    Pairing,
    Place,
    PlaceKind,
    Role,
    Seat,
    SeatQuerySet,
    User,
)


def live_seats(user: User | AnonymousUser, *, on: date) -> SeatQuerySet:
    """The seats `user` holds on the day `on`, most recent first."""
    if not user.is_authenticated or user.district_id is None:
        return Seat.objects.none()
    return (
        Seat.objects.filter(user_id=user.pk, district_id=user.district_id)
        .live(on=on)
        .select_related("organisation", "place")
        .defer("place__shape")
        .order_by("-starts_on", "-pk")
    )


def seats_on(user: User | AnonymousUser, *, on: date) -> list[Seat]:
    """What `live_seats` finds, as a list that is remembered."""
    if not user.is_authenticated or user.district_id is None:
        return []
    return [seat for seat in _seats_of(user) if seat.starts_on <= on <= (seat.ends_on or on)]


def roles_on(user: User, *, on: date) -> frozenset[str]:
    """What `user` is on the day `on`, wherever it be."""
    return frozenset(seat.role for seat in seats_on(user, on=on))


@remembered
def _seats_of(user: User) -> Sequence[Seat]:
    seats = Seat.objects.filter(user=user, district=user.district_id)
    return tuple(
        seats.select_related("organisation", "place")
        .defer("place__shape")
        .order_by("-starts_on", "-pk")
    )


@remembered
def place_coded(district_id: int, code: str) -> Place | None:
    """The place in use that has this code, the whole district for none; without its shape."""
    which: dict[str, object] = {"code": code} if code else {"parent__isnull": True}
    found = Place.objects.filter(district_id=district_id, is_active=True, **which)
    return found.defer("shape").first()


def places_covered(user: User | AnonymousUser, *roles: Role, on: date) -> QuerySet[Place]:
    """Every place where `user` holds one of `roles`, with all the places below it."""
    if not user.is_authenticated or user.district_id is None:
        return Place.objects.none()
    paths = live_seats(user, on=on).filter(role__in=roles).values_list("place__path", flat=True)
    return places_below(user.district_id, list(paths))


def places_below(district_id: int, paths: Sequence[str]) -> QuerySet[Place]:
    """The places at `paths` and everything under them."""
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path=path) | Q(path__startswith=f"{path}/")
    return Place.objects.filter(below, district_id=district_id)


def covers(seat: Seat, place: Place) -> bool:
    """Whether `place` is the seat's own place or lies below it."""
    return place.path == seat.place.path or place.path.startswith(f"{seat.place.path}/")


def units_of(user: User | AnonymousUser, *roles: Role, on: date) -> QuerySet[Organisation]:
    """The organisations in which `user` holds one of `roles`."""
    if not user.is_authenticated or user.district_id is None:
        return Organisation.objects.none()
    seats = live_seats(user, on=on).filter(role__in=roles).order_by()
    return Organisation.objects.filter(
        district_id=user.district_id, pk__in=seats.values("organisation")
    )


def people_in(organisation: Organisation, *roles: Role, on: date) -> Sequence[User]:
    return _on_duty(_seated_in(organisation), roles, on=on)


def units_with_people(district_id: int, *, on: date) -> QuerySet[Organisation]:
    """Those in which somebody holds a seat."""
    seats = Seat.objects.filter(district_id=district_id).live(on=on)
    rows = Organisation.objects.filter(district_id=district_id, is_active=True)
    return rows.filter(pk__in=seats.values("organisation"))


def people_over(place: Place, *roles: Role, on: date) -> Sequence[User]:
    """Those who hold one of `roles` over exactly `place`."""
    return _on_duty(_seated_over(place), roles, on=on)


@remembered
def _seated_in(organisation: Organisation) -> Sequence[Seat]:
    return _seats(Seat.objects.filter(organisation=organisation), organisation.district_id)


@remembered
def _seated_over(place: Place) -> Sequence[Seat]:
    return _seats(Seat.objects.filter(place=place), place.district_id)


def _seats(seats: SeatQuerySet, district_id: int) -> Sequence[Seat]:
    """Those of people who may sign in, at whatever time, so that no new day asks again."""
    held = seats.filter(
        district_id=district_id, user__district_id=district_id, user__is_active=True
    )
    return tuple(held.select_related("user").order_by("user_id"))


def _on_duty(seats: Sequence[Seat], roles: Sequence[Role], *, on: date) -> Sequence[User]:
    held = (s for s in seats if s.role in roles and s.starts_on <= on <= (s.ends_on or on))
    return tuple({seat.user_id: seat.user for seat in held}.values())


@remembered
def ancestors(place: Place) -> Sequence[Place]:
    """The places above `place` and itself, the district first."""
    found = Place.objects.filter(district_id=place.district_id, path__in=_paths(place))
    return sorted(found.defer("shape"), key=lambda p: len(p.path))


def ancestor(place: Place, kind: PlaceKind) -> Place | None:
    """`place` itself or the one above it that is of `kind`."""
    return next((above for above in ancestors(place) if above.kind == kind), None)


def paired_with(place: Place, class_code: str | None, *, on: date) -> Sequence[Organisation]:
    """The units that stand by `place`, or one above it, in such a matter (None: in any) on the
    day `on`; those of the smallest place first, each once."""
    units = {row.unit_id: row.unit for row in pairings_at(place, class_code, on=on)}
    return list(units.values())


def pairings_at(place: Place, class_code: str | None, *, on: date) -> Sequence[Pairing]:
    """As above, with the place they stand by and until when."""
    found = [
        pairing
        for pairing in _pairings_of(place.district_id)
        if f"{place.path}/".startswith(f"{pairing.place.path}/")
        and (class_code is None or not pairing.class_codes or class_code in pairing.class_codes)
        and pairing.starts_on <= on <= (pairing.ends_on or on)
    ]
    return sorted(found, key=lambda pairing: -len(pairing.place.path))


@remembered
def _pairings_of(district_id: int) -> Sequence[Pairing]:
    pairings = Pairing.objects.filter(district_id=district_id, unit__is_active=True)
    rows = pairings.select_related("unit", "place").defer("place__shape")
    return tuple(rows.order_by("starts_on", "pk"))


def units_named(district_id: int) -> dict[str, Organisation]:
    """The units in use, by name and by code."""
    found = Organisation.objects.filter(district_id=district_id, is_active=True)
    return {name: unit for unit in found for name in (unit.name, unit.code)}


@remembered
def unit_coded(district_id: int, code: str) -> Organisation | None:
    """The unit in use that has this code."""
    return Organisation.objects.filter(district_id=district_id, code=code, is_active=True).first()


@remembered
def desk_for(place: Place) -> Organisation:
    """The dispatch centre that receives what is reported at `place`: the nearest one upwards.

    Raises `Organisation.DoesNotExist` when the district has none, which `lianxin check` reports.
    """
    centres = Organisation.objects.filter(
        district_id=place.district_id,
        kind=OrganisationKind.DISPATCH_CENTRE,
        is_active=True,
        place__path__in=_paths(place),
    )
    nearest = max(
        centres.select_related("place").defer("place__shape"),
        key=lambda centre: len(centre.place.path),
        default=None,
    )
    if nearest is None:
        raise Organisation.DoesNotExist
    return nearest


def _paths(place: Place) -> list[str]:
    """Of the places above `place` and its own."""
    codes = place.path.split("/")
    return ["/".join(codes[: n + 1]) for n in range(len(codes))]
