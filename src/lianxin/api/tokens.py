"""Who may call: the token in the request, and whether its scopes are enough."""

from __future__ import annotations

from collections import Counter
from copy import copy
from datetime import timedelta
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from lianxin.kernel import throttle
from lianxin.kernel.refusals import NotAllowed, TooMany
from lianxin.network import tokens
from lianxin.network.models import Scope, Token, User
from lianxin.network.request import DistrictRequest

MOST, PER = 3600, timedelta(hours=1)  # calls that write, for each token
SAFE = ("GET", "HEAD")
STEPS = 180  # in which a token may reach its limit
_untold: Counter[str] = Counter()  # calls of each token that only this process knows of


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
            _pace(str(found.pk))
        request.user = copy(found.user)  # the one that is remembered serves other requests too
        return found


def anybody(request: HttpRequest) -> bool:
    """Behind a `Bearer`: who shows no token at all sees what the public sees."""
    if request.headers.get("Authorization"):
        return False
    request.user = AnonymousUser()  # no session opens anything here
    return True


def _pace(token: str) -> None:
    """Count a call. The other processes are told of several at once: to write each of them down
    would cost as much as filing a case."""
    step = max(1, MOST // STEPS)
    _untold[token] += 1
    if _untold[token] < step:
        return
    try:
        throttle.hit("rest", token, limit=MOST, per=PER, at=timezone.now(), times=step)
    except TooMany:
        _untold[token] = step - 1  # the next call is refused, too
        raise
    _untold[token] = 0
