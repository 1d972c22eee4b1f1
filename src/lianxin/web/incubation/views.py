"""Groups on their way, one of them, and taking one in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.incubation import actions
from lianxin.incubation.models import Group
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Role
from lianxin.web import respond
from lianxin.web.incubation import build
from lianxin.web.incubation.forms import GroupForm, ListForm
from lianxin.web.seats import holding
from lianxin.web.sheets import xlsx

DOING = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
WORKING = (*DOING, Role.AUDITOR)
MOST = 5_000


@require_safe
@holding(*WORKING)
def home(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "incubation/home", build.home(request))


@require_safe
@holding(*WORKING)
def export(request: respond.StaffRequest) -> HttpResponse:
    """The groups of the list as .xlsx."""
    found = build.narrowed(build.visible_groups(request), ListForm(request.GET).asked)
    head = [
        _("编号"), _("名称"), _("所在社区"), _("孵化平台"), pgettext("group", "阶段"),
        _("进入这一阶段的日期"), _("人数"), _("登记证号"), _("结束原因"),
    ]  # fmt: skip
    rows = [build.cells(one) for one in found.whole().order_by("begun_at", "id")[:MOST]]
    name = f"lianxin-groups-{timezone.localdate():%Y%m%d}.xlsx"
    return xlsx(name, rows, title=_("社会组织孵化"), head=head, wide=(1, 3))


@require_safe
@holding(*WORKING)
def group(request: respond.StaffRequest, ref: str) -> HttpResponse:
    context = build.group(request, visible(request, ref))
    return respond.page(request, "incubation/group", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new(request: respond.StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = GroupForm(
        request.POST if is_sent else None,
        district=request.district,
        incubators=build.incubators(request.user),
    )
    if is_sent and form.is_valid():
        key, now = form.cleaned_data["key"], timezone.now()
        try:
            made = actions.take_in(request.district, form.told, by=request.user, at=now, key=key)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已加入孵化。"))
            return redirect("incubation:group", made.ref)
    status = 422 if is_sent else 200
    return respond.page(request, "incubation/new", build.new(form), status=status)


def visible(request: respond.StaffRequest, ref: str) -> Group:
    found: Group = get_object_or_404(build.visible_groups(request).whole(), ref=ref)
    return found
