from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.cases import together
from lianxin.cases.actions import mediation
from lianxin.cases.models import Party
from lianxin.kernel import throttle
from lianxin.network.models import Role
from lianxin.papers import word
from lianxin.web import respond
from lianxin.web.address import client_address
from lianxin.web.mediation import build, paper
from lianxin.web.mediation.forms import CONSENT, DECLINE, SIGN, PartyForm
from lianxin.web.private import private
from lianxin.web.seats import holding

TRIES, QUARTER = 20, timedelta(minutes=15)
SAID = {
    CONSENT: lambda: _("已同意调解，调解员会跟您约时间。"),
    DECLINE: lambda: _("已记下：不同意调解。"),
    SIGN: lambda: _("已签署。"),
}


@require_safe
@holding(Role.MEDIATOR)
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "mediation/home", build.home(request.user, request.district.pk))


@require_safe
@holding(Role.MEDIATOR)
def agreement(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """The agreement, for its mediator alone."""
    own = together.mediating(request.user, request.district.pk)
    row = get_object_or_404(own.select_related("mediator", "case__district"), pk=pk)
    if not row.agreement:
        raise Http404
    made = paper.agreement(row, together.sides(row), at=timezone.now())
    answer = HttpResponse(word.docx(made), content_type=word.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{row.case.ref}-agreement.docx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def party(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """One side reads, consents or declines, and signs. An unknown link and a wrong code are both
    a 404."""
    if request.method != "POST":
        side = _side(request, pk, code)
        return respond.page(request, "mediation/party", build.party(side, code, PartyForm()))
    side, form = _side(request, pk, code), PartyForm(request.POST)
    if not form.is_valid():
        return respond.page(request, "mediation/party", build.party(side, code, form), status=422)
    said = form.cleaned_data
    return respond.deed(
        request,
        partial(_do, request, side, code, said),
        template="mediation/party",
        context=lambda: build.party(_side(request, pk, code), code, PartyForm()),
        url=request.path,
        said=SAID[said["deed"]](),
    )


def _do(request: respond.Request, side: Party, code: str, said: dict[str, Any]) -> None:
    now = timezone.now()
    throttle.hit("mediation", client_address(request), limit=TRIES, per=QUARTER, at=now)
    deed = getattr(mediation, said["deed"])
    seen = {"seen": said["seen"]} if said["deed"] == SIGN else {}
    deed(side, code=code, at=now, key=said["key"], **seen)


def _side(request: respond.Request, pk: UUID, code: str) -> Party:
    side = together.party_by_code(request.district.pk, pk, code)
    if side is None:
        raise Http404
    return side
