"""Who a visitor is as a volunteer: by account, or by what her own page left in this browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.urls import get_script_prefix

from lianxin.network.models import User
from lianxin.volunteering import queries
from lianxin.volunteering.actions import helping
from lianxin.volunteering.actions.helping import Profile
from lianxin.volunteering.models import Volunteer
from lianxin.web.respond import Request

COOKIE: Final = "lianxin_volunteer"
YEAR: Final = timedelta(days=365)
KEPT: Final = "_lianxin_volunteer"


def user_of(request: Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None


def volunteer_of(request: Request) -> Volunteer | None:
    """None for somebody who has never helped, as far as this browser knows. Asked once."""
    if not hasattr(request, KEPT):
        user = user_of(request)
        found = queries.volunteer_of(user) if user else _remembered(request)
        setattr(request, KEPT, found)
    kept: Volunteer | None = getattr(request, KEPT)
    return kept


def is_known(request: Request) -> bool:
    """Whether she need not say who she is."""
    return user_of(request) is not None or volunteer_of(request) is not None


def settle(request: Request, told: Profile | None, *, key: UUID, at: datetime) -> Volunteer:
    """Who signs up: the one that is known, by account a new one too; else whom `told` names."""
    known = volunteer_of(request)
    if known is None:
        user = user_of(request)
        known = (
            helping.volunteer_for(user, at=at)
            if user
            else helping.register(
                request.district, told or Profile(), user=None, at=at, key=uuid5(key, "who")
            )
        )
        setattr(request, KEPT, known)
    return known


def remember(answer: HttpResponse, volunteer: Volunteer) -> HttpResponse:
    """Let this browser open her page; somebody with an account signs in instead."""
    if volunteer.user_id is None:
        answer.set_signed_cookie(
            COOKIE, f"{volunteer.district_id} {volunteer.pk}", salt=COOKIE, max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
            path=get_script_prefix(),
        )  # fmt: skip
    return answer


def forget(answer: HttpResponse) -> HttpResponse:
    answer.delete_cookie(COOKIE, path=get_script_prefix(), samesite="Lax")
    return answer


def _remembered(request: Request) -> Volunteer | None:
    try:
        kept = request.get_signed_cookie(COOKIE, salt=COOKIE, max_age=YEAR)
    except (KeyError, signing.BadSignature):
        return None
    district, _space, pk = (kept or "").partition(" ")
    if district != str(request.district.pk):
        return None
    mine = Volunteer.objects.filter(district_id=request.district.pk, pk=pk, user=None)
    return mine.select_related("place").defer("place__shape").first()
