"""The frame's own pages: how it looks, in which language, without network, whether it lives."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lianxin.network import policy
from lianxin.web import respond
from lianxin.web.shell import gallery, precache
from lianxin.web.shell.look import COOKIE, Look

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep how this person likes to see the pages, and go back."""
    chosen = Look.of(request).changed(
        theme=request.POST.get("theme", ""), size=request.POST.get("size", "")
    )
    return _remember(_back(request), COOKIE, chosen.cookie, secure=request.is_secure())


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on, and go back."""
    answer = _back(request)
    code = request.POST.get("language", "")
    if translation.check_for_language(code) and code in dict(settings.LANGUAGES):
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, code, secure=request.is_secure())
    return answer


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/offline.html")


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/privacy.html")


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/accessibility.html")


@login_not_required
@never_cache
@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """200 while this process answers and reaches its database. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def manifest(_request: HttpRequest) -> JsonResponse:
    """So that a phone can keep the site among its apps."""
    content = {
        "name": _("连心"),
        "short_name": _("连心"),
        "start_url": get_script_prefix(),
        "display": "standalone",
        "background_color": "#f6f9fa",
        "theme_color": "#00546b",
        "icons": [{"src": static("shell/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_GET
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The worker at the root of the site, told by name and hash what to keep."""
    shell = precache.shell(home=get_script_prefix(), offline_url=reverse("shell:offline"))
    script = f"self.SHELL={json.dumps(shell)};\n{precache.script()}"
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_GET
def parts(request: respond.Request) -> HttpResponse:
    """Every part in its states: for whoever builds pages, and for the tests."""
    on = timezone.localdate()
    if not (settings.DEBUG or policy.can_operate(request.user, request.district.pk, on=on)):
        raise PermissionDenied
    return render(request, "shell/parts.html", gallery.context(now=timezone.now()))


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if known else get_script_prefix())


def _remember(answer: HttpResponse, name: str, value: str, *, secure: bool) -> HttpResponse:
    answer.set_cookie(name, value, max_age=YEAR, secure=secure, samesite="Lax")
    return answer
