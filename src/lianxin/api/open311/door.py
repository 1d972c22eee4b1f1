"""What every call goes through: which district, which key, which format, and what went wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lianxin.api.open311 import writing
from lianxin.api.open311.faults import BAD, NO_KEY, NOT_SO, UNKNOWN, Fault, of_refusal
from lianxin.api.open311.told import Told
from lianxin.kernel import reference
from lianxin.kernel.refusals import Refusal
from lianxin.network import districts, geo, tokens
from lianxin.network.models import District, Scope, Token, User

GARBLED = (MultiPartParserError, SuspiciousOperation, BadRequest, UnreadablePostError)
BEARER = re.compile(r"(?:bearer|token)\s+", re.IGNORECASE)
CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
SCRIPT = "text/javascript; charset=utf-8"
PREFLIGHT_KEPT = "86400"  # seconds
OK, NO_CONTENT = 200, 204
Answer: TypeAlias = tuple[str, writing.Value]
View: TypeAlias = Callable[..., Answer]


@dataclass(frozen=True)
class Call:
    """One call, as the views see it."""

    request: HttpRequest
    told: Told
    at: datetime
    is_trial: bool  # of the test endpoint, which checks everything and keeps nothing

    @cached_property
    def district(self) -> District:
        """By `jurisdiction_id`, which is a district's slug or host; else by the address that was
        called; else the only one there is, or that of the key, or of the point."""
        known, told = districts.everyone(), self.told.one("jurisdiction_id").lower()
        here = getattr(self.request, "district", None) or _at_host(self.request)
        if told:
            found = next((one for one in known if told in _names(one)), None)
            if found is None or (here and here.pk != found.pk):
                raise Fault(UNKNOWN, _("这里没有 jurisdiction_id 为“%s”的辖区。") % told[:60])
            return found
        if here or len(known) == 1:
            return here or known[0]
        found = self._of_key(known) or self._at_point(known)
        if found is None:
            names = ", ".join(one.slug for one in known)
            raise Fault(BAD, _("请用 jurisdiction_id 指明辖区：%s") % names)
        return found

    def _of_key(self, known: Sequence[District]) -> District | None:
        secret, at = self.secret, self.at
        return next((one for one in known if secret and tokens.find(secret, one, at=at)), None)

    def _at_point(self, known: Sequence[District]) -> District | None:
        lat, lon = self.told.number("lat"), self.told.number("long")
        if lat is None or lon is None:
            return None
        geo.check_point(lon, lat)
        return next((one for one in known if geo.place_at(one.pk, lon, lat)), None)

    @cached_property
    def secret(self) -> str:
        """What was given as the key, whether as a parameter or in a header."""
        headers = self.request.headers
        header = BEARER.sub("", headers.get("Authorization", ""), count=1)
        return self.told.one("api_key") or header.strip() or headers.get("X-Api-Key", "").strip()

    @cached_property
    def token(self) -> Token | None:
        """The key of the call. Raises `Fault` for one that is not live in this district."""
        if not self.secret:
            return None
        found = tokens.find(self.secret, self.district, at=self.at)
        if found is None:
            raise Fault(NO_KEY, _("api_key 不对、已停用或已到期，请向管理员申请新的。"))
        return found

    @cached_property
    def user(self) -> User | None:
        """Whom the key stands for."""
        return copy(self.token.user) if self.token else None

    def may(self, scope: Scope) -> bool:
        return self.token is not None and scope in self.token.scopes

    def require_key(self, scope: Scope) -> Token:
        if self.token is None:
            raise Fault(NO_KEY, _("这一步需要 api_key，请向管理员申请。"))
        if scope not in self.token.scopes:
            raise Fault(NO_KEY, _("这个 api_key 没有“%s”的范围。") % scope.label)
        return self.token


def door(**views: View) -> Callable[..., HttpResponse]:
    """One address: what answers there, by method. A view gets the `Call` and the parts of the
    address, and gives the root of the XML with what is in it, or raises `Fault` or `Refusal`."""

    allowed = ", ".join(["OPTIONS", *(name.upper() for name in views)])

    @open_to_all
    def serve(
        request: HttpRequest, *, form: str, is_trial: bool = False, **parts: str
    ) -> HttpResponse:
        form = form or form_of(request)
        if request.method == "OPTIONS":
            return _preflight(request, allowed)
        with reference.steady():
            try:
                return _answered(request, views, form, parts, is_trial=is_trial)
            except Refusal as refusal:
                fault = of_refusal(refusal)
            except Fault as raised:
                fault = raised
            except GARBLED:
                fault = Fault(BAD, _("请求的内容读不懂，请检查编码和格式。"))
            answer = refused(fault, form)
            if fault.status == NOT_SO:
                answer["Allow"] = allowed
            return answer

    return serve


def form_of(request: HttpRequest) -> str:
    """The format of the answer where the address ends without one."""
    asked = request.GET.get("format", "").lower()
    if asked in writing.TYPES:
        return asked
    kinds = {kind.partition(";")[0]: form for form, kind in writing.TYPES.items()}
    kinds["application/xml"] = "xml"
    return kinds.get(request.get_preferred_type(list(kinds)) or "", "xml")


def _preflight(request: HttpRequest, allowed: str) -> HttpResponse:
    """What a browser asks before a script of another site may call."""
    answer = HttpResponse(status=NO_CONTENT)
    answer["Allow"] = answer["Access-Control-Allow-Methods"] = allowed
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Max-Age"] = PREFLIGHT_KEPT
    if asked := request.headers.get("Access-Control-Request-Headers"):
        answer["Access-Control-Allow-Headers"] = asked
    return answer


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keys instead of sessions: nobody is asked to sign in, and no cookie opens anything."""
    return csrf_exempt(login_not_required(view))


