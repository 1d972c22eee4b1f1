"""The button by which a page of a thing lets its reader follow it (`following/_follow.html`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from lianxin.following import queries
from lianxin.kernel.models import DistrictOwned
from lianxin.lineage.models import Thing
from lianxin.network.models import User
from lianxin.web.respond import Request


@dataclass(frozen=True)
class Follow:
    """`url` takes the answer of somebody with an account, and asks others for an address."""

    url: str
    is_known: bool
    is_following: bool


def of(request: Request, row: DistrictOwned) -> Follow:
    thing, user = Thing.of(row), account(request)
    return Follow(
        url=reverse("following:follow", args=[thing.kind, thing.id]),
        is_known=user is not None,
        is_following=user is not None and queries.follows(row, user),
    )


def account(request: Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None
