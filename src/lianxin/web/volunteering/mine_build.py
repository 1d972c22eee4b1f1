"""Fill the pages that only their volunteer opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState
from lianxin.kernel import privacy, timeline
from lianxin.network.models import Organisation
from lianxin.volunteering import hours, queries
from lianxin.volunteering.models import Certificate, Correction, Member, Presence, Volunteer
from lianxin.volunteering.states import CorrectionState, MemberState
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Fact, Link
from lianxin.web.respond import Request
from lianxin.web.volunteering import build, pages, words
from lianxin.web.volunteering.forms import CertificateForm, CodeForm, HelperForm, TextForm

SIZE: Final = 20
MOST_CERTIFICATES: Final = 20


def mine(request: Request, volunteer: Volunteer) -> pages.Mine:
    now = timezone.now()
    coming = queries.coming(volunteer, at=now)
    past = _past(volunteer, at=now)
    total = queries.hours(queries.services(volunteer))
    units = units_of(volunteer)
    return pages.Mine(
        name=volunteer.name or "",
        ref=volunteer.ref,
        own_url=_own_url(request, volunteer),
        is_open=volunteer.is_open,
        hide_url=reverse("volunteering:hide"),
        coming=[_row(one, at=now, others=coming) for one in coming],
        past=[_row(one, at=now) for one in past],
        recorded=words.lasting(total.recorded) if total.recorded else "",
        manual=words.lasting(total.manual) if total.manual else "",
        teams=_teams(volunteer),
        certificates=_certificates(volunteer),
        certificate_form=CertificateForm(units=units) if units else None,
        certificate_url=reverse("volunteering:certify"),
        key_form=Keyed(),
    )


def _past(volunteer: Volunteer, *, at: datetime) -> list[Presence]:
    """What is over, her own absences too; what she gave back in time is nobody's business."""
    gone = (ClaimState.CANCELLED, ClaimState.WAITING)
    found = queries.services(volunteer).filter(slot__ends_at__lte=at)
    found = found.exclude(claim__state__in=gone).whole()
    return list(found.order_by("-slot__starts_at", "-pk")[:SIZE])


def _own_url(request: Request, volunteer: Volunteer) -> str:
    if volunteer.user_id:
        return ""
    code = privacy.tracking_code(volunteer.pk)
    return request.build_absolute_uri(reverse("volunteering:door", args=[volunteer.ref, code]))


def _row(presence: Presence, *, at: datetime, others: Sequence[Presence] = ()) -> pages.ServiceRow:
    claim = presence.claim
    state, level = words.stage(presence, at=at)
    minutes = (presence.minutes or 0) + presence.agreed_minutes
    return pages.ServiceRow(
        url=reverse("volunteering:service", args=[presence.pk]),
        title=claim.subject,
        when=words.span(presence.slot.starts_at, presence.slot.ends_at),
        where=build.where(presence.listing),
        unit=claim.unit.name if claim.unit else "",
        state=state,
        level=level,
        minutes=words.lasting(minutes) if minutes else "",
        warning=_warning(claim, [one.claim for one in others]),
    )


def _warning(claim: Claim, others: Sequence[Claim]) -> str:
    for other in others:
        if other.pk != claim.pk and queries.is_tight(claim, other):
            return words.tight(claim, other)
    return ""


def _teams(volunteer: Volunteer) -> list[pages.MembershipRow]:
    live = (MemberState.ASKED, MemberState.INVITED, MemberState.JOINED)
    found = Member.objects.filter(
        district_id=volunteer.district_id, volunteer=volunteer, state__in=live
    )
    return [
        pages.MembershipRow(
            name=one.team.organisation.name,
            url=reverse("volunteering:team", args=[one.team.organisation.code]),
            state=str(MemberState(one.state).label),
            is_invited=one.state == MemberState.INVITED,
            join_url=reverse("volunteering:join", args=[one.pk]),
            leave_url=reverse("volunteering:leave", args=[one.pk]),
        )
        for one in found.select_related("team__organisation").order_by("asked_at", "pk")
    ]