def refused(fault: Fault, form: str) -> HttpResponse:
    answer = _response(fault.status, "errors", fault.rows(), form)
    if fault.retry_after:
        answer["Retry-After"] = str(fault.retry_after)
    return answer


def _answered(
    request: HttpRequest,
    views: Mapping[str, View],
    form: str,
    parts: Mapping[str, str],
    *,
    is_trial: bool,
) -> HttpResponse:
    method = "get" if request.method == "HEAD" else str(request.method).lower()
    if method not in views:
        allowed = ", ".join(name.upper() for name in views)
        raise Fault(NOT_SO, _("这个地址只接受 %s。") % allowed)
    if any("\x00" in part for part in parts.values()):  # which no column takes
        raise Fault(UNKNOWN, _("没有这个地址。"))
    call = Call(request, Told(request), timezone.now(), is_trial)
    root, value = views[method](call, **parts)
    answer = _response(OK, root, value, form)
    if method == "post":
        return answer
    if form == "json" and (callback := call.told.one("callback")):
        answer = _called_back(callback, answer)
    patch_cache_control(answer, private=True, no_cache=True)
    etag = f'W/"{hashlib.blake2b(answer.content, digest_size=16).hexdigest()}"'
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _response(status: int, root: str, value: writing.Value, form: str) -> HttpResponse:
    content = writing.written(root, value, form=form)
    answer = HttpResponse(content, status=status, content_type=writing.TYPES[form])
    answer["Access-Control-Allow-Origin"] = "*"  # no cookie opens anything here
    answer["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return answer


def _called_back(callback: str, answer: HttpResponse) -> HttpResponse:
    """As a script (JSONP), for pages that cannot call otherwise."""
    if not CALLBACK.fullmatch(callback):
        raise Fault(BAD, _("callback 须是一个 JavaScript 函数名。"))
    answer.content = b"/**/" + callback.encode() + b"(" + answer.content + b");"
    answer["Content-Type"] = SCRIPT
    return answer


def _names(district: District) -> set[str]:
    host = district.host.lower()
    return {district.slug, host, host.removeprefix("www.")} - {""}


def _at_host(request: HttpRequest) -> District | None:
    """The district whose own host was called."""
    host = request.get_host().lower()
    names = {host, host.partition(":")[0]}
    known = districts.everyone()
    return next((one for one in known if one.host and one.host.lower() in names), None)
