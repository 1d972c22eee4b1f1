"""The spaces of a venue: what can be booked, when, and when not."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.exchange.actions import bookings
from lianxin.exchange.actions import spaces as acts
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.actions.spaces import Plan
from lianxin.exchange.models import Closure, Listing, Space
from lianxin.web import respond
from lianxin.web.exchange import opening
from lianxin.web.exchange.mine import build, pages
from lianxin.web.exchange.mine.forms import MOMENT
from lianxin.web.exchange.mine.views import WORKING
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Fact, Link
from lianxin.web.seats import holding
from lianxin.web.shell.forms import choices_of

NAMED = ("name", "seats", "hours", "buffer", "shortest", "longest", "ahead")


class Venue:
    """The spaces of a listing, read once."""

    def __init__(self, listing: Listing) -> None:
        own = Space.objects.filter(district_id=listing.district_id, listing=listing)
        self.listing = listing
        self.spaces = list(own.select_related("listing__area").order_by("code"))
        made_of = Space.parts.through.objects.filter(from_space_id__in=[s.pk for s in self.spaces])
        self._parts = list(made_of.values_list("from_space_id", "to_space_id"))

    def parts(self, space: Space) -> list[str]:
        return [str(part) for whole, part in self._parts if whole == space.pk]

    def space(self, pk: UUID) -> Space:
        found = next((one for one in self.spaces if one.pk == pk), None)
        if found is None:
            raise Http404
        return found


class SpaceForm(Keyed):
    name = forms.CharField(
        label=gettext_lazy("名称"), max_length=80, help_text=gettext_lazy("例如：大厅、二楼会议室")
    )
    seats = forms.IntegerField(
        label=gettext_lazy("可容人数"), min_value=1, max_value=100_000, initial=20
    )
    hours = forms.CharField(
        label=gettext_lazy("开放时间"),
        max_length=120,
        help_text=gettext_lazy("例如：周一至周五 9:00-17:00；周六 9:00-12:00"),
    )
    shortest = forms.IntegerField(label=gettext_lazy("一次最短（分钟）"), initial=60, min_value=15)
    longest = forms.IntegerField(label=gettext_lazy("一次最长（分钟）"), initial=240, min_value=15)
    buffer = forms.IntegerField(
        label=gettext_lazy("两场之间空（分钟）"), initial=0, min_value=0, max_value=480
    )
    ahead = forms.IntegerField(
        label=gettext_lazy("最多提前几天"), initial=60, min_value=1, max_value=366
    )
    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("由这些组成"),
        required=False,
        coerce=UUID,
        help_text=gettext_lazy(
            "大厅可以隔成两半的：先添加两半，再添加大厅。订了大厅，两半都占用。"
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, venue: Venue, space: Space | None = None) -> None:
        own: dict[str, Any] = {}
        if space is not None:
            own = {name: getattr(space, name) for name in NAMED}
            own |= {"hours": opening.typed(space.hours), "parts": venue.parts(space)}
        auto_id = f"id_{space.pk.hex}_%s" if space else "id_%s"
        super().__init__(data, initial=own, auto_id=auto_id)
        self.venue = venue
        others = [(str(one.pk), one.name) for one in venue.spaces if one != space]
        choices_of(self, "parts").choices = others
        if not others:
            del self.fields["parts"]

    def plan(self) -> Plan:
        told = self.cleaned_data
        chosen = set(told.get("parts", ()))
        parts = [one for one in self.venue.spaces if one.pk in chosen]
        return Plan(parts=parts, **{name: told[name] for name in NAMED})


class ClosureForm(Keyed):
    starts_at = forms.DateTimeField(
        label=gettext_lazy("从"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 900}, format=MOMENT),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("到"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 900}, format=MOMENT),
    )
    why = forms.CharField(label=gettext_lazy("原因"), max_length=120)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def spaces(request: respond.StaffRequest, ref: str) -> HttpResponse:
    venue = _venue(request, ref)
    if request.method != "POST":
        return _shown(request, venue)
    return _put(request, SpaceForm(request.POST, venue=venue), None)


@require_POST
@holding(*WORKING)
def change_space(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    venue = _venue(request, ref)
    space = venue.space(pk)
    return _put(request, SpaceForm(request.POST, venue=venue, space=space), space)


@require_POST
@holding(*WORKING)
def close_space(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    """It cannot be booked for a while."""
    venue = _venue(request, ref)
    space, form = venue.space(pk), ClosureForm(request.POST, auto_id=f"id_{pk.hex}_off_%s")

    def close() -> None:
        told, now = form.cleaned_data, timezone.now()
        span = Span(told["starts_at"], told["ends_at"])
        bookings.close(space, span, why=told["why"], by=request.user, at=now, key=told["key"])

    if form.attempt(close) is None:
        return _shown(request, venue, sent=(pk, form), status=form.status)
    respond.tell(request, _("已停用，这段时间不能预约。"))
    return redirect("exchange:spaces", ref)


@require_POST
@holding(*WORKING)
def reopen_space(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    venue = _venue(request, ref)
    own = Closure.objects.filter(district_id=request.district.pk, space__in=venue.spaces, pk=pk)
    if closure := own.select_related("space__listing__area").first():
        acts.reopen(closure, by=request.user, at=timezone.now())
        respond.tell(request, _("已恢复，可以预约了。"))
    return redirect("exchange:spaces", ref)


def _put(request: respond.StaffRequest, form: SpaceForm, space: Space | None) -> HttpResponse:
    venue = form.venue
    shown: dict[str, Any] = {"sent": (space.pk, form)} if space else {"add": form}
    done = form.attempt(
        lambda: acts.put(
            venue.listing, form.plan(), by=request.user, at=timezone.now(), space=space,
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        return _shown(request, venue, **shown, status=form.status)
    respond.tell(request, _("“%s”已存好。") % done.made.name)
    return redirect("exchange:spaces", venue.listing.ref)


def _shown(
    request: respond.StaffRequest,
    venue: Venue,
    *,
    add: SpaceForm | None = None,
    sent: tuple[UUID, Keyed] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = venue.listing
    closures = Closure.objects.filter(
        district_id=found.district_id, space__in=venue.spaces, ends_at__gt=timezone.now()
    )
    off: dict[UUID, list[Closure]] = {}
    for closure in closures.order_by("starts_at"):
        off.setdefault(closure.space_id, []).append(closure)
    context = pages.Spaces(
        title=found.title,
        ref=found.ref,
        rows=[_row(space, venue, off.get(space.pk, []), sent) for space in venue.spaces],
        form=add or SpaceForm(venue=venue),
        crumbs=build.crumbs(Link(found.title, build.address("own", found.ref))),
    )
    return respond.page(request, "exchange/mine/spaces", context, status=status)


def _row(
    space: Space, venue: Venue, closures: list[Closure], sent: tuple[UUID, Keyed] | None
) -> pages.Space:
    form, ref = sent[1] if sent and sent[0] == space.pk else None, venue.listing.ref
    change = form if isinstance(form, SpaceForm) else SpaceForm(venue=venue, space=space)
    close = form if isinstance(form, ClosureForm) else None
    return pages.Space(
        name=space.name,
        facts=[
            Fact(_("可容人数"), str(space.seats)),
            Fact(_("开放时间"), opening.in_words(space.hours)),
            Fact(_("一次"), _("%(n)d 到 %(m)d 分钟") % {"n": space.shortest, "m": space.longest}),
        ],
        closures=[
            pages.Closure(
                _span(one.starts_at, one.ends_at),
                one.why,
                build.address("reopen_space", ref, str(one.pk)),
            )
            for one in closures
        ],
        change_form=change,
        change_url=build.address("change_space", ref, str(space.pk)),
        close_form=close or ClosureForm(auto_id=f"id_{space.pk.hex}_off_%s"),
        close_url=build.address("close_space", ref, str(space.pk)),
        is_changed=change is form,
        is_closed=close is not None,
    )


def _span(starts_at: datetime, ends_at: datetime) -> str:
    local = timezone.localtime
    return f"{local(starts_at):%Y-%m-%d %H:%M} – {local(ends_at):%m-%d %H:%M}"


def _venue(request: respond.StaffRequest, ref: str) -> Venue:
    return Venue(get_object_or_404(build.scope(request).whole(), ref=ref, kind="VENUE"))
