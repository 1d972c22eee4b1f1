"""What is answered to those who had a case that has gone to others: no bare 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy, states
from lianxin.cases.models import Case
from lianxin.kernel import timeline
from lianxin.web import respond
from lianxin.web.cases import pages

View = Callable[..., HttpResponse]


def or_gone(view: View) -> View:
    """Answer a 404 of `view` with what became of the case, where this person's unit had it."""

    @wraps(view)
    def answer(request: respond.StaffRequest, ref: str, *args: Any) -> HttpResponse:
        try:
            return view(request, ref, *args)
        except Http404:
            case = formerly(request, ref)
            if case is None:
                raise
            return _gone(request, case)

    return answer


def formerly(request: respond.StaffRequest, ref: str) -> Case | None:
    """The case `ref`, when a unit of this person had it once."""
    found = Case.objects.whole().filter(district_id=request.district.pk, ref=ref).first()
    had = found and policy.had(request.user, found, on=timezone.localdate())
    return found if had else None


def left(case: Case, *, written: str = "") -> pages.Left:
    """`written` is what was sent too late, to be copied. What has become confidential is not
    named."""
    moved = [entry for entry in timeline.of(case) if "lead_id" in entry.facts]
    return pages.Left(
        ref=case.ref,
        subject=str(_("保密的诉求")) if case.is_confidential else case.subject,
        what=states.label(moved[-1].verb),
        at=moved[-1].at,
        written=written,
    )


def _gone(request: respond.StaffRequest, case: Case) -> HttpResponse:
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        told = {"code": "gone", "message": _("%s 已经转给别人，不用您办了。") % case.ref}
        return JsonResponse(told, status=HTTPStatus.NOT_FOUND)
    written = left(case, written=request.POST.get("note", ""))
    return respond.page(request, "cases/left", written, status=HTTPStatus.NOT_FOUND)
