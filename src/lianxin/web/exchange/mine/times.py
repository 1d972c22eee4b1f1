"""The sessions of a listing: one more, a whole series, another time, called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.exchange.actions import places
from lianxin.exchange.models import Listing, Slot
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.web import respond
from lianxin.web.exchange.mine import build, pages
from lianxin.web.exchange.mine.views import WORKING
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.shell import times

MOST_WEEKS, SHOWN = 30, 100


def typed(kind: str, written: str) -> forms.DateTimeInput:
    """The browser's own input for a day or a time."""
    return forms.DateTimeInput(attrs={"type": kind}, format=written)


class SessionForm(Keyed):
    """When, and how many may come."""

    day = forms.DateField(label=gettext_lazy("哪一天"), widget=typed("date", "%Y-%m-%d"))
    start = forms.TimeField(label=gettext_lazy("从几点"), widget=typed("time", "%H:%M"))
    end = forms.TimeField(label=gettext_lazy("到几点"), widget=typed("time", "%H:%M"))
    capacity = forms.IntegerField(label=gettext_lazy("名额"), min_value=1, max_value=100_000)

    @property
    def times(self) -> tuple[datetime, datetime]:
        told, zone = self.cleaned_data, timezone.get_current_timezone()
        starts = datetime.combine(told["day"], told["start"], zone)
        return starts, datetime.combine(told["day"], told["end"], zone)


class AddForm(SessionForm):
    title = forms.CharField(label=gettext_lazy("这一场叫什么"), required=False, max_length=120)
    weeks = forms.IntegerField(
        label=gettext_lazy("连续几周，每周同一时间"), min_value=1, max_value=MOST_WEEKS, initial=1
    )

    field_order = ("day", "start", "end", "capacity", "weeks", "title")


class ChangeForm(SessionForm):
    note = forms.CharField(
        label=gettext_lazy("为什么改"), required=False, max_length=500,
        help_text=gettext_lazy("会告诉报名的人。"),
    )  # fmt: skip


class CallOffForm(Keyed):
    note = forms.CharField(
        label=gettext_lazy("为什么取消"), max_length=500,
        help_text=gettext_lazy("会告诉报名的人。"),
        error_messages={"required": gettext_lazy("请写明取消的原因，会告知报名的人。")},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def sessions(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found = _listing(request, ref)
    if request.method != "POST":
        return _shown(request, found)
    form = AddForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, add=form, status=422)
    told = form.cleaned_data
    starts_at, ends_at = form.times
    try:
        made = places.add_weekly(
            found, starts_at=starts_at, ends_at=ends_at, weeks=told["weeks"], title=told["title"],
            capacity=told["capacity"], by=request.user, at=timezone.now(), key=told["key"],
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, found, form, refusal, add=form)
    respond.tell(request, _("已添加 %d 场。") % len(made))
    return redirect("exchange:sessions", ref)


@require_POST
@holding(*WORKING)
def change_session(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = ChangeForm(request.POST)

    def act(slot: Slot, at: datetime) -> None:
        starts_at, ends_at = form.times
        places.change_slot(
            slot, starts_at=starts_at, ends_at=ends_at, capacity=form.cleaned_data["capacity"],
            note=form.cleaned_data["note"], by=request.user, at=at, key=form.cleaned_data["key"],
        )  # fmt: skip

    return _deed(request, ref, pk, form, act, said=_("已改好，报名的人会收到消息。"))


@require_POST
@holding(*WORKING)
def call_off(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    form = CallOffForm(request.POST)

    def act(slot: Slot, at: datetime) -> None:
        told = form.cleaned_data
        places.cancel_slot(slot, note=told["note"], by=request.user, at=at, key=told["key"])

    return _deed(request, ref, pk, form, act, said=_("已取消，报名的人会收到消息。"))


def _deed(
    request: respond.StaffRequest,
    ref: str,
    pk: UUID,
    form: Keyed,
    act: Callable[[Slot, datetime], None],
    *,
    said: str,
) -> HttpResponse:
    found = _listing(request, ref)
    slots = Slot.objects.filter(district_id=found.district_id, listing=found)
    slot = get_object_or_404(slots.select_related("listing__area"), pk=pk)
    if not form.is_valid():
        return _shown(request, found, sent=(pk, form), status=422)
    try:
        act(slot, timezone.now())
    except Repeated:  # sent twice, done once
        pass
    except Refusal as refusal:
        return _refused(request, found, form, refusal, sent=(pk, form))
    respond.tell(request, said)
    return redirect("exchange:sessions", ref)


def _refused(
    request: respond.StaffRequest, found: Listing, form: Keyed, refusal: Refusal, **shown: Any
) -> HttpResponse:
    names = {"starts_at": "start", "ends_at": "end"}
    refusal.field = names.get(refusal.field or "", refusal.field)
    form.refuse(refusal)
    return _shown(request, found, **shown, status=respond.status_of(refusal))


def _shown(
    request: respond.StaffRequest,
    found: Listing,
    *,
    add: AddForm | None = None,
    sent: tuple[UUID, Keyed] | None = None,
    status: int = 200,
) -> HttpResponse:
    slots = Slot.objects.filter(
        district_id=found.district_id, listing=found, cancelled_at=None,
        ends_at__gt=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    is_event = found.kind == "EVENT"
    context = pages.Sessions(
        title=found.title,
        ref=found.ref,
        rows=[_row(slot, found.ref, sent) for slot in slots.order_by("starts_at", "pk")[:SHOWN]],
        form=add or AddForm(),
        table_url=reverse("events:sessions_in", args=[found.ref]) if is_event else "",
        crumbs=build.crumbs(Link(found.title, build.address("own", found.ref))),
    )
    return respond.page(request, "exchange/mine/sessions", context, status=status)


def _row(slot: Slot, ref: str, sent: tuple[UUID, Keyed] | None) -> pages.Session:
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    day = times.on_day(starts)
    change = ChangeForm(
        initial={
            "day": timezone.localdate(slot.starts_at), "start": starts.time(), "end": ends.time(),
            "capacity": slot.capacity,
        },
        auto_id=f"id_{slot.pk.hex}_%s",
    )  # fmt: skip
    call_off: Keyed = CallOffForm(auto_id=f"id_{slot.pk.hex}_off_%s")
    form = sent[1] if sent and sent[0] == slot.pk else None
    return pages.Session(
        when=f"{day} {starts:%H:%M}–{ends:%H:%M}",
        title=slot.title,
        taken=slot.taken,
        capacity=slot.capacity,
        change_form=form if isinstance(form, ChangeForm) else change,
        change_url=build.address("change_session", ref, str(slot.pk)),
        call_off_form=form if isinstance(form, CallOffForm) else call_off,
        call_off_url=build.address("call_off", ref, str(slot.pk)),
        is_sent=form is not None,
    )


def _listing(request: respond.StaffRequest, ref: str) -> Listing:
    found: Listing = get_object_or_404(build.scope(request).whole(), ref=ref)
    return found
