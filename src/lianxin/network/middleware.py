"""Which district a request is for, and who somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from lianxin.kernel import reference
from lianxin.network import accounts, districts
from lianxin.network.models import District, User
from lianxin.network.request import DistrictRequest

GetResponse = Callable[[HttpRequest], HttpResponse]

OPEN_WITHOUT_FACTOR = ("/account/", "/accounts/", "/language/", "/look/", "/sw.js")


class DistrictMiddleware:
    """Sets `request.district`, and makes a user of another district a stranger.

    The host decides, else the first segment of the path, which every `reverse` then puts back in
    front. Where there is one district, it needs neither, but its slug is accepted, so that cards
    printed with it keep working. A request that fits none is answered with the list of districts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: DistrictRequest) -> HttpResponse:
        if request.path_info.startswith(settings.PATHS_WITHOUT_DISTRICT):
            return self.get_response(request)
        known = districts.everyone()
        district = _by_host(request, known) or _by_path(request, known)
        if district is None:
            choose: GetResponse = import_string(settings.DISTRICT_CHOICE_VIEW)
            return choose(request)
        request.district = district
        _make_strangers_of_others(request, district)
        before = get_script_prefix()
        set_script_prefix(f"{request.META.get('SCRIPT_NAME', '')}/")
        try:
            with reference.steady():
                return self.get_response(request)
        finally:
            set_script_prefix(before)


def _by_host(request: HttpRequest, known: tuple[District, ...]) -> District | None:
    host = request.get_host().lower()
    names = {host, host.partition(":")[0]}
    return next((district for district in known if district.host.lower() in names), None)


def _by_path(request: HttpRequest, known: tuple[District, ...]) -> District | None:
    first, _slash, rest = request.path_info.removeprefix("/").partition("/")
    for district in known:
        if first == district.slug and not district.host:
            request.META["SCRIPT_NAME"] = f"{request.META.get('SCRIPT_NAME', '')}/{first}"
            request.META["PATH_INFO"] = request.path_info = f"/{rest}"
            return district
    return known[0] if len(known) == 1 else None


def _make_strangers_of_others(request: HttpRequest, district: District) -> None:
    """Lazily, so that a page that asks for nobody still reads no session."""
    signed_in = request.user

    def here() -> User | AnonymousUser:
        if not signed_in.is_authenticated:
            return AnonymousUser()
        at_home = signed_in.district_id in (None, district.pk)
        return signed_in if at_home else AnonymousUser()

    request.user = cast("User", SimpleLazyObject(here))


class StaffMfaMiddleware:
    """Where `LIANXIN_STAFF_MFA` asks for it, sends staff without a second factor to set one up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_open = request.path_info.startswith(
            (*OPEN_WITHOUT_FACTOR, *settings.PATHS_WITHOUT_DISTRICT)
        )
        if settings.STAFF_MFA and not is_open and self._lacks_factor(request):
            text = _("您的岗位要求两步验证。请先设置验证器应用或通行密钥，再继续使用。")
            messages.warning(request, text, fail_silently=True)
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def _lacks_factor(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated:
            return False
        return accounts.needs_second_factor(user, on=timezone.localdate())
