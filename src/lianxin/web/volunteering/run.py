"""What whoever organises does: call people, see who comes, check them in and out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.exchange import queries as exchange
from lianxin.exchange.models import Slot
from lianxin.volunteering import policy
from lianxin.volunteering.actions import calls, manual, presence
from lianxin.volunteering.choices import How
from lianxin.volunteering.models import Presence
from lianxin.web import acting, respond
from lianxin.web.keyed import key_of
from lianxin.web.seats import holding
from lianxin.web.volunteering import build, run_build
from lianxin.web.volunteering.forms import CallForm, ManualForm, TextForm

PAGE = "volunteering/run"
ROLL = {"check_in": presence.check_in, "check_out": presence.check_out}


@require_safe
@holding(*build.ORGANISING)
def runs(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "volunteering/runs", run_build.runs(request))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*build.ORGANISING)
def new(request: respond.StaffRequest) -> HttpResponse:
    """A shift, a series of them, or an urgent call."""
    now = timezone.now()
    units = policy.providers_for(request.user, on=timezone.localdate(now))
    data = request.POST if request.method == "POST" else None
    plans = exchange.terms_of(request.district.pk).shifts
    plan = plans.get(request.GET.get("plan", ""))
    form = CallForm(data, district=request.district, units=units, plan=plan)
    done = form.attempt(
        lambda: calls.publish(
            form.cleaned_data["provider"], form.call, by=request.user, at=now,
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = run_build.new(form, list(plans.values()))
        return respond.page(request, "volunteering/new", context, status=form.status)
    respond.tell(request, _("已发布。"))
    return redirect("volunteering:shift", done.made.ref)


@require_safe
@holding(*build.ORGANISING)
def run(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    return respond.page(request, PAGE, run_build.run(request.user, _slot(request, pk)))


@require_safe
@holding(*build.ORGANISING)
def screen(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """The code of the spot, to be shown there or printed."""
    context = run_build.screen(request, _slot(request, pk))
    return respond.page(request, "volunteering/screen", context)


@require_POST
@holding(*build.ORGANISING)
def call_roll(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Somebody on the list is there, or goes."""
    slot, act = _slot(request, pk), ROLL.get(request.POST.get("verb", ""))
    if act is None:
        raise Http404
    found = _presence(request, slot)
    return _deed(
        request,
        slot,
        lambda: act(found, How.LIST, by=request.user, at=timezone.now(), key=key_of(request)),
        said=_("已记下。"),
    )


@require_POST
@holding(*build.ORGANISING)
def add_manual(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Time that was not recorded on the spot; a second person must agree."""
    slot = _slot(request, pk)
    found = _presence(request, slot)
    form = ManualForm(request.POST, of=found.pk)
    return acting.answer(
        request,
        form,
        lambda **told: manual.add(found, **told, by=request.user, at=timezone.now()),
        template=PAGE,
        context=lambda _form: run_build.run(request.user, slot, sent=(found.pk, form)),
        url=reverse("volunteering:run", args=[pk]),
        said=_("已补记，等另一个人复核。"),
    )


@require_POST
@holding(*build.ORGANISING)
def agree_manual(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    slot = _slot(request, pk)
    found = _presence(request, slot)
    return _deed(
        request,
        slot,
        lambda: manual.agree(found, by=request.user, at=timezone.now(), key=key_of(request)),
        said=_("已复核，计入补记时长。"),
    )


@require_POST
@holding(*build.ORGANISING)
def call_off(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """It does not take place; everybody is told why."""
    slot, form = _slot(request, pk), TextForm(request.POST, label=_("为什么取消"))
    return acting.answer(
        request,
        form,
        lambda text, **_key: calls.call_off(slot, note=text, by=request.user, at=timezone.now()),
        template=PAGE,
        context=lambda sent: run_build.run(request.user, slot, off=sent),
        url=reverse("volunteering:run", args=[pk]),
        said=_("已取消，报名的人会收到消息。"),
    )


def _deed(
    request: respond.StaffRequest, slot: Slot, act: Callable[[], object], *, said: str
) -> HttpResponse:
    return respond.deed(
        request,
        act,
        template=PAGE,
        context=lambda: run_build.run(request.user, _slot(request, slot.pk)),
        url=reverse("volunteering:run", args=[slot.pk]),
        said=said,
    )


def _slot(request: respond.StaffRequest, pk: UUID) -> Slot:
    """One that the person runs: nobody else learns who comes."""
    mine = policy.slots_run_by(request.user, on=timezone.localdate())
    whole = mine.select_related("listing__provider", "listing__place")
    return get_object_or_404(whole.defer("listing__place__shape"), pk=pk)


def _presence(request: respond.StaffRequest, slot: Slot) -> Presence:
    try:
        pk = UUID(request.POST.get("presence", ""))
    except ValueError as error:
        raise Http404 from error
    listed = Presence.objects.filter(district_id=slot.district_id, slot=slot).whole()
    found: Presence = get_object_or_404(listed, pk=pk)
    return found
