"""One's own data: what is kept, all of it as a file, and taking it away."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lianxin.network import own
from lianxin.web import respond
from lianxin.web.me import pages
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private

CORRECTED: Final = {
    "feedback": "matching:home",
    "listings": "exchange:mine",
    "matching": "matching:profile",
    "searches": "exchange:saved",
    "volunteering": "volunteering:profile",
}
"""Where she puts right what a part holds. The others she asks a unit for, or they are over."""


class EraseForm(Keyed):
    is_sure = forms.BooleanField(
        label=gettext_lazy("我已经导出要留的，知道删了找不回来"),
        error_messages={"required": gettext_lazy("请先勾上：删了找不回来。")},
    )


@private
@require_safe
def data(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "me/data", _page(request, EraseForm()))


@private
@require_safe
def export_data(request: respond.StaffRequest) -> HttpResponse:
    """All of it, for her and for programs."""
    found = own.told(request.user, by=request.user)
    options = {"ensure_ascii": False, "indent": 1}
    answer = JsonResponse(found, json_dumps_params=options)
    name = f"lianxin-{request.user.username}-{timezone.localdate():%Y%m%d}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@private
@require_POST
def erase_data(request: respond.StaffRequest) -> HttpResponse:
    """Answers with the page itself: what stays, and why, is told once, where it is asked for."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return respond.page(request, "me/data", _page(request, form), status=422)
    stayed = own.erase(request.user, by=request.user, at=timezone.now())
    context = _page(request, EraseForm(), stayed=stayed, is_erased=True)
    return respond.page(request, "me/data", context)


def _page(
    request: respond.StaffRequest,
    form: EraseForm,
    *,
    stayed: list[own.Stayed] | None = None,
    is_erased: bool = False,
) -> pages.Data:
    found = own.told(request.user, by=request.user)
    return pages.Data(
        rows=[
            pages.DataRow(
                str(part.label),
                _("%d 条") % len(found.get(part.code, ())),
                str(part.keeps),
                reverse(CORRECTED[part.code]) if part.code in CORRECTED else "",
            )
            for part in own.parts()
        ],
        form=form,
        stayed=stayed or [],
        is_erased=is_erased,
        is_empty=not found,
    )
