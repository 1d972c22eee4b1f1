"""What a request names, or the answer that there is no such thing."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.api.tokens import ApiRequest
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Place, User
from lianxin.visits import policy
from lianxin.visits.models import Campaign


def campaigns_of(request: ApiRequest) -> Any:
    return policy.visible_to(request.user, request.district.pk, on=timezone.localdate())


def campaign_of(request: ApiRequest, ref: str) -> Campaign:
    one: Campaign = get_object_or_404(campaigns_of(request).whole(), ref=ref)
    return one


def place_coded(request: ApiRequest, code: str) -> Place:
    """The one that has the code, without one the district."""
    place = network.place_coded(request.district.pk, code)
    if place is None:
        raise Refusal(_("没有代码为“%s”的地点。") % code, field="place", code="unknown_place")
    return place


def user_named(request: ApiRequest, username: str) -> User:
    people = User.objects.filter(district_id=request.district.pk, is_active=True)
    one: User | None = people.filter(username=username.strip()).first()
    if one is None:
        raise Refusal(_("没有账号为“%s”的人员。") % username, field="to")
    return one
