"""Answer for a deed with a form: what was typed stays until it has been done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from lianxin.kernel.refusals import Refusal, Repeated
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
    if not form.is_valid():
        return respond.page(request, template, context(form), status=422)
    try:
        act(**form.cleaned_data)
    except Repeated:
        pass
    except Refusal as refusal:
        form.refuse(refusal)
        status = respond.status_of(refusal)
        return respond.page(request, template, context(form), status=status)
    respond.tell(request, said)
    return redirect(url)
