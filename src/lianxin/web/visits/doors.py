"""Buildings and their doors: drawn, listed, brought in; addresses, and never who lives there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.network.models import Place, PlaceKind
from lianxin.visits import importing, policy
from lianxin.visits.actions import households
from lianxin.web import acting, bringing, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx
from lianxin.web.visits import doors_build as build
from lianxin.web.visits.doors_forms import DrawForm, PutForm, RetireForm

View = Callable[..., HttpResponse]


@require_safe
@holding(*policy.KEEPING)
def doors(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "visits/doors", build.doors(request))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*policy.KEEPING)
def doors_bring(request: StaffRequest) -> HttpResponse:
    """Have the doors of a table."""
    now = timezone.now()
    return bringing.answer(
        request,
        look=partial(importing.look, request.user, on=timezone.localdate(now)),
        file=lambda rows, key: importing.file(rows, by=request.user, at=now, key=key),
        about=_("一行一户：楼栋、单元、门牌号。只要门牌，不要姓名和电话。"),
        template_url=reverse("visits:doors_template"),
        crumbs=build.crumbs(),
    )


@require_safe
@holding(*policy.KEEPING)
def doors_template(_request: StaffRequest) -> HttpResponse:
    head = list(importing.DoorReader.columns.values())
    return xlsx("lianxin-doors.xlsx", importing.EXAMPLES, title=_("住户"), head=head, wide=(0,))


@require_safe
@holding(*policy.KEEPING)
def building(request: StaffRequest, place: str) -> HttpResponse:
    context = build.building(_kept(request, place), {})
    return respond.page(request, "visits/building", context)


@require_safe
@holding(*policy.KEEPING)
def building_xlsx(request: StaffRequest, place: str) -> HttpResponse:
    found, on = _kept(request, place), timezone.localdate()
    rows = build.of(found).select_related("building").in_order()
    head = [*importing.DoorReader.columns.values(), _("谢绝走访到")]
    cells = [build.cells(one, on=on) for one in rows]
    return xlsx(f"{found.code}.xlsx", cells, title=found.name[:30], head=head, wide=(0,))


@require_POST
@holding(*policy.KEEPING)
def building_retire(request: StaffRequest, place: str) -> HttpResponse:
    found = _kept(request, place)

    def act(household: Any, **_told: Any) -> None:
        households.retire(household, by=request.user, at=timezone.now())

    form = RetireForm(request.POST, building=found)
    return _answer(request, found, "retire", form, act, said=_("已停用。"))


def _putting(name: str, form: Callable[..., DrawForm | PutForm], said: str | Promise) -> View:
    """The view of the deed `name`, whose form says which doors there are."""

    @require_POST
    @holding(*policy.KEEPING)
    def view(request: StaffRequest, place: str) -> HttpResponse:
        found, typed = _kept(request, place), form(request.POST)

        def act(key: Any, **_told: Any) -> None:
            households.put(found, typed.drawn, by=request.user, at=timezone.now(), key=key)

        return _answer(request, found, name, typed, act, said=str(said))

    view.__name__ = f"building_{name}"
    return view


building_draw = _putting("draw", DrawForm, gettext_lazy("已画好。"))
building_put = _putting("put", PutForm, gettext_lazy("已加上。"))


def _answer(
    request: StaffRequest, found: Place, name: str, form: Keyed, act: Callable[..., object], *,
    said: str,
) -> HttpResponse:  # fmt: skip
    return acting.answer(
        request, form, act, template="visits/building",
        context=lambda again: build.building(found, {name: again}),
        url=reverse("visits:building", args=[found.code]), said=said,
    )  # fmt: skip


def _kept(request: StaffRequest, code: str) -> Place:
    """One whose doors she keeps."""
    rows = Place.objects.filter(
        district_id=request.district.pk, kind=PlaceKind.BUILDING, is_active=True
    )
    found: Place = get_object_or_404(rows.select_related("district", "parent"), code=code)
    if not policy.keeps(request.user, found, on=timezone.localdate()):
        raise Http404
    return found
