"""Who may call: the token in the request, and whether its scopes are enough."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from lianxin.kernel import throttle
from lianxin.kernel.refusals import NotAllowed
from lianxin.network import tokens
from lianxin.network.models import Scope, Token, User
from lianxin.network.request import DistrictRequest

MOST, PER = 3600, timedelta(hours=1)  # calls that write, for each token
SAFE = ("GET", "HEAD")


class ApiRequest(DistrictRequest):
    """As `Bearer` lets it through: the person is the one whom the token stands for."""

    user: User


class Bearer(HttpBearer):
    """`Authorization: Bearer lx_…`, with the scope that the operation needs."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """None, hence 401, for a token that is not live here; raises `NotAllowed`, hence 403,
        for one without the scope, and `TooMany` for one that writes all the time."""
        district = cast("ApiRequest", request).district
        found = tokens.find(token, district, at=timezone.now())
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise NotAllowed(_("这个令牌没有“%s”的范围。") % self.scope.label)
        if request.method not in SAFE:
            throttle.hit("rest", str(found.pk), limit=MOST, per=PER, at=timezone.now())
        request.user = copy(found.user)  # the one that is remembered serves other requests too
        return found
