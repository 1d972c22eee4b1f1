"""What organisers keep up: helpers of the area, corrections, hours as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange.states import ClaimState
from lianxin.network.models import Role, User
from lianxin.papers.lists import Cell
from lianxin.volunteering import policy
from lianxin.volunteering.actions import corrections as acts
from lianxin.volunteering.choices import Skill, Spare, labels
from lianxin.volunteering.models import Correction, Volunteer
from lianxin.volunteering.states import CorrectionState
from lianxin.web import acting, paging, respond
from lianxin.web.paging import Order
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx
from lianxin.web.volunteering import build, pages, run_build, words
from lianxin.web.volunteering.forms import TextForm

NEWEST: Final = Order("registered_at", is_descending=True)
SOONEST_DUE: Final = Order("due_at")
LEVELS: Final = {CorrectionState.ASKED: "wait", CorrectionState.ESCALATED: "bad"}
MOST_ROWS: Final = 50_000


@require_safe
@holding(*build.ORGANISING, Role.WORKER)
def helpers(request: respond.StaffRequest) -> HttpResponse:
    """Who lets herself be found where one organises."""
    on = timezone.localdate()
    found = policy.helpers_visible_to(request.user, on=on).select_related("place", "user")
    page = paging.page(
        found.defer("place__shape"), request.GET, order=NEWEST, here="volunteering:helpers"
    )
    teams = policy.teams_led_by(request.user, on=on).select_related("organisation")
    context = pages.Helpers(
        rows=[_helper(one) for one in page.rows],
        teams=[(one.organisation.code, one.organisation.name) for one in teams],
        pager=page.pager,
        crumbs=_crumbs(),
    )
    return respond.page(request, "volunteering/helpers", context)


def _helper(one: Volunteer) -> pages.HelperRow:
    return pages.HelperRow(
        ref=one.ref,
        name=one.name or one.ref,
        place=one.place.name if one.place else "",
        skills=labels(Skill, one.skills),
        spare=labels(Spare, one.spare),
        about=one.about,
        phone=(one.phone or "") if one.wants_calls else "",
    )


@require_safe
@holding(*build.ORGANISING)
def corrections(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "volunteering/corrections", _page(request))


@require_POST
@holding(*build.ORGANISING)
def answer(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    found: Correction = get_object_or_404(_mine(request), pk=pk)
    form = TextForm(request.POST, label=_("答复"), of=pk)
    return acting.answer(
        request,
        form,
        lambda **told: acts.answer(found, **told, by=request.user, at=timezone.now()),
        template="volunteering/corrections",
        context=lambda _form: _page(request, sent=(pk, form)),
        url=reverse("volunteering:corrections"),
        said=_("已答复。"),
    )


def _mine(request: respond.StaffRequest) -> Any:
    found = policy.corrections_answered_by(request.user, on=timezone.localdate())
    return found.select_related(
        "presence__claim__listing", "presence__claim__claimant", "presence__claim__unit",
        "presence__slot", "presence__volunteer__user", "unit",
    )  # fmt: skip


def _page(
    request: respond.StaffRequest, *, sent: tuple[UUID, TextForm] | None = None
) -> pages.Corrections:
    page = paging.page(
        _mine(request), request.GET, order=SOONEST_DUE, here="volunteering:corrections"
    )
    rows = [_row(request, one, sent) for one in page.rows]
    return pages.Corrections(rows=rows, pager=page.pager, crumbs=_crumbs())


def _row(
    request: respond.StaffRequest, one: Correction, sent: tuple[UUID, TextForm] | None
) -> pages.AnswerRow:
    is_open, slot = one.state != CorrectionState.ANSWERED, one.presence.slot
    form = sent[1] if sent and sent[0] == one.pk else TextForm(label=_("答复"), of=one.pk)
    runs = one.unit_id in policy.units_of(request.user, on=timezone.localdate())
    return pages.AnswerRow(
        pk=one.pk,
        name=one.presence.claim.claimant.name or "",
        subject=one.presence.claim.subject,
        when=words.span(slot.starts_at, slot.ends_at),
        text=one.text,
        state=str(CorrectionState(one.state).label),
        level=LEVELS.get(CorrectionState(one.state), "good"),
        due_at=one.due_at if is_open else None,
        answer=one.answer,
        form=form if is_open else None,
        url=reverse("volunteering:answer", args=[one.pk]),
        run_url=reverse("volunteering:run", args=[slot.pk]) if runs else "",
    )


@require_safe
@holding(*build.ORGANISING)
def hours(request: respond.StaffRequest) -> HttpResponse:
    """Everybody's time with one's units, as Excel."""
    now = timezone.now()
    head = (
        _("开始"), _("结束"), _("班次"), _("姓名"), _("电话"), _("状态"), _("签到"), _("签退"),
        _("自动签退"), _("记录时长（分钟）"), _("补记时长（分钟）"), _("补记原因"), _("补记人"),
        _("复核人"),
    )  # fmt: skip
    name = f"lianxin-hours-{timezone.localdate(now):%Y%m%d}.xlsx"
    rows = _cells(request.user, at=now)
    return xlsx(name, rows, title=_("志愿服务时长"), head=head, wide=(2, 11))


def _cells(user: User, *, at: datetime) -> Iterator[Sequence[Cell]]:
    for one in run_build.hours_of(user, at=at)[:MOST_ROWS]:
        claimant = one.claim.claimant
        yield (
            one.slot.starts_at, one.slot.ends_at, one.claim.subject, claimant.name or "",
            claimant.phone or "", str(ClaimState(one.claim.state).label), one.in_at, one.out_at,
            _("是") if one.is_auto_closed else "", one.minutes, one.manual_minutes,
            one.manual_why, str(one.manual_by or ""), str(one.agreed_by or ""),
        )  # fmt: skip


def _crumbs() -> list[Link]:
    return [Link(_("我组织的"), reverse("volunteering:runs"))]
