"""How people sign in: by invitation only, each in the own district, staff with a second factor."""

from __future__ import annotations

import logging
from datetime import date
from smtplib import SMTPException
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.network import queries
from lianxin.network.models import Role, User
from lianxin.network.request import DistrictRequest

log = logging.getLogger(__name__)

PROVIDER_NAMES = {
    "dingtalk": _("钉钉"),
    "feishu": _("飞书"),
    "wecom": _("企业微信"),
    "weixin": _("微信"),
}
STAFF_ROLES = (Role.OPERATOR, Role.DISPATCHER)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("account:begin")

    def get_logout_redirect_url(self, _request: HttpRequest) -> str:
        return get_script_prefix()

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **facts: Any
    ) -> HttpResponse | None:
        """Nobody signs in to a district that is not theirs: there they would be a stranger."""
        here = cast("DistrictRequest", request).district
        assert isinstance(user, User)
        if user.district_id not in (None, here.pk):
            home = user.district.name if user.district else ""
            text = gettext("这个账号属于“%(home)s”，不能在“%(here)s”登录。请到那里的网址登录。")
            messages.error(request, text % {"home": home, "here": here.name})
            return HttpResponseRedirect(reverse("account_login"))
        refused: HttpResponse | None = super().pre_login(request, user, **facts)
        return refused

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **facts: Any
    ) -> HttpResponse:
        """The language of the account goes with the person to every device."""
        response: HttpResponse = super().post_login(request, user, **facts)
        if language := getattr(user, "language", ""):
            remember_language(response, language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, not by the outbox: a code is worth ten minutes and should be stored nowhere."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("mail server does not take mail")
            text = gettext("邮件服务器暂时发不出邮件，请稍后再试，或改用其他登录方式。")
            messages.error(self.request, text)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # as above
    """A sign-in elsewhere opens an account here only once its owner has connected the two."""

    def is_open_for_signup(self, _request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  allauth names it
        return False

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Under the names people know."""
        providers: list[Any] = super().list_providers(request)
        for provider in providers:
            provider.name = PROVIDER_NAMES.get(provider.id, provider.name)
        return providers


def needs_second_factor(user: User, *, on: date) -> bool:
    """Whether `user` holds a staff seat today and has no second factor. Two small queries."""
    if mfa_adapter().is_mfa_enabled(user):
        return False
    seats = queries.live_seats(user, on=on).filter(role__in=STAFF_ROLES)
    return user.is_superuser or seats.exists()


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
