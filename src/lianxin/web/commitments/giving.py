"""A promise that comes of something: `?of=gatherings.resolution:<id>`, any row that is a step of
what came of what. Whoever raised or follows that row hears of the promise."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianxin.commitments import actions, policy
from lianxin.commitments.models import Commitment
from lianxin.lineage.models import Thing
from lianxin.web import respond
from lianxin.web.cases.fields import Units
from lianxin.web.commitments import pages, staff_build
from lianxin.web.commitments.forms import GiveForm
from lianxin.web.commitments.views import DRAWING
from lianxin.web.following import sources
from lianxin.web.following.chains import Chain
from lianxin.web.following.sources import Source
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.seats import holding

MOST: Final = 160


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DRAWING)
def give(request: StaffRequest) -> HttpResponse:
    source = sources.asked(request)
    form = _form(request, source)
    done = form.attempt(lambda: _promised(request, form, source.thing))
    if done is None:
        return respond.page(
            request, "commitments/give", _page(request, form, source.chain), status=form.status
        )
    respond.tell(request, _("已写进清单。关注这件事的人，公布时会收到消息。"))
    return redirect("commitments:own", done.made.ref)


def url_for(request: Request, kind: str, pk: UUID) -> str:
    """Where who may promise something writes down what comes of it; else nothing."""
    user = request.user
    if not user.is_authenticated or not policy.can_draw_up(user, on=timezone.localdate()):
        return ""
    return sources.url("commitments:give", kind, pk)


def _form(request: StaffRequest, source: Source) -> GiveForm:
    """What it comes of says who does it and until when. Its words are taken over only where they
    were written to be public."""
    lists = policy.looked_after_by(request.user, on=timezone.localdate()).whole()
    initial: dict[str, Any] = {"due_on": source.shown.until, "title": source.title[:MOST]}
    unit = source.shown.unit
    if unit is not None and unit.is_active:
        initial["owner"] = unit
    return GiveForm(
        request.POST if request.method == "POST" else None, initial=initial,
        district=request.district, lists=lists.order_by("-year", "kind", "-starts_on"),
    )  # fmt: skip


def _promised(request: StaffRequest, form: GiveForm, source: Thing) -> Commitment:
    return actions.promise(
        form.cleaned_data["programme"], form.promised, by=request.user, at=timezone.now(),
        key=form.cleaned_data["key"], came_of=source,
    )  # fmt: skip


def _page(request: StaffRequest, form: GiveForm, chain: Chain) -> pages.Give:
    has_list = policy.looked_after_by(request.user, on=timezone.localdate()).exists()
    return pages.Give(
        form=form if has_list else None, chain=chain, new_url=reverse("commitments:new"),
        unit_names=Units(request.district.pk).labels, crumbs=staff_build.crumbs(),
    )  # fmt: skip
