from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.cases import policy
from lianxin.cases.actions import dispatch
from lianxin.kernel.refusals import Overtaken
from lianxin.network.models import Role
from lianxin.volunteering.models import Presence
from lianxin.web import respond
from lianxin.web.cases.gone import formerly
from lianxin.web.keyed import key_of
from lianxin.web.seats import holding, seats
from lianxin.web.today import pages
from lianxin.web.today.home import home_page
from lianxin.web.volunteering import tapped


@require_safe
@holding(*Role)
def home(request: respond.StaffRequest) -> HttpResponse:
    """Kept by the service worker: in a cellar one still reads what is to be done."""
    return respond.keep_offline(respond.page(request, "today/home", _page(request)))


@require_POST
@holding(*Role)
def accept(request: respond.StaffRequest, ref: str) -> HttpResponse:
    user, now = request.user, timezone.now()
    visible = policy.visible_to(user, on=timezone.localdate(now))
    case = visible.whole().filter(ref=ref).first()
    if case is None:
        return _too_late(request, ref)
    return respond.deed(
        request,
        lambda: dispatch.accept(case, by=user, at=now, key=key_of(request)),
        template="today/home",
        context=lambda: _page(request),
        url=reverse("today:home"),
        said=_("已签收 %(ref)s，诉求人会收到通知。") % {"ref": case.ref},
    )


@require_POST
@holding(*Role)
def check(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """There, or gone, by the digits on the organiser's screen."""
    mine = Presence.objects.filter(
        district_id=request.district.pk, volunteer__user=request.user
    ).whole()
    found: Presence = get_object_or_404(mine, pk=pk)
    code, key = request.POST.get("code", ""), key_of(request)
    is_out = tapped.verb(request, found) == "check_out"
    return respond.deed(
        request,
        lambda: tapped.by_digits(request, found, code=code, key=key),
        template="today/home",
        context=lambda: _page(request),
        url=reverse("today:home"),
        said=_("已签退，谢谢您。") if is_out else _("已签到，辛苦了。"),
    )


def _too_late(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """The case has gone to others since the list was shown."""
    if formerly(request, ref) is None:
        raise Http404
    refusal = Overtaken(_("%s 已经转给别人，不用您签收了。") % ref)
    return respond.refused(request, "today/home", _page(request), refusal)


def _page(request: respond.StaffRequest) -> pages.Home:
    user = request.user
    return home_page(user, seats(request), request.GET, at=timezone.now())