def _certificates(volunteer: Volunteer) -> list[pages.CertificateRow]:
    found = Certificate.objects.filter(district_id=volunteer.district_id, volunteer=volunteer)
    rows = found.select_related("issuer").order_by("-issued_at", "-pk")[:MOST_CERTIFICATES]
    return [
        pages.CertificateRow(
            ref=one.ref,
            issuer=one.issuer.name,
            issued_at=one.issued_at,
            url=reverse("volunteering:verify", args=[one.ref, privacy.tracking_code(one.pk)]),
            pdf_url=reverse(
                "volunteering:certificate", args=[one.ref, privacy.tracking_code(one.pk)]
            ),
        )
        for one in rows
    ]


def units_of(volunteer: Volunteer) -> list[Organisation]:
    """For whom she has time on record."""
    units = queries.services(volunteer).counted().values("claim__unit")
    found = Organisation.objects.filter(district_id=volunteer.district_id, pk__in=units)
    return list(found.order_by("name"))


def profile(form: HelperForm, volunteer: Volunteer | None) -> pages.Profile:
    crumbs = [Link(_("志愿服务"), reverse("volunteering:home"))]
    if volunteer:
        crumbs.append(Link(_("我的志愿服务"), reverse("volunteering:mine")))
    return pages.Profile(
        form=form,
        url=reverse("volunteering:profile"),
        is_new=volunteer is None,
        crumbs=crumbs,
    )


def service(
    presence: Presence, *, code_form: Any = None, correct_form: Any = None
) -> pages.Service:
    now, claim, listing = timezone.now(), presence.claim, presence.listing
    own = Correction.objects.filter(district_id=presence.district_id, presence=presence)
    corrections = list(own.order_by("asked_at", "pk"))
    waits = any(one.state != CorrectionState.ANSWERED for one in corrections)
    may_correct = presence.slot.starts_at <= now and not waits
    phone = f"tel:{listing.phone}" if listing.phone else ""
    return pages.Service(
        row=_row(presence, at=now),
        facts=[*_times(presence), Fact(_("联系"), f"{listing.contact} {listing.phone}", phone)],
        tasks=listing.details.get("tasks", ""),
        code_form=(code_form or CodeForm()) if may_check(presence, at=now) else None,
        code_verb="check_out" if presence.in_at else "check_in",
        code_label=_("签退") if presence.in_at else _("签到"),
        code_url=reverse("volunteering:check", args=[presence.pk]),
        give_up_url=reverse("volunteering:give_up", args=[presence.pk])
        if claim.state in (ClaimState.HELD, ClaimState.WAITING) and presence.slot.ends_at > now
        else "",
        corrections=[_correction(one) for one in corrections],
        correct_form=(
            correct_form
            or TextForm(label=_("哪里不对？"), hint=_("例如：我 14:00 到的，签到没成功。"))
        )
        if may_correct
        else None,
        correct_url=reverse("volunteering:correct", args=[presence.pk]),
        moments=words.moments(list(timeline.of(presence))),
        key_form=Keyed(),
        crumbs=[Link(_("我的志愿服务"), reverse("volunteering:mine"))],
    )


def may_check(presence: Presence, *, at: datetime) -> bool:
    """Whether checking in, or out, is the next thing."""
    slot = presence.slot
    if presence.in_at is None:
        is_sure = presence.claim.state == ClaimState.HELD
        return is_sure and slot.starts_at - hours.EARLIEST <= at <= slot.ends_at
    is_open = presence.out_at is None or presence.is_auto_closed
    return is_open and at <= slot.ends_at + hours.EDGE


def _times(presence: Presence) -> list[Fact]:
    came = f"{words.clock(presence.in_at)} {presence.get_in_how_display()}".strip()
    went = f"{words.clock(presence.out_at)} {presence.get_out_how_display()}".strip()
    recorded = "" if presence.minutes is None else words.lasting(presence.minutes)
    manual = words.lasting(presence.manual_minutes) if presence.manual_minutes else ""
    if manual and presence.agreed_at is None:
        manual = _("%s（等另一个人复核）") % manual
    told = [
        Fact(_("签到"), came),
        Fact(_("签退"), went),
        Fact(_("记录时长"), recorded),
        Fact(_("补记时长"), manual),
    ]
    return [fact for fact in told if fact.value]


def _correction(correction: Correction) -> pages.CorrectionRow:
    is_open = correction.state == CorrectionState.ASKED
    return pages.CorrectionRow(
        text=correction.text,
        state=str(CorrectionState(correction.state).label),
        answer=correction.answer,
        due_at=correction.due_at if is_open else None,
    )
