"""How a view answers: a whole page, or only the fragment HTMX asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from http import HTTPStatus
from typing import Any, ClassVar, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from lianxin.kernel.refusals import IllegalMove, NotAllowed, Overtaken, Refusal, Repeated, TooMany
from lianxin.network.models import User
from lianxin.network.request import DistrictRequest

STATUS: dict[type[Refusal], HTTPStatus] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    IllegalMove: HTTPStatus.CONFLICT,
    Overtaken: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}


class Request(DistrictRequest):
    """Of anybody, as the middleware hands it to a view that is `login_not_required`."""

    htmx: HtmxDetails


class StaffRequest(Request):
    """Of somebody signed in, as every other view gets it."""

    user: User


class Page(Protocol):
    """The typed context of one page. Its field names are the template's variables."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


def page(request: Request, template: str, context: Page, *, status: int = 200) -> HttpResponse:
    """Render `cases/detail` as `cases/detail.html`, or as `cases/_detail.html` for HTMX.

    The whole page includes the fragment, so both always show the same thing.
    """
    folder, name = template.rsplit("/", 1)
    partial = _wants_fragment(request)
    path = f"{folder}/{'_' if partial else ''}{name}.html"
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    answer = render(request, path, values, status=status)
    if partial and request.method != "GET":
        answer.write(render_to_string("parts/flashes.html", {"is_swapped": True}, request))
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def done(
    request: Request,
    template: str,
    context: Page,
    *,
    url: str,
    said: str = "",
    undo: str = "",
) -> HttpResponse:
    """After a deed: HTMX gets the fresh fragment at once, a plain browser is sent to `url`.

    `said` tells what has been done; `undo` is the address whose POST takes it back.
    """
    if said:
        tell(request, said, undo=undo)
    return page(request, template, context) if request.htmx else redirect(url)


def refused(request: Request, template: str, context: Page, refusal: Refusal) -> HttpResponse:
    """The page as it is now, with the refusal's own words above it and a fitting status."""
    messages.error(request, refusal.message)
    answer = page(request, template, context, status=status_of(refusal))
    if isinstance(refusal, TooMany):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def deed(
    request: Request,
    act: Callable[[], object],
    *,
    template: str,
    context: Callable[[], Page],
    url: str,
    said: str = "",
    undo: str = "",
) -> HttpResponse:
    """Do `act` and answer for it. `context` is asked afterwards, so it shows the new state.

    What had been done before under the same key is answered as if it had just been done.
    """
    try:
        act()
    except Repeated:
        pass
    except Refusal as refusal:
        return refused(request, template, context(), refusal)
    return done(request, template, context(), url=url, said=said, undo=undo)


def tell(request: HttpRequest, said: str, *, undo: str = "") -> None:
    """Say on the next page (or beside the next fragment) what has been done."""
    messages.success(request, said, extra_tags=undo)


def sorry(request: HttpRequest, status: int) -> HttpResponse:
    """A whole page for what has no page of its own: 403, 404, 413 or 429."""
    return render(request, f"{status}.html", status=status)


def keep_offline(answer: HttpResponse) -> HttpResponse:
    """Let the service worker keep this page, to be opened without a network."""
    answer["Lianxin-Offline"] = "keep"
    return answer


def status_of(refusal: Refusal) -> int:
    return next(
        (status for kind, status in STATUS.items() if isinstance(refusal, kind)),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _wants_fragment(request: Request) -> bool:
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
