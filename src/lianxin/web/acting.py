"""Answer for a deed with a form: what was typed stays until it has been done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from lianxin.kernel.refusals import Repeated
from lianxin.web import respond
from lianxin.web.me.forms import Keyed


def answer(
    request: respond.Request,
    form: Keyed,
    act: Callable[..., object],
    *,
    template: str,
    context: Callable[[Keyed | None], Any],
    url: str,
    said: str,
) -> HttpResponse:
    """Do `act` with what the form says. `context` fills the page, with the form where it has to be
    shown again; it is asked afterwards."""

    def once() -> None:
        with suppress(Repeated):
            act(**form.cleaned_data)

    if form.attempt(once) is None:
        return respond.page(request, template, context(form), status=form.status)
    respond.tell(request, said)
    return redirect(url)
