"""Fill the organiser's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.models import Slot
from lianxin.exchange.states import ClaimState
from lianxin.exchange.terms import ShiftPlan
from lianxin.kernel import privacy
from lianxin.network.models import User
from lianxin.volunteering import hours, policy
from lianxin.volunteering.models import Correction, Presence
from lianxin.volunteering.states import CorrectionState
from lianxin.web import paging, qr
from lianxin.web.paging import Order
from lianxin.web.parts import Link, Tab
from lianxin.web.respond import StaffRequest
from lianxin.web.volunteering import build, pages, words
from lianxin.web.volunteering.forms import CallForm, ManualForm, TextForm

SOONEST: Final = Order("starts_at")
LATEST: Final = Order("starts_at", is_descending=True)
COMING, PAST = "coming", "past"
MOST_PEOPLE: Final = 500


def runs(request: StaffRequest) -> pages.Runs:
    """The shifts of one's units: those to come, those past."""
    now = timezone.now()
    mine = policy.slots_run_by(request.user, on=timezone.localdate(now))
    mine = mine.select_related("listing__provider", "listing__place")
    is_past = request.GET.get("tab") == PAST
    found = mine.filter(ends_at__lte=now) if is_past else mine.filter(ends_at__gt=now)
    order = LATEST if is_past else SOONEST
    page = paging.page(found, request.GET, order=order, here="volunteering:runs")
    return pages.Runs(
        tabs=[
            Tab(_("要来的"), reverse("volunteering:runs"), is_current=not is_past),
            Tab(_("过去的"), paging.address("volunteering:runs", tab=PAST), is_current=is_past),
        ],
        rows=[_run_row(slot, at=now) for slot in page.rows],
        pager=page.pager,
        links=[
            Link(_("附近的志愿者"), reverse("volunteering:helpers")),
            Link(_("时长更正"), reverse("volunteering:corrections")),
            Link(_("导出时长（Excel）"), reverse("volunteering:hours")),
        ],
    )


def _run_row(slot: Slot, *, at: datetime) -> pages.RunRow:
    state, level = "", ""
    if slot.cancelled_at:
        state, level = _("已取消"), "quiet"
    elif slot.starts_at <= at < slot.ends_at:
        state, level = _("正在进行"), "good"
    return pages.RunRow(
        url=reverse("volunteering:run", args=[slot.pk]),
        title=slot.listing.title,
        when=words.span(slot.starts_at, slot.ends_at),
        place=build.where(slot.listing),
        taken=_("%(taken)d / %(all)d 人") % {"taken": slot.taken, "all": slot.capacity},
        state=state,
        level=level,
    )


def new(form: CallForm, plans: Sequence[ShiftPlan]) -> pages.New:
    links = [
        Link(str(one.title), paging.address("volunteering:new", plan=one.code)) for one in plans
    ]
    return pages.New(form=form, plans=links, crumbs=_crumbs())


def run(
    user: User, slot: Slot, *, sent: tuple[UUID, ManualForm] | None = None, off: Any = None
) -> pages.Run:
    """Who comes, in the order in which they signed up. `sent` is what could not be added, and to
    whose time."""
    now = timezone.now()
    found = _listed(slot)
    waiting = {
        one.presence_id: one.text
        for one in Correction.objects.filter(
            district_id=slot.district_id, presence__in=[one.pk for one in found]
        ).exclude(state=CorrectionState.ANSWERED)
    }
    came = sum(one.in_at is not None for one in found)
    is_live = slot.cancelled_at is None and slot.ends_at > now
    urls = {
        name: reverse(f"volunteering:{name}", args=[slot.pk])
        for name in ("screen", "call_roll", "add_manual", "agree_manual", "call_off")
    }
    return pages.Run(
        title=slot.listing.title,
        when=words.span(slot.starts_at, slot.ends_at),
        where=build.where(slot.listing),
        rows=[_person(user, one, waiting.get(one.pk, ""), sent, at=now) for one in found],
        counts=_("要 %(all)d 人，报名 %(n)d 人，到了 %(came)d 人")
        % {"all": slot.capacity, "n": len(found), "came": came},
        screen_url=urls["screen"] if is_live else "",
        roll_url=urls["call_roll"],
        add_url=urls["add_manual"],
        agree_url=urls["agree_manual"],
        call_off_url=urls["call_off"],
        call_off_form=(off or TextForm(label=_("为什么取消"))) if is_live else None,
        is_over=slot.ends_at <= now,
        crumbs=_crumbs(),
    )


