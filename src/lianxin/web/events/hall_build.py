"""Fill the hall of an event: its programme, what is shown, and who meets whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import policy, queries
from lianxin.events.models import Exhibit, RoomHeld, Talk
from lianxin.events.states import TalkState
from lianxin.exchange import policy as exchange
from lianxin.exchange.actions.bookings import Span
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, Slot, Space
from lianxin.introductions.models import Introduction
from lianxin.kernel.ids import new_id
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Organisation
from lianxin.web.events import hall_forms
from lianxin.web.events import hall_pages as pages
from lianxin.web.events.build import crumbs
from lianxin.web.events.hall_pages import Tap
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Link
from lianxin.web.respond import Request
from lianxin.web.shell import times

MOST = 200
LEVELS = {
    TalkState.ASKED: "wait", TalkState.ACCEPTED: "good", TalkState.DECLINED: "quiet",
    TalkState.WITHDRAWN: "quiet",
}  # fmt: skip
CHOSEN: dict[str, type[hall_forms.Chosen]] = {
    "add_pitch": hall_forms.PitchForm,
    "hold_room": hall_forms.RoomForm,
    "ask": hall_forms.AskForm,
}


class Hall:
    """What is asked of the database once for a page."""

    def __init__(self, request: Request, event: Listing) -> None:
        self.request, self.event = request, event
        self.now = timezone.now()
        on = timezone.localdate(self.now)
        self.is_ours = policy.gives(request.user, event, on=on)
        self.units = set(exchange.units_of(request.user, on=on))
        rows = Slot.objects.filter(
            district_id=event.district_id, listing=event, cancelled_at=None
        ).select_related("listing__provider")
        self.slots = list(rows.order_by("starts_at", "pk")[:40])
        self.exhibits = list(queries.exhibits(event)[:MOST])
        seen = queries.talks(event)[:MOST]
        self.talks = [one for one in seen if self.knows(one) or one.state == TalkState.ACCEPTED]

    def knows(self, talk: Talk) -> bool:
        """The two, and who gives the event; the others see what has been agreed to alone."""
        return self.is_ours or bool({talk.host_id, talk.unit_id} & self.units)


def page(request: Request, event: Listing, *, forms: dict[str, Keyed]) -> pages.Hall:
    hall = Hall(request, event)
    return pages.Hall(
        title=event.title,
        url=reverse("exchange:listing", args=[event.ref]),
        sessions=_sessions(hall),
        exhibits=[_exhibit(hall, one) for one in hall.exhibits],
        talks=_talks(hall, forms),
        deeds=_deeds(hall, forms),
        crumbs=[*crumbs(), Link(event.title, reverse("exchange:listing", args=[event.ref]))],
    )


def _sessions(hall: Hall) -> list[pages.Session]:
    rows = RoomHeld.objects.filter(district_id=hall.event.district_id, slot__in=hall.slots)
    rooms = {one.slot_id: one.claim for one in rows.select_related("claim__space__listing")}
    told = queries.programmes(hall.slots)
    return [_session(hall, slot, rooms.get(slot.pk), told[slot.pk]) for slot in hall.slots]


def _session(hall: Hall, slot: Slot, room: Any, told: queries.Programme) -> pages.Session:
    ends = told[-1][0] + timedelta(minutes=told[-1][1].minutes) if told else slot.ends_at
    return pages.Session(
        label=said(slot),
        room=f"{room.space.listing.title} {room.space.name}" if room and room.space else "",
        ends=f"{timezone.localtime(ends):%H:%M}",
        pitches=[
            pages.PitchRow(
                time=f"{timezone.localtime(begins):%H:%M}",
                title=one.title,
                who=one.who,
                minutes=one.minutes,
                url=reverse("exchange:listing", args=[one.listing.ref]) if one.listing else "",
                taps=_taps(
                    hall, hall.is_ours, one.title, move_pitch=_("提前"), drop_pitch=_("撤下")
                ),
                row=one.pk,
            )
            for begins, one in told
        ],
    )


def said(slot: Slot) -> str:
    when = _when(slot.starts_at, slot.ends_at)
    return " · ".join(part for part in (slot.title, when) if part)


def room_at(space: Space, span: Span) -> str:
    return f"{space.name} {_when(span.starts_at, span.ends_at)}"


def _when(starts_at: datetime, ends_at: datetime) -> str:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{times.on_day(starts)} {starts:%H:%M}–{ends:%H:%M}"


def _exhibit(hall: Hall, one: Exhibit) -> pages.ExhibitRow:
    shown = one.shown
    return pages.ExhibitRow(
        title=shown.title,
        url=reverse("exchange:listing", args=[shown.ref]),
        unit=shown.provider.name if shown.provider else "",
        kind=str(KINDS[shown.kind].label),
        taps=_taps(hall, hall.is_ours, shown.title, take_down=_("撤展")),
        row=one.pk,
    )


def _taps(hall: Hall, may: bool, about: str, **labels: str) -> list[Tap]:  # noqa: FBT001  read as a sentence
    if not may:
        return []
    return [
        Tap(reverse("events:hall_deed", args=[hall.event.ref, name]), label, new_id(), about)
        for name, label in labels.items()
    ]


def _talks(hall: Hall, forms: dict[str, Keyed]) -> list[pages.TalkRow]:
    made = _introductions(hall)
    return [_talk(hall, one, made.get(one.pk), forms) for one in hall.talks]


def _talk(hall: Hall, one: Talk, made: str | None, forms: dict[str, Keyed]) -> pages.TalkRow:
    is_asked, knows = one.state == TalkState.ASKED, hall.knows(one)
    is_host, is_asker = one.host_id in hall.units, one.unit_id in hall.units
    about = f"{one.unit.name} {one.exhibit.shown.title}"
    taps = _taps(hall, is_host and is_asked, about, accept=_("答应面谈"))
    taps += _taps(hall, is_asker and is_asked, about, withdraw=_("撤回约谈"))
    return pages.TalkRow(
        when=f"{times.on_day(timezone.localtime(one.starts_at))}"
        f" {timezone.localtime(one.starts_at):%H:%M}",
        host=one.host.name,
        unit=one.unit.name,
        shown=one.exhibit.shown.title,
        about=one.about if knows else "",
        state=str(TalkState(one.state).label),
        level=LEVELS[TalkState(one.state)],
        note=one.reason if knows else "",
        introduction=Link(made, reverse("introductions:introduction", args=[made]))
        if made and (is_host or is_asker)
        else None,
        taps=taps,
        decline=_decline(hall, one, forms) if is_host and is_asked else None,
        row=one.pk,
    )


def _decline(hall: Hall, one: Talk, forms: dict[str, Keyed]) -> Deed:
    form = forms.get(f"decline {one.pk}") or hall_forms.DeclineForm(
        auto_id=f"id_decline_{one.pk}_%s", initial={"row": one.pk}
    )
    url = reverse("events:hall_deed", args=[hall.event.ref, "decline"])
    return Deed(f"decline-{one.pk}", _("谢绝"), "x", url, form)


def _introductions(hall: Hall) -> dict[UUID, str]:
    """By meeting, what it became. Two queries."""
    district_id = hall.event.district_id
    became = lineage.targets_of(district_id, [Thing.of(one) for one in hall.talks])
    talk_of = {link.to_id: pk for pk, links in became.items() for link in links}
    rows = Introduction.objects.filter(district_id=district_id, pk__in=talk_of)
    return {talk_of[pk]: ref for pk, ref in rows.values_list("pk", "ref")}


def _deeds(hall: Hall, forms: dict[str, Keyed]) -> list[Deed]:
    words = {
        "ask": (_("约时间面谈"), "handshake"),
        "add_pitch": (_("加一项程序"), "presentation"),
        "show": (_("放进一个展位"), "store"),
        "hold_room": (_("订场地"), "door-open"),
    }
    told = ["add_pitch", "show", "hold_room"] if hall.is_ours and hall.slots else []
    if _askable(hall):
        told.insert(0, "ask")
    return [
        Deed(
            name, *words[name], reverse("events:hall_deed", args=[hall.event.ref, name]),
            forms.get(name) or form_of(hall, name),
        )
        for name in told
    ]  # fmt: skip


def _askable(hall: Hall) -> list[Exhibit]:
    """Of others, as long as a session is to come."""
    is_coming = any(slot.ends_at > hall.now for slot in hall.slots)
    others = [one for one in hall.exhibits if one.shown.provider_id not in hall.units]
    return others if hall.units and is_coming else []


def form_of(hall: Hall, name: str, data: Any = None) -> Keyed:
    auto_id = f"id_{name}_%s"
    if name in CHOSEN:
        return CHOSEN[name](data, choices=_choices(hall, name), auto_id=auto_id)
    if name == "show":
        return hall_forms.ShowForm(data, auto_id=auto_id)
    row = data.get("row", "") if data else ""
    of_row = hall_forms.DeclineForm if name == "decline" else hall_forms.TapForm
    return of_row(data, auto_id=f"id_{name}_{row}_%s")


def _choices(hall: Hall, name: str) -> dict[str, hall_forms.Choices]:
    slots = [(str(one.pk), said(one)) for one in hall.slots if one.ends_at > hall.now]
    if name == "add_pitch":
        return {"slot": slots}
    if name == "hold_room":
        return {"slot": slots, "space": [(str(one.pk), _room(one)) for one in spaces(hall.event)]}
    units = Organisation.objects.filter(district_id=hall.event.district_id, pk__in=hall.units)
    return {
        "exhibit": [
            (str(one.pk), f"{one.shown.provider} · {one.shown.title}") for one in _askable(hall)
        ],
        "unit": [(str(one.pk), one.name) for one in units.order_by("name")],
        "when": _times(hall),
    }


def _times(hall: Hall) -> list[tuple[str, str]]:
    """Of all sessions to come, by day and hour."""
    return [
        (f"{slot.pk}|{turn}", f"{timezone.localtime(begins):%m-%d %H:%M}")
        for slot in hall.slots
        for turn, begins in enumerate(queries.times(slot))
        if begins > hall.now
    ]


def spaces(event: Listing) -> list[Space]:
    rows = Space.objects.filter(district_id=event.district_id, listing__state="PUBLISHED")
    return list(rows.select_related("listing__provider").order_by("listing__title", "code")[:MOST])


def _room(space: Space) -> str:
    return _("%(venue)s %(room)s（%(seats)d 人）") % {
        "venue": space.listing.title, "room": space.name, "seats": space.seats,
    }  # fmt: skip
