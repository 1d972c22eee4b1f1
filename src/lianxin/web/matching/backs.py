"""Where somebody is led after a deed: to the page where the suggestion stood."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.web import paging, respond
from lianxin.web.matching.asking import ME


def back(
    request: respond.StaffRequest,
    told: str,
    act: Callable[[], object],
    *,
    said: str,
    undo: str = "",
) -> HttpResponse:
    """Do `act`, say so, and show the suggestions for `told` again."""
    try:
        act()
    except Repeated:
        respond.tell(request, said, undo=undo)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        respond.tell(request, said, undo=undo)
    return redirect(_address(told))


def _address(told: str) -> str:
    what, _dash, name = told.partition("-")
    if what == ME:
        return reverse("matching:profile")
    if what == "case":
        return reverse("cases:detail", args=[name])
    return paging.address("matching:home", of=told)
