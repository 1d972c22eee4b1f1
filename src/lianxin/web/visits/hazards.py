"""Hazards of places and things: found, checked, put right by a day, looked at again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.network.models import Role
from lianxin.visits import queries
from lianxin.visits.actions import hazards as actions
from lianxin.visits.models import Hazard
from lianxin.web import acting, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx
from lianxin.web.visits import hazards_build as build
from lianxin.web.visits import shown
from lianxin.web.visits.hazards_forms import (
    AgainForm,
    CheckForm,
    DismissForm,
    FixForm,
    HazardForm,
    HazardsForm,
    SafeForm,
)

MOST: Final = 5_000  # rows of a file
View = Callable[..., HttpResponse]


@require_safe
@holding(*Role)
def hazards(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "visits/hazards", build.hazards(request))


@require_safe
@holding(*Role)
def hazards_xlsx(request: StaffRequest) -> HttpResponse:
    """Those of the list."""
    rows = build.narrowed(build.visible(request), HazardsForm(request.GET).asked)
    head = [
        _("编号"), _("在哪里"), _("哪一类设施"), _("哪里不安全"), _("状态"), _("上报时间"),
        _("谁来整改"), _("整改期限"), _("整改结果"),
    ]  # fmt: skip
    cells = (build.cells(one) for one in rows.whole().order_by("-reported_at", "-pk")[:MOST])
    name = f"lianxin-hazards-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, cells, title=_("隐患"), head=head, wide=(1, 3, 8))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*Role)
def hazard_new(request: StaffRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    place = request.GET.get("place", "")
    form = HazardForm(sent, request.FILES or None, district=request.district, place=place)
    done = form.attempt(
        lambda: actions.report(
            request.district, form.seen, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = build.new(form, district_id=request.district.pk)
        return respond.page(request, "visits/hazard_new", context, status=form.status)
    respond.tell(request, _("已上报，有人会到现场看。"))
    return redirect("visits:hazard", done.made.ref)


@require_safe
@holding(*Role)
def hazard(request: StaffRequest, ref: str) -> HttpResponse:
    context = build.hazard(request, _hazard(request, ref), {})
    return respond.page(request, "visits/hazard", context)


@require_safe
def hazard_photo(request: StaffRequest, ref: str, pk: UUID) -> HttpResponseBase:
    """One picture of it. Only those drawn anew are ever served."""
    found = _hazard(request, ref)
    return shown.served(request, queries.pictures_of(found), pk)


def _deed(
    name: str, form: Callable[..., Keyed], act: Callable[..., object], said: str | Promise,
    **always: Any,
) -> View:  # fmt: skip
    """The view of the deed `name` on a hazard."""

    @require_POST
    @holding(*Role)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        found = _hazard(request, ref)
        own = {"district_id": found.district_id} if form is CheckForm else {}

        def do(**told: Any) -> None:
            act(found, **told, **always, by=request.user, at=timezone.now())

        return acting.answer(
            request, form(request.POST, request.FILES, **own), do, template="visits/hazard",
            context=lambda again: build.hazard(request, _hazard(request, ref), {name: again}),
            url=reverse("visits:hazard", args=[ref]), said=str(said),
        )  # fmt: skip

    view.__name__ = f"hazard_{name}"
    return view


hazard_check = _deed("check", CheckForm, actions.check, gettext_lazy("已核实，整改单位会收到。"))
hazard_dismiss = _deed("dismiss", DismissForm, actions.dismiss, gettext_lazy("已记下不是隐患。"))
hazard_fix = _deed("fix", FixForm, actions.fix, gettext_lazy("已记下整改，等人复查。"))
hazard_recheck = _deed(
    "recheck", SafeForm, actions.recheck, gettext_lazy("已消除。"), is_safe=True
)
hazard_reopen = _deed(
    "reopen", AgainForm, actions.recheck, gettext_lazy("已退回整改。"), is_safe=False
)


def _hazard(request: StaffRequest, ref: str) -> Hazard:
    found: Hazard = get_object_or_404(build.visible(request).whole(), ref=ref)
    return found
