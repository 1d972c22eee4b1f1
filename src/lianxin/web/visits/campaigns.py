"""Campaigns: who calls at which doors, how far it has come, and what one does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.network.models import Role
from lianxin.visits import policy, queries
from lianxin.visits.actions import campaigns as actions
from lianxin.visits.models import Campaign
from lianxin.web import acting, paging, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx
from lianxin.web.visits import campaigns_build as build
from lianxin.web.visits import counted
from lianxin.web.visits.campaigns_forms import (
    CallsForm,
    CampaignForm,
    EngageForm,
    HandOverForm,
)

DOING: Final = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
MOST: Final = 20_000  # rows of a file
View = Callable[..., HttpResponse]


@require_safe
@holding(*Role)
def campaigns(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "visits/campaigns", build.campaigns(request))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def campaign_new(request: StaffRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    units = policy.units_to_run(request.user, request.district.pk, on=timezone.localdate())
    form = CampaignForm(sent, district=request.district, units=units)
    done = form.attempt(
        lambda: actions.plan(
            request.district, form.told, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = build.new(form)
        return respond.page(request, "visits/campaign_new", context, status=form.status)
    respond.tell(request, _("已定下。接着写明谁去走访。"))
    return redirect("visits:campaign", done.made.ref)


@require_safe
@holding(*Role)
def campaign(request: StaffRequest, ref: str) -> HttpResponse:
    context = build.campaign(request, _campaign(request, ref), {})
    return respond.page(request, "visits/campaign", context)


@require_safe
@holding(*Role)
def campaign_shapes(request: StaffRequest, ref: str) -> HttpResponse:
    told = build.shapes(_campaign(request, ref))
    answer = JsonResponse(told, content_type="application/geo+json")
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@require_safe
@holding(*Role)
def campaign_xlsx(request: StaffRequest, ref: str) -> HttpResponse:
    """The coverage by what the page shows it by."""
    found = _campaign(request, ref)
    by = build.by_of(request, found)
    if by == build.WEEKS:
        return _weeks_xlsx(found)
    head = [_("名称"), _("应走访"), _("已走访"), _("走访率（%）"), _("还没走访"), _("不用走访")]
    rows = (
        [one.name, one.whole, one.done, one.percent, one.left, one.spared]
        for one in build.table(found, by)
    )
    return xlsx(f"{found.ref}.xlsx", rows, title=found.title[:30], head=head, wide=(0,))


def _weeks_xlsx(found: Campaign) -> HttpResponse:
    weeks = queries.weeks_of(found, queries.coverage(found), on=timezone.localdate())
    head = [_("一周从这天开始"), _("这一周走访"), _("累计走访"), _("按天数应走访")]
    rows = ((one.begins_on, one.done, one.so_far, one.wanted) for one in weeks)
    return xlsx(f"{found.ref}-weeks.xlsx", rows, title=found.title[:30], head=head)


@require_safe
@holding(*Role)
def campaign_calls(request: StaffRequest, ref: str) -> HttpResponse:
    context = build.calls(request, _campaign(request, ref))
    return respond.page(request, "visits/campaign_calls", context)


@require_safe
@holding(*Role)
def campaign_calls_xlsx(request: StaffRequest, ref: str) -> HttpResponse:
    """The calls of the list, in walking order."""
    found = _campaign(request, ref)
    rows = _asked(request, found).whole().order_by("rank", "pk")[:MOST]
    head = [_("片区"), _("地址"), _("走访人员"), _("状态"), _("没见到人的次数"), _("走访日期")]
    cells = (build.cells(one) for one in rows)
    return xlsx(f"{found.ref}-calls.xlsx", cells, title=found.title[:30], head=head, wide=(1,))


@require_POST
@holding(*DOING)
def campaign_hand_over(request: StaffRequest, ref: str) -> HttpResponse:
    """The calls that were checked, or all that the list shows and nobody has been at."""
    found = _campaign(request, ref)
    listed, officers = _asked(request, found).left(), queries.officers_of(found)
    form = HandOverForm(
        request.POST, officers=officers, left=counted.count(found.aim, listed.count())
    )
    chosen = build.known(request.POST.getlist("calls"))
    if form.is_valid():
        if form.cleaned_data["is_whole"]:
            chosen = list(listed.values_list("pk", flat=True))
        if not chosen:
            form.add_error(None, _("请勾选要移交的，或者勾选列出的全部。"))

    def act(to: Any, key: Any, **_told: Any) -> None:
        actions.hand_over(found, chosen, to, by=request.user, at=timezone.now(), key=key)

    return acting.answer(
        request, form, act, template="visits/campaign_calls",
        context=lambda again: build.calls(request, found, again),
        url=paging.url("visits:campaign_calls", request.GET, ref), said=_("已移交。"),
    )  # fmt: skip


def _deed(
    name: str, act: Callable[..., object], said: str | Promise, form: type[Keyed] = Keyed
) -> View:
    """The view of the deed `name` on a campaign."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        found = _campaign(request, ref)
        typed: Keyed = (
            EngageForm(request.POST, district_id=found.district_id)
            if form is EngageForm
            else form(request.POST)
        )

        def do(key: Any, **_told: Any) -> None:
            told = {"users": typed.users} if isinstance(typed, EngageForm) else {}
            act(found, **told, by=request.user, at=timezone.now(), key=key)

        return acting.answer(
            request, typed, do, template="visits/campaign",
            context=lambda again: build.campaign(
                request, _campaign(request, ref), {name: again}
            ),
            url=reverse("visits:campaign", args=[ref]), said=str(said),
        )  # fmt: skip

    view.__name__ = f"campaign_{name}"
    return view


campaign_engage = _deed("engage", actions.engage, gettext_lazy("已加进走访人员。"), EngageForm)
campaign_deal = _deed("deal", actions.deal, gettext_lazy("已分配。"))
campaign_start = _deed("start", actions.start, gettext_lazy("已开始，走访的人手机上看得到了。"))
campaign_end = _deed("end", actions.end, gettext_lazy("已结束。"))
campaign_reopen = _deed("reopen", actions.reopen, gettext_lazy("已重新开始。"))


def _asked(request: StaffRequest, found: Campaign) -> Any:
    filters = CallsForm(request.GET, officers=queries.officers_of(found))
    return build.narrowed(found, filters.asked)


def _campaign(request: StaffRequest, ref: str) -> Campaign:
    found: Campaign = get_object_or_404(build.visible(request).whole(), ref=ref)
    return found