def _listed(slot: Slot) -> list[Presence]:
    found = Presence.objects.filter(district_id=slot.district_id, slot=slot)
    there = found.exclude(claim__state=ClaimState.CANCELLED).whole()
    return list(there.order_by("claim_id")[:MOST_PEOPLE])


def _person(
    user: User,
    presence: Presence,
    correction: str,
    sent: tuple[UUID, ManualForm] | None,
    *,
    at: datetime,
) -> pages.Person:
    claimant = presence.claim.claimant
    state, level = words.stage(presence, at=at)
    verb, label = _next(presence, at=at)
    is_over = presence.slot.ends_at <= at
    waits = presence.manual_minutes is not None and presence.agreed_at is None
    form = sent[1] if sent and sent[0] == presence.pk else ManualForm(of=presence.pk)
    own = presence.volunteer is not None and presence.volunteer.user_id == user.pk
    return pages.Person(
        pk=presence.pk,
        name=claimant.name or presence.claim.ref,
        phone=claimant.phone or "",
        state=state,
        level=level,
        minutes=words.lasting(presence.minutes) if presence.minutes is not None else "",
        is_auto_closed=presence.is_auto_closed,
        verb=verb,
        label=label,
        manual=_manual(presence),
        manual_why=presence.manual_why,
        can_agree=waits and presence.manual_by_id != user.pk and not own,
        form=form if is_over and presence.agreed_at is None else None,
        correction=correction,
    )


def _manual(presence: Presence) -> str:
    if presence.manual_minutes is None:
        return ""
    lasting = words.lasting(presence.manual_minutes)
    if presence.agreed_at:
        return _("补记 %s，已复核") % lasting
    return _("补记 %s，待复核") % lasting


def _next(presence: Presence, *, at: datetime) -> tuple[str, str]:
    """What the list offers for somebody now."""
    slot = presence.slot
    if presence.in_at is None:
        is_sure = presence.claim.state == ClaimState.HELD
        is_time = slot.starts_at - hours.EARLIEST <= at <= slot.ends_at
        return ("check_in", _("签到")) if is_sure and is_time else ("", "")
    is_open = presence.out_at is None or presence.is_auto_closed
    if is_open and at <= slot.ends_at + hours.EDGE:
        return "check_out", _("签退")
    return "", ""


def screen(request: StaffRequest, slot: Slot) -> pages.Screen:
    now = timezone.now()
    code = privacy.tracking_code(slot.pk)
    url = request.build_absolute_uri(reverse("volunteering:here", args=[slot.pk, code]))
    digits = hours.spot_code(slot.pk, at=now)
    return pages.Screen(
        title=slot.listing.title,
        when=words.span(slot.starts_at, slot.ends_at),
        qr=qr.svg(url, title=_("扫码签到")),
        address=url.partition("://")[2],
        code=f"{digits[:3]} {digits[3:]}",
        until=words.clock(hours.turns_at(now)),
        url=reverse("volunteering:screen", args=[slot.pk]),
        back=Link(_("回到名单"), reverse("volunteering:run", args=[slot.pk])),
    )


def hours_of(user: User, *, at: datetime) -> QuerySet[Presence]:
    """All that is on record for one's units."""
    slots = policy.slots_run_by(user, on=timezone.localdate(at)).values("pk")
    found = Presence.objects.filter(district_id=user.district_id or 0, slot__in=slots)
    done = found.exclude(claim__state=ClaimState.CANCELLED).filter(slot__ends_at__lte=at)
    rows: QuerySet[Presence] = done.whole().select_related("manual_by", "agreed_by")
    return rows.order_by(F("slot__starts_at").desc(), "claim_id")


def _crumbs() -> Sequence[Link]:
    return [Link(_("我组织的"), reverse("volunteering:runs"))]
