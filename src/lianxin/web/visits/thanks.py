"""Letters of thanks to units: counted from the records, naming who agreed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.network.models import Role
from lianxin.papers import pdf
from lianxin.visits import policy
from lianxin.visits.actions import thanks as actions
from lianxin.visits.models import Thanks
from lianxin.visits.states import ThanksState
from lianxin.web import acting, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding
from lianxin.web.visits import thanks_build as build
from lianxin.web.visits.thanks_forms import ThanksForm

WRITING: Final = (Role.HANDLER, Role.UNIT_LEAD, Role.DISPATCHER, Role.MANAGER)
View = Callable[..., HttpResponse]


@require_safe
@holding(*Role)
def thanks(request: StaffRequest) -> HttpResponse:
    return respond.page(request, "visits/thanks", build.thanks(request))


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WRITING)
def thanks_new(request: StaffRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    units = policy.units_to_run(request.user, request.district.pk, on=timezone.localdate())
    form = ThanksForm(sent, district_id=request.district.pk, units=units)
    done = form.attempt(
        lambda: actions.write(
            form.cleaned_data["unit"], form.letter, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        return respond.page(request, "visits/thanks_new", build.new(form), status=form.status)
    respond.tell(request, _("已写好。写到的人会收到消息，同意了才写名字。"))
    return redirect("visits:thanks_one", done.made.ref)


@require_safe
@holding(*Role)
def thanks_one(request: StaffRequest, ref: str) -> HttpResponse:
    context = build.one(request, _thanks(request, ref), {})
    return respond.page(request, "visits/thanks_one", context)


@require_safe
@holding(*Role)
def thanks_pdf(request: StaffRequest, ref: str) -> HttpResponse:
    """Until it is sent, for who writes it."""
    found = _thanks(request, ref)
    writes = policy.runs(request.user, found.unit, on=timezone.localdate())
    if found.state != ThanksState.SENT and not writes:
        raise Http404
    content = pdf.pdf(build.document(found, at=timezone.now()))
    answer = HttpResponse(content, content_type=pdf.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.ref}.pdf"'
    return answer


def _deed(name: str, act: Callable[..., object], said: str | Promise) -> View:
    """The view of the deed `name` on a letter."""

    @require_POST
    @holding(*Role)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        found = _thanks(request, ref)

        def do(**told: Any) -> None:
            act(found, **told, by=request.user, at=timezone.now())

        return acting.answer(
            request, Keyed(request.POST), do, template="visits/thanks_one",
            context=lambda again: build.one(request, _thanks(request, ref), {name: again}),
            url=reverse("visits:thanks_one", args=[ref]), said=str(said),
        )  # fmt: skip

    view.__name__ = f"thanks_{name}"
    return view


def _answering(*, agrees: bool) -> Callable[..., None]:
    def act(found: Thanks, *, by: Any, at: Any, **_told: Any) -> None:
        actions.answer(found, agrees=agrees, by=by, at=at)

    return act


thanks_send = _deed("send", actions.send, gettext_lazy("已发出，对方负责人会收到。"))
thanks_drop = _deed("drop", actions.drop, gettext_lazy("已记下不发了。"))
thanks_agree = _deed("agree", _answering(agrees=True), gettext_lazy("谢谢，信里会写您的名字。"))
thanks_refuse = _deed("refuse", _answering(agrees=False), gettext_lazy("好的，信里不写您的名字。"))


def _thanks(request: StaffRequest, ref: str) -> Thanks:
    found: Thanks = get_object_or_404(build.visible(request).whole(), ref=ref)
    return found
