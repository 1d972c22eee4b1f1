from __future__ import annotations

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lianxin.cases import policy
from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case
from lianxin.cases.policy import UNIT_ROLES
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import User
from lianxin.web import paging, respond
from lianxin.web.keyed import key_of
from lianxin.web.partner import pages
from lianxin.web.partner.queue import queue_page
from lianxin.web.seats import holding, seats

MOST = paging.ROWS


@require_safe
@holding(*UNIT_ROLES)
def queue(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "partner/queue", _page(request))


@require_POST
@holding(*UNIT_ROLES)
def accept(request: respond.StaffRequest) -> HttpResponse:
    """Sign for one case by its own button, or for all that are ticked; say which were not signed
    for, and why."""
    refs = _chosen(request)
    if not refs:
        messages.warning(request, _("还没有选。请先勾选要签收的诉求。"))
        return respond.page(request, "partner/queue", _page(request), status=422)
    visible = policy.visible_to(request.user, on=timezone.localdate())
    cases = visible.filter(ref__in=refs).whole().soonest_first()
    done = [case for case in cases if _accepted(request, case)]
    said = ngettext(
        "已签收 %(n)d 件，诉求人会收到通知。", "已签收 %(n)d 件，诉求人会收到通知。", len(done)
    )
    back = paging.url("partner:queue", request.GET)
    return respond.done(
        request,
        "partner/queue",
        _page(request),
        url=back,
        said=said % {"n": len(done)} if done else "",
    )


@require_POST
@holding(*UNIT_ROLES)
def hand(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Give a case to one person of the unit."""
    user, now = request.user, timezone.now()
    visible = policy.visible_to(user, on=timezone.localdate(now))
    case = get_object_or_404(visible.whole(), ref=ref)
    people = User.objects.filter(district_id=case.district_id, is_active=True)
    to = get_object_or_404(people, pk=_uuid(request.POST.get("to", "")))
    return respond.deed(
        request,
        lambda: handling.hand(case, to=to, by=user, at=now, key=key_of(request)),
        template="partner/queue",
        context=lambda: _page(request),
        url=paging.url("partner:queue", request.GET),
        said=_("%(ref)s 已交给 %(person)s。") % {"ref": case.ref, "person": to},
    )


def _accepted(request: respond.StaffRequest, case: Case) -> bool:
    """Whether it is signed for now. A form sent twice signs for each case once."""
    sent = key_of(request)
    key = uuid5(sent, case.ref) if sent else None
    try:
        dispatch.accept(case, by=request.user, at=timezone.now(), key=key)
    except Repeated:
        return True
    except Refusal as refusal:
        why = _("%(ref)s 没有签收：%(why)s") % {"ref": case.ref, "why": refusal.message}
        messages.warning(request, why)
        return False
    return True


def _chosen(request: respond.StaffRequest) -> list[str]:
    only = request.POST.get("only", "")
    return [only] if only else request.POST.getlist("ref")[:MOST]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(request: respond.StaffRequest) -> pages.Queue:
    return queue_page(request.user, seats(request), request.GET, at=timezone.now())
