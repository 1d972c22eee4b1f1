"""The door of a session: tickets are checked here, by hand or by the phone's script."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.events import actions, policy, queries
from lianxin.events.actions import Ticketed
from lianxin.events.models import Scan, Seen
from lianxin.exchange.models import Slot
from lianxin.kernel.refusals import Refusal
from lianxin.web import respond
from lianxin.web.events import pages
from lianxin.web.events.forms import TicketForm
from lianxin.web.events.views import DOING
from lianxin.web.parts import Link
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.shell import times

LEVELS = {
    Seen.PRESENT: "good", Seen.AGAIN: "wait", Seen.WAITING: "wait", Seen.CANCELLED: "bad",
    Seen.ELSEWHERE: "bad", Seen.UNKNOWN: "bad",
}  # fmt: skip
HAND = "web"  # the phone of who types
MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def door(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One ticket after another; the page says at once what each is."""
    slot, now, last = _slot(request, pk), timezone.now(), None
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = Ticketed(form.cleaned_data["key"], form.cleaned_data["text"], HAND, now)
        [last] = actions.check_in(slot, [told], by=request.user, at=now)
        form = TicketForm()
    status = 422 if form.errors else 200
    page = respond.page(request, "events/door", _page(slot, form, last), status=status)
    return respond.keep_offline(page) if request.method != "POST" else page


@require_safe
@holding(*DOING)
def tickets(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What a phone takes along to where there is no network."""
    slot = _slot(request, pk)
    answer = JsonResponse(
        {
            "tickets": [vars(ticket) for ticket in queries.tickets(slot)],
            "look": [vars(row) for row in _to_look_at(slot)],
            "token": get_token(request),
        }
    )
    add_never_cache_headers(answer)
    return answer


@require_POST
@holding(*DOING)
def sync(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What phones saw, in JSON: `{"scans": [{"key", "text", "device", "at", "by_hand"}, …]}`."""
    slot = _slot(request, pk)
    try:
        sent = [_read(one) for one in json.loads(request.body)["scans"]]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"detail": _("送来的内容读不懂，请刷新页面再送。")}, status=400)
    try:
        made = actions.check_in(slot, sent, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return JsonResponse({"detail": str(refusal.message)}, status=respond.status_of(refusal))
    return JsonResponse(
        {"seen": {str(scan.key): scan.seen for scan in made}, "present": queries.present(slot)}
    )


def _read(one: Any) -> Ticketed:
    at = datetime.fromisoformat(one["at"])
    if at.tzinfo is None:
        raise ValueError(one["at"])
    text, device = str(one["text"])[:300], str(one["device"])[:40]
    return Ticketed(UUID(one["key"]), text, device, at, bool(one.get("by_hand")))


def _slot(request: StaffRequest, pk: UUID) -> Slot:
    """Of an event that one's unit gives; nobody else learns who comes."""
    rows = Slot.objects.filter(district_id=request.district.pk, listing__kind=queries.EVENT)
    slot: Slot = get_object_or_404(rows.select_related("listing__provider"), pk=pk)
    if not policy.gives(request.user, slot.listing, on=timezone.localdate()):
        return get_object_or_404(rows.none(), pk=pk)
    return slot


def _page(slot: Slot, form: TicketForm, last: Scan | None) -> pages.Door:
    listing, starts = slot.listing, timezone.localtime(slot.starts_at)
    here = reverse("events:door", args=[slot.pk])
    seen = Seen(last.seen) if last else None
    return pages.Door(
        title=listing.title,
        when=f"{times.on_day(starts)} {starts:%H:%M}",
        present=queries.present(slot),
        expected=slot.taken,
        form=form,
        url=here,
        slot=str(slot.pk),
        tickets_url=reverse("events:tickets", args=[slot.pk]),
        sync_url=reverse("events:sync", args=[slot.pk]),
        words=_words(),
        people_url=reverse("exchange:people", args=[listing.ref]),
        to_look_at=_to_look_at(slot),
        last=f"{last.ticket}：{seen.label}" if last and seen else "",
        level=LEVELS[seen] if seen else "",
        crumbs=[Link(listing.title, reverse("exchange:listing", args=[listing.ref]))],
    )


def _to_look_at(slot: Slot) -> list[pages.SeenRow]:
    scans = list(queries.to_look_at(slot)[:MOST])
    first = queries.first_seen(scans)
    return [
        pages.SeenRow(
            ticket=scan.ticket,
            time=_time(scan),
            seen=str(Seen(scan.seen).label),
            device=_phone(scan),
            first=_before(first[scan.claim_id]) if scan.claim_id in first else "",
        )
        for scan in scans
    ]


def _before(scan: Scan) -> str:
    return _("先前 %(time)s %(phone)s") % {"time": _time(scan), "phone": _phone(scan)}


def _phone(scan: Scan) -> str:
    return _("网页") if scan.device == HAND else _("手机 %s") % scan.device


def _time(scan: Scan) -> str:
    return f"{timezone.localtime(scan.at):%H:%M}"


def _words() -> dict[str, str]:
    """What the script of the door says."""
    return {seen.value: str(seen.label) for seen in Seen} | {
        "seats": _("{n} 人"),
        "waits": _("{n} 张存在这台手机上，连上网络后自动送出。"),
        "signIn": _("{n} 张还没有送出：请用主办单位的账号重新登录，登录后自动送出。"),
        "sent": _("看过的票都已送出。没有网络也可以检票。"),
        "noList": _("还没有取到名单。请在有网络的地方打开一次本页。"),
        "unsent": _("还没有送出"),
        "perhapsLater": _("也可能是取名单以后才报名的。已经记下，送出后再核对。"),
        "markHere": _("签到"),
        "more": _("还有 {n} 人，请多打几个字。"),
        "noCamera": _("没有打开相机。请允许本页使用相机，或者打编号、按姓名找。"),
        "open": _("打开相机扫码"),
        "shut": _("关上相机"),
    }
