"""Certificates of courses: handed out on the list of who came, kept by her, checked by anybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.exchange import codes, policy
from lianxin.exchange.codes import Holder
from lianxin.exchange.models import Qualification
from lianxin.fulfilment.actions import certifying
from lianxin.web import claims, issued, respond
from lianxin.web.exchange import certified_paper
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private


@login_not_required
@private
@require_safe
def verify_certificate(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """For whoever holds the paper: whether it is genuine and holds."""
    found = _paper(request, ref, code)
    return respond.page(request, issued.PAGE, _page(request, found, code))


@login_not_required
@private
@require_safe
def certificate(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """The paper itself, by the code of her own place on the course."""
    claim = claims.claim_by_code(request.district.pk, ref, code)
    if claim is None or codes.holder_of(claim, code) is not Holder.RECIPIENT:
        raise Http404
    found = claims.paper_of(claim)
    if found is None:
        raise Http404
    url = request.build_absolute_uri(claims.checked_at(found))
    return issued.file(certified_paper.certificate(found, url=url, at=timezone.now()), found.ref)


@require_POST
def revoke_certificate(request: respond.StaffRequest, ref: str, code: str) -> HttpResponse:
    found = _paper(request, ref, code)
    if not _is_issuer(request, found):
        raise Http404
    return issued.revoke(
        request,
        lambda why: certifying.revoke(found, why=why, by=request.user, at=timezone.now()),
        lambda form: _page(request, found, code, form=form),
        url=reverse("exchange:verify_certificate", args=[ref, code]),
    )


def _page(
    request: respond.Request, paper: Qualification, code: str, *, form: Keyed | None = None
) -> issued.Checked:
    level, said, what_now = _holds(paper)
    may_revoke = _is_issuer(request, paper) and paper.revoked_at is None
    is_hers = paper.user_id is not None and paper.user_id == request.user.pk
    return issued.Checked(
        heading=paper.title,
        level=level,
        said=said,
        what_now=what_now,
        facts=[*issued.facts_of(paper), *certified_paper.learned(paper)],
        pdf_url=claims.downloaded_at(paper) if is_hers else "",
        revoke_form=(form or issued.RevokeForm()) if may_revoke else None,
        revoke_url=reverse("exchange:revoke_certificate", args=[paper.ref, code]),
    )


def _holds(paper: Qualification) -> tuple[str, str, str]:
    if paper.revoked_at:
        return "bad", _("这份证明已撤销"), paper.revoked_why
    if paper.is_over(on=timezone.localdate()):
        return "warn", _("这份证明是真的，但已经过期"), _("请本人再参加一次，拿新的证书。")
    return "good", _("这份证明有效"), _("下面各项与系统里的记录一致，请和纸面核对。")


def _paper(request: respond.Request, ref: str, code: str) -> Qualification:
    made = Qualification.objects.filter(district_id=request.district.pk, ref=ref)
    found = made.select_related("issuer", "claim").first()
    if found is None or not issued.is_genuine(found, code):
        raise Http404
    return found


def _is_issuer(request: respond.Request, paper: Qualification) -> bool:
    return paper.issuer_id in policy.units_of(request.user, on=timezone.localdate())
