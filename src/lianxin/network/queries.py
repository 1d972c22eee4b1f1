"""Who is where, and who covers which place on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from lianxin.kernel import rows
from lianxin.kernel.memo import remembered
from lianxin.network.models import (
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
    Role,
    Seat,
    SeatQuerySet,
    User,
)

LIVE = "district_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)"


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
    """What `live_seats` finds, as a list; in a long job it asks once a person, not once a day."""
    return [seat for seat in _seats_of(user) if seat.starts_on <= on <= (seat.ends_on or on)]


@remembered
def roles_on(user: User, *, on: date) -> frozenset[str]:
    """What `user` is on the day `on`, wherever it be."""
    seats = rows.find(Seat, f"user_id = %s AND {LIVE}", user.pk, user.district_id, on, on)
    return frozenset(seat.role for seat in seats)


@remembered
def _seats_of(user: User | AnonymousUser) -> list[Seat]:
    if not user.is_authenticated or user.district_id is None:
        return []
    seats = Seat.objects.filter(user_id=user.pk, district_id=user.district_id)
    return list(
        seats.select_related("organisation", "place")
        .defer("place__shape")
        .order_by("-starts_on", "-pk")
    )


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


@remembered
def people_in(organisation: Organisation, *roles: Role, on: date) -> list[User]:
    return _seated(organisation.district_id, "organisation_id", organisation.pk, roles, on=on)


@remembered
def people_over(place: Place, *roles: Role, on: date) -> list[User]:
    """Those who hold one of `roles` over exactly `place`."""
    return _seated(place.district_id, "place_id", place.pk, roles, on=on)


def _seated(
    district_id: int, column: str, where: UUID, roles: Sequence[Role], *, on: date
) -> list[User]:
    slots = ", ".join(["%s"] * len(roles))
    return rows.find(
        User,
        f"district_id = %s AND is_active AND id IN (SELECT user_id FROM network_seat WHERE {LIVE}"  # noqa: S608
        f" AND {column} = %s AND role IN ({slots})) ORDER BY id",
        district_id, district_id, on, on, where, *roles,
    )  # fmt: skip


@remembered
def ancestors(place: Place) -> list[Place]:
    """The places above `place` and itself, the district first."""
    codes = place.path.split("/")
    paths = ["/".join(codes[: n + 1]) for n in range(len(codes))]
    found = Place.objects.filter(district_id=place.district_id, path__in=paths).defer("shape")
    return sorted(found, key=lambda p: len(p.path))


def ancestor(place: Place, kind: PlaceKind) -> Place | None:
    """`place` itself or the one above it that is of `kind`."""
    return next((above for above in ancestors(place) if above.kind == kind), None)


@remembered
def desk_for(place: Place) -> Organisation:
    """The dispatch centre that receives what is reported at `place`: the nearest one upwards.

    Raises `Organisation.DoesNotExist` when the district has none, which `lianxin check` reports.
    """
    above = [place.path.rsplit("/", n)[0] for n in range(place.path.count("/") + 1)]
    slots = ", ".join(["%s"] * len(above))
    here = f"SELECT id FROM network_place WHERE district_id = %s AND path IN ({slots})"  # noqa: S608
    where = f"district_id = %s AND kind = %s AND is_active AND place_id IN ({here})"
    values = (place.district_id, OrganisationKind.DISPATCH_CENTRE, place.district_id, *above)
    centres = rows.find(Organisation, where, *values)
    if not centres:
        raise Organisation.DoesNotExist
    if len(centres) == 1:
        return centres[0]
    return max(centres, key=lambda centre: len(centre.place.path))
