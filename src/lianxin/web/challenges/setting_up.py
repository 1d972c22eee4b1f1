"""Say how a challenge will be decided that was published elsewhere: by a sheet or a program."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianxin.challenges import policy
from lianxin.challenges.actions import putting
from lianxin.exchange.models import Listing
from lianxin.web import respond
from lianxin.web.challenges import build, pages
from lianxin.web.challenges.put_forms import MOMENT_FORMAT, CourseForm


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: respond.StaffRequest, ref: str) -> HttpResponse:
    found, is_sent = _listing(request, ref), request.method == "POST"
    form = CourseForm(request.POST) if is_sent else CourseForm(initial=_said(found))
    done = form.attempt(
        lambda: putting.set_up(
            found, form.course, by=request.user, at=timezone.now(), key=form.cleaned_data["key"]
        )
    )
    if done is None:
        context = pages.SetUp(title=found.title, ref=found.ref, form=form, crumbs=build.crumbs())
        return respond.page(request, "challenges/set_up", context, status=form.status)
    respond.tell(request, _("设好了，现在可以揭榜。请聘请评审人。"))
    return redirect("challenges:run", ref)


def _listing(request: respond.StaffRequest, ref: str) -> Listing:
    """One of the person's units that says nothing of this yet; to others there is none."""
    mine = policy.to_set_up_by(request.user, on=timezone.localdate())
    found: Listing = get_object_or_404(mine.whole().select_related("district", "owner"), ref=ref)
    return found


def _said(found: Listing) -> dict[str, Any]:
    """What its listing says already."""
    closes_at = timezone.localtime(found.closes_at) if found.closes_at else None
    return {
        "closes_at": closes_at.strftime(MOMENT_FORMAT) if closes_at else None,
        "questions_until": parse_date(found.details.get("questions_until") or ""),
    }
