from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianxin.cases import together
from lianxin.cases.actions import outside
from lianxin.cases.models import Consultation
from lianxin.kernel import throttle
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.web import respond
from lianxin.web.address import client_address
from lianxin.web.outside import pages
from lianxin.web.outside.forms import ReplyForm
from lianxin.web.private import private

TRIES, QUARTER = 20, timedelta(minutes=15)


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: respond.Request, pk: UUID, code: str) -> HttpResponse:
    """Read the question, and answer it once. An unknown link and a wrong code are both a 404."""
    now = timezone.now()
    if request.method != "POST":
        row = _row(request, pk, code)
        return respond.page(request, "outside/reply", _page(row, code, ReplyForm(), at=now))
    row, form = _row(request, pk, code), ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return respond.page(request, "outside/reply", _page(row, code, form, at=now), status=422)
    said = form.cleaned_data
    try:
        throttle.hit("outside", client_address(request), limit=TRIES, per=QUARTER, at=now)
        outside.reply(
            row, text=said["text"], uploads=said["photos"], key=said["key"], code=code, at=now
        )
    except Repeated:
        pass
    except Refusal as refusal:
        again = _page(_row(request, pk, code), code, form, at=now)
        return respond.refused(request, "outside/reply", again, refusal)
    after = _page(_row(request, pk, code), code, None, at=now)
    here = reverse("outside:reply", args=[pk, code])
    return respond.done(request, "outside/reply", after, url=here, said=_("已答复，谢谢。"))


def _row(request: respond.Request, pk: UUID, code: str) -> Consultation:
    row = together.consultation_by_code(request.district.pk, pk, code)
    if row is None:
        raise Http404
    return row


def _page(row: Consultation, code: str, form: ReplyForm | None, *, at: datetime) -> pages.Question:
    standing = outside.standing(row, at=at)
    return pages.Question(
        ref=row.case.ref,
        subject=outside.told_subject(row.case),
        place=row.case.place.name,
        unit=row.case.lead.name,
        party=row.party,
        question=row.question,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        standing=standing,
        reply=row.reply,
        replied_at=row.replied_at,
        form=form if standing == "OPEN" else None,
        here=reverse("outside:reply", args=[row.pk, code]),
    )
