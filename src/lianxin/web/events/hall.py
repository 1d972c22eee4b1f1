"""The hall of an event: everybody sees what is on; who gives it puts it together, and units that
show something or look for it meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.events import queries
from lianxin.events.actions import exhibiting, programme, rooms
from lianxin.events.models import Pitch
from lianxin.exchange import policy as exchange
from lianxin.exchange.actions.bookings import Taken
from lianxin.exchange.models import Listing
from lianxin.introductions import actions as introductions
from lianxin.introductions.actions import recording
from lianxin.introductions.models import Introduction
from lianxin.introductions.states import LIFECYCLE
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.lineage import queries as lineage
from lianxin.lineage.actions import link
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation, User
from lianxin.web import acting, respond
from lianxin.web.events import hall_build as build
from lianxin.web.events.hall_build import Hall
from lianxin.web.events.hall_forms import picked
from lianxin.web.events.views import DOING
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding


@login_not_required
@require_safe
def hall(request: Request, ref: str) -> HttpResponse:
    return respond.page(
        request, "events/hall", build.page(request, _event(request, ref), forms={})
    )


@require_POST
@holding(*DOING)
def hall_deed(request: StaffRequest, ref: str, verb: str) -> HttpResponse:
    if verb not in DEEDS:
        raise Http404
    event = _event(request, ref)
    there = Hall(request, event)
    act, said = DEEDS[verb]
    name = f"decline {request.POST.get('row')}" if verb == "decline" else verb
    who = {"by": request.user, "at": timezone.now()}
    return acting.answer(
        request, build.form_of(there, verb, request.POST),
        lambda **told: act(there, **told, **who),
        template="events/hall",
        context=lambda again: build.page(request, event, forms={name: again} if again else {}),
        url=reverse("events:hall", args=[event.ref]),
        said=str(said),
    )  # fmt: skip


def _add_pitch(there: Hall, *, slot: str, **told: Any) -> None:
    programme.add_pitch(picked(there.slots, slot), **told)


def _earlier(there: Hall, *, row: UUID, **who: Any) -> None:
    pitch = _pitch(there, row)
    programme.move_pitch(pitch, to=pitch.position - 1, **who)


def _pitch(there: Hall, row: UUID) -> Pitch:
    rows = Pitch.objects.filter(district_id=there.event.district_id, slot__listing=there.event)
    found: Pitch = get_object_or_404(rows.select_related("slot__listing"), pk=row)
    return found


def _show(there: Hall, *, shown: str, **told: Any) -> None:
    """By its number, or by the address of its page."""
    ref = shown.strip().rstrip("/").rpartition("/")[2].upper()
    rows = Listing.objects.filter(district_id=there.event.district_id, ref=ref)
    found = rows.whole().first()
    if found is None:
        raise Refusal(gettext("没有这个编号的条目，请核对。"), field="shown")
    exhibiting.show(there.event, found, **told)


def _take_down(there: Hall, *, row: UUID, **who: Any) -> None:
    exhibiting.take_down(_picked(there.exhibits, row), **who)


def _hold_room(there: Hall, *, slot: str, space: str, **told: Any) -> None:
    """Where it is taken, the answer says what is free."""
    try:
        rooms.hold_room(
            picked(there.slots, slot), picked(build.spaces(there.event), space), **told
        )
    except Taken as taken:
        free = gettext("、").join(build.room_at(room, span) for room, span in taken.free[:3])
        more = gettext("这些时间空着：%s。") % free if free else ""
        raise Overtaken(f"{taken.message}{more}", field="space") from taken


def _ask(there: Hall, *, exhibit: str, unit: str, when: str, **told: Any) -> None:
    pk, _bar, turn = when.partition("|")
    slot = picked(there.slots, pk)
    asks = Organisation.objects.get(district_id=there.event.district_id, pk=unit)
    exhibiting.ask(
        picked(there.exhibits, exhibit), slot, asks,
        starts_at=queries.times(slot)[int(turn)], **told,
    )  # fmt: skip


@transaction.atomic
def _accept(there: Hall, *, row: UUID, by: User, at: datetime, key: UUID) -> None:
    """Both are introduced, and asked in 30 days what came of it."""
    talk = _picked(there.talks, row)
    exhibiting.accept(talk, by=by, at=at, key=key)
    told = introductions.Told(
        subject=talk.exhibit.shown.title,
        first=introductions.Party(listing=talk.exhibit.shown),
        second=introductions.Party(organisation=talk.unit),
        source="FAIR",
        text=talk.about,
    )
    made = introductions.introduce(
        there.event.district, told, by=by, at=at, key=uuid5(talk.pk, "introduction")
    )
    how = "met"
    link(Thing.of(talk), Thing.of(made), district_id=talk.district_id, how=how, by=by, at=at)


@transaction.atomic
def _withdraw(there: Hall, *, row: UUID, by: User, at: datetime, key: UUID) -> None:
    """What both had been introduced for comes to nothing, too."""
    talk = _picked(there.talks, row)
    exhibiting.withdraw(talk, by=by, at=at, key=key)
    met = lineage.targets_of(talk.district_id, [Thing.of(talk)]).get(talk.pk, [])
    rows = Introduction.objects.filter(
        district_id=talk.district_id, pk__in=[one.to_id for one in met]
    )
    for made in rows:
        if LIFECYCLE.allows(made.state, "fall_through"):
            reason = gettext("约谈撤回了。")
            recording.fall_through(made, reason=reason, by=None, at=at)


def _of_talk(act: Callable[..., None]) -> Callable[..., None]:
    return lambda there, *, row, **told: act(_picked(there.talks, row), **told)


def _picked(rows: list[Any], row: UUID) -> Any:
    found = next((one for one in rows if one.pk == row), None)
    if found is None:
        raise Http404
    return found


def _drop(there: Hall, *, row: UUID, **who: Any) -> None:
    programme.drop_pitch(_pitch(there, row), **who)


DEEDS: dict[str, tuple[Callable[..., object], Any]] = {
    "add_pitch": (_add_pitch, _("程序里加了一项。")),
    "move_pitch": (_earlier, _("提前了一位。")),
    "drop_pitch": (_drop, _("撤下了。")),
    "show": (_show, _("放进展位了。")),
    "take_down": (_take_down, _("撤展了。")),
    "hold_room": (_hold_room, _("场地订好了；活动改期，场地跟着改。")),
    "ask": (_ask, _("约谈已送到，等对方答复。")),
    "accept": (_accept, _("约好了，双方已登记对接。")),
    "decline": (_of_talk(exhibiting.decline), _("谢绝了，对方看得到原因。")),
    "withdraw": (_withdraw, _("撤回了。")),
}


def _event(request: Request, ref: str) -> Listing:
    on = timezone.localdate()
    visible = exchange.listings_visible_to(request.user, request.district.pk, on=on)
    found: Listing = get_object_or_404(
        visible.whole().select_related("district"), ref=ref, kind=queries.EVENT
    )
    return found
