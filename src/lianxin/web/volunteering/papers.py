"""Certificates, and whether they hold; posters."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.volunteering import policy
from lianxin.volunteering.actions import certificates
from lianxin.volunteering.models import Certificate
from lianxin.web import issued, respond
from lianxin.web.parts import Fact
from lianxin.web.private import private
from lianxin.web.volunteering import build, paper, who, words


@login_not_required
@private
@require_safe
def verify(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """For whoever holds the paper: whether it is genuine and still true."""
    found = _certificate(request, ref, code)
    return respond.page(request, issued.PAGE, _page(request, found, code))


@login_not_required
@private
@require_safe
def certificate(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """The paper itself, for her alone."""
    found, now = _certificate(request, ref, code), timezone.now()
    if not _is_own(request, found):
        raise Http404
    url = request.build_absolute_uri(reverse("volunteering:verify", args=[ref, code]))
    return issued.file(paper.certificate(found, url=url, at=now), found.ref)


@require_POST
def revoke(request: respond.StaffRequest, ref: str, code: str) -> HttpResponse:
    found = _certificate(request, ref, code)
    if not _is_issuer(request, found):
        raise Http404
    return issued.revoke(
        request,
        lambda why: certificates.revoke(found, why=why, by=request.user, at=timezone.now()),
        lambda form: _page(request, found, code, form=form),
        url=reverse("volunteering:verify", args=[ref, code]),
    )


@login_not_required
@require_safe
def poster(request: respond.Request, ref: str) -> HttpResponse:
    listing, now = build.listing_of(request, ref), timezone.now()
    slots = build.dates_of(listing, at=now)
    if not slots:
        raise Http404
    url = request.build_absolute_uri(reverse("volunteering:shift", args=[ref]))
    made = paper.poster(slots, request.district, url=url, at=now)
    return issued.file(made, listing.ref)


def _page(
    request: respond.Request, made: Certificate, code: str, *, form: Any = None
) -> issued.Checked:
    url = reverse("volunteering:certificate", args=[made.ref, code])
    may_revoke = _is_issuer(request, made) and made.revoked_at is None
    level, said, what_now = _holds(made)
    return issued.Checked(
        heading=_("志愿服务记录证明"),
        level=level,
        said=said,
        what_now=what_now,
        facts=_facts(made),
        pdf_url=url if _is_own(request, made) else "",
        revoke_form=(form or issued.RevokeForm()) if may_revoke else None,
        revoke_url=reverse("volunteering:revoke", args=[made.ref, code]),
    )


def _holds(made: Certificate) -> tuple[str, str, str]:
    if made.revoked_at:
        return "bad", _("这份证明已撤销"), made.revoked_why
    if certificates.is_outdated(made):
        return (
            "warn",
            _("这份证明是真的，但出具以后记录有更正"),
            _("请本人重新开一份，以新的为准。"),
        )
    return "good", _("这份证明有效"), _("下面各项与系统里的记录一致，请和纸面核对。")


def _facts(made: Certificate) -> list[Fact]:
    """Enough to compare with the paper: the name masked, no number to call."""
    recorded = sum(row["minutes"] for row in made.rows)
    manual = sum(row["manual"] for row in made.rows)
    ref, name, *given = issued.facts_of(made)
    told = [
        ref,
        name,
        Fact(_("服务期间"), "–".join(paper.between(made.rows))),
        Fact(_("服务次数"), str(len(made.rows))),
        Fact(_("服务时长"), words.lasting(recorded)),
        Fact(_("另有补记"), words.lasting(manual) if manual else ""),
        *given,
    ]
    return [fact for fact in told if fact.value]


def _certificate(request: respond.Request, ref: str, code: str) -> Certificate:
    made = Certificate.objects.filter(district_id=request.district.pk, ref=ref)
    found = made.select_related("issuer", "volunteer__district").first()
    if found is None or not issued.is_genuine(found, code):
        raise Http404
    return found


def _is_own(request: respond.Request, made: Certificate) -> bool:
    volunteer = who.volunteer_of(request)
    return volunteer is not None and volunteer.pk == made.volunteer_id


def _is_issuer(request: respond.Request, made: Certificate) -> bool:
    return made.issuer_id in policy.units_of(request.user, on=timezone.localdate())
