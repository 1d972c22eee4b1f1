from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal
from lianxin.outbox import actions, policy, queries
from lianxin.web import paging, respond
from lianxin.web.outbox import pages
from lianxin.web.outbox.forms import EndpointForm, GroupForm
from lianxin.web.paging import Order

PAGE = 30
NEWEST_FIRST = Order("queued_at", is_descending=True)
MOST_FAILURES = 100


@require_safe
def inbox(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "outbox/inbox", _inbox_page(request))


@require_POST
def read(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """Mark it read, and go where it leads."""
    message = get_object_or_404(policy.visible_to(request.user), pk=pk)
    actions.mark_read(message, by=request.user, at=timezone.now())
    return redirect(pages.address(queries.link(message)) or "outbox:inbox")


@require_POST
def read_all(request: respond.StaffRequest) -> HttpResponse:
    actions.mark_all_read(by=request.user, at=timezone.now())
    return respond.done(request, "outbox/inbox", _inbox_page(request), url=reverse("outbox:inbox"))


@require_safe
def failures(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "outbox/failures", _failures_page(request))


@require_POST
def retry(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    failed = policy.failed_visible_to(request.user, request.district.pk, on=today)
    delivery = get_object_or_404(failed, pk=pk)
    return respond.deed(
        request,
        lambda: actions.retry(delivery, by=request.user, at=now),
        template="outbox/failures",
        context=lambda: _failures_page(request),
        url=reverse("outbox:failures"),
        said=_("已重新排队，马上再发一次。"),
    )


@require_POST
def retry_task(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    now = timezone.now()
    return respond.deed(
        request,
        lambda: actions.retry_task(pk, by=request.user, at=now),
        template="outbox/failures",
        context=lambda: _failures_page(request),
        url=reverse("outbox:failures"),
        said=_("任务已重新排队。"),
    )


@require_safe
def channels(request: respond.StaffRequest) -> HttpResponse:
    return respond.page(request, "outbox/channels", _channels_page(request))


@require_http_methods(["GET", "HEAD", "POST"])
def add_group(request: respond.StaffRequest) -> HttpResponse:
    """Opened again without a form, as a tab that comes back is, it shows the page of the form."""
    if request.method != "POST":
        return channels(request)
    form = GroupForm(request.POST, district=request.district)
    if form.is_valid():
        try:
            actions.add_group(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            respond.tell(request, _("群机器人已添加。"))
            return redirect("outbox:channels")
    return respond.page(
        request, "outbox/channels", _channels_page(request, group_form=form), status=422
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_endpoint(request: respond.StaffRequest) -> HttpResponse:
    """Answers with a page, not elsewhere: the secret is shown this once."""
    if request.method != "POST":
        return channels(request)
    form, secret = EndpointForm(request.POST), ""
    if form.is_valid():
        try:
            secret = actions.add_endpoint(
                request.district.pk, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
    shown = _channels_page(request, endpoint_form=None if secret else form, secret=secret)
    return respond.page(request, "outbox/channels", shown, status=200 if secret else 422)


@require_POST
def switch_group(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    visible = policy.groups_visible_to(request.user, request.district.pk, on=timezone.localdate())
    return _switch(request, get_object_or_404(visible, pk=pk))


@require_POST
def switch_endpoint(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    visible = policy.endpoints_visible_to(
        request.user, request.district.pk, on=timezone.localdate()
    )
    return _switch(request, get_object_or_404(visible, pk=pk))


def _switch(request: respond.StaffRequest, channel: Any) -> HttpResponse:
    on = request.POST.get("on") == "1"
    actions.switch(channel, on=on, by=request.user, at=timezone.now())
    respond.tell(request, _("已恢复发送。") if on else _("已停用。"))
    return redirect("outbox:channels")


def _channels_page(
    request: respond.StaffRequest,
    *,
    group_form: GroupForm | None = None,
    endpoint_form: EndpointForm | None = None,
    secret: str = "",
) -> pages.Channels:
    user, today, district = request.user, timezone.localdate(), request.district
    if not policy.can_operate(user, on=today):
        raise PermissionDenied
    return pages.Channels(
        groups=queries.groups(policy.groups_visible_to(user, district.pk, on=today)),
        endpoints=queries.endpoints(policy.endpoints_visible_to(user, district.pk, on=today)),
        group_form=group_form or GroupForm(district=district),
        endpoint_form=endpoint_form or EndpointForm(),
        secret=secret,
    )


def _inbox_page(request: respond.StaffRequest) -> pages.Inbox:
    user = request.user
    page = paging.page(
        policy.visible_to(user), request.GET, order=NEWEST_FIRST, here="outbox:inbox", size=PAGE
    )
    lines = queries.lines(page.rows, language=get_language() or "")
    return pages.Inbox(
        rows=[pages.MessageRow(line, pages.address(line.link)) for line in lines],
        unread=queries.unread_count(user),
        pager=page.pager,
        can_operate=policy.can_operate(user, on=timezone.localdate()),
    )


def _failures_page(request: respond.StaffRequest) -> pages.Failures:
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    if not policy.can_operate(user, on=today):
        raise PermissionDenied
    failed = policy.failed_visible_to(user, request.district.pk, on=today)
    is_for_tasks = policy.can_operate_site(user, on=today)
    ticked_at = work.last_tick(at=now)
    return pages.Failures(
        deliveries=queries.failures(failed, size=MOST_FAILURES),
        tasks=[pages.TaskRow.of(row) for row in work.failed()[:MOST_FAILURES]]
        if is_for_tasks
        else None,
        ticked_at=ticked_at,
        is_working=ticked_at is not None and now - ticked_at < pages.TICK_LATE,
    )
