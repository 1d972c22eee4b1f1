"""Certificates, and whether they hold; posters."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import privacy
from lianxin.papers import pdf
from lianxin.volunteering import policy
from lianxin.volunteering.actions import certificates
from lianxin.volunteering.models import Certificate
from lianxin.web import respond
from lianxin.web.me.private import private
from lianxin.web.parts import Fact
from lianxin.web.volunteering import build, pages, paper, who, words
from lianxin.web.volunteering.forms import TextForm


@login_not_required
@private
@require_safe
def verify(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """For whoever holds the paper: whether it is genuine and still true."""
    found = _certificate(request, ref, code)
    return respond.page(request, "volunteering/certificate", _page(request, found, code))


@login_not_required
@private
@require_safe
def certificate(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """The paper itself, for her alone."""
    found, now = _certificate(request, ref, code), timezone.now()
    if not _is_own(request, found):
        raise Http404
    url = request.build_absolute_uri(reverse("volunteering:verify", args=[ref, code]))
    return _file(pdf.pdf(paper.certificate(found, url=url, at=now)), found.ref)


@require_POST
def revoke(request: respond.StaffRequest, ref: str, code: str) -> HttpResponse:
    found, form = _certificate(request, ref, code), TextForm(request.POST, label=_("为什么撤销"))
    if not _is_issuer(request, found):
        raise Http404
    if not form.is_valid():
        context = _page(request, found, code, form=form)
        return respond.page(request, "volunteering/certificate", context, status=422)
    why = form.cleaned_data["text"]
    return respond.deed(
        request,
        lambda: certificates.revoke(found, why=why, by=request.user, at=timezone.now()),
        template="volunteering/certificate",
        context=lambda: _page(request, found, code),
        url=reverse("volunteering:verify", args=[ref, code]),
        said=_("已撤销。"),
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
    return _file(pdf.pdf(made), listing.ref)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=pdf.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _page(
    request: respond.Request, made: Certificate, code: str, *, form: Any = None
) -> pages.Certificate:
    url = reverse("volunteering:certificate", args=[made.ref, code])
    may_revoke = _is_issuer(request, made) and made.revoked_at is None
    return pages.Certificate(
        ref=made.ref,
        is_valid=made.revoked_at is None,
        revoked_why=made.revoked_why,
        is_outdated=certificates.is_outdated(made),
        facts=_facts(made),
        pdf_url=url if _is_own(request, made) else "",
        revoke_form=(form or TextForm(label=_("为什么撤销"))) if may_revoke else None,
        revoke_url=reverse("volunteering:revoke", args=[made.ref, code]),
    )


def _facts(made: Certificate) -> list[Fact]:
    """Enough to compare with the paper: the name masked, no number to call."""
    recorded = sum(row["minutes"] for row in made.rows)
    manual = sum(row["manual"] for row in made.rows)
    told = [
        Fact(_("证明编号"), made.ref),
        Fact(_("姓名"), privacy.mask_name(made.name)),
        Fact(_("服务期间"), "–".join(paper.between(made.rows))),
        Fact(_("服务次数"), str(len(made.rows))),
        Fact(_("服务时长"), words.lasting(recorded)),
        Fact(_("另有补记"), words.lasting(manual) if manual else ""),
        Fact(_("出具组织"), made.issuer.name),
        Fact(_("出具日期"), f"{timezone.localdate(made.issued_at):%Y-%m-%d}"),
    ]
    return [fact for fact in told if fact.value]


def _certificate(request: respond.Request, ref: str, code: str) -> Certificate:
    made = Certificate.objects.filter(district_id=request.district.pk, ref=ref)
    found = made.select_related("issuer", "volunteer__district").first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    return found


def _is_own(request: respond.Request, made: Certificate) -> bool:
    volunteer = who.volunteer_of(request)
    return volunteer is not None and volunteer.pk == made.volunteer_id


def _is_issuer(request: respond.Request, made: Certificate) -> bool:
    return made.issuer_id in policy.units_of(request.user, on=timezone.localdate())
