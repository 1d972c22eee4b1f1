"""Which seats the person of a request holds today: for doors and for links, read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lianxin.network import queries as network
from lianxin.network.models import Role, Seat
from lianxin.web.respond import StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponse]
KEPT = "_lianxin_seats"


def seats(request: HttpRequest) -> list[Seat]:
    if not hasattr(request, KEPT):
        setattr(request, KEPT, network.seats_on(request.user, on=timezone.localdate()))
    return cast("list[Seat]", getattr(request, KEPT))


def holds(request: HttpRequest, *roles: Role) -> bool:
    return any(seat.role in roles for seat in seats(request))


def holding(*roles: Role) -> Callable[[View[P]], View[P]]:
    """A view for people who hold one of `roles` somewhere; what they see there, policy decides."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not holds(request, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return decorate
