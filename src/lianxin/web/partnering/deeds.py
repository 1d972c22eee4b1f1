"""What the two sides do: sign, record, confirm, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianxin.kernel.refusals import Refusal
from lianxin.partnering import actions, policy, queries
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.states import Party
from lianxin.web import acting, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.partnering import detail
from lianxin.web.partnering.forms import (
    ContactForm,
    DisputeForm,
    EndForm,
    ReasonForm,
    RecordForm,
    RenewForm,
    SeenForm,
    SignForm,
    WordForm,
)
from lianxin.web.partnering.views import DRAFTING, visible
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding


def _plain(
    name: str, form: type[Keyed], do: Callable[..., object], said: str | Promise
) -> Callable[..., HttpResponse]:
    """The view of a deed that needs no more than what its form says."""

    @require_POST
    @holding(*DRAFTING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        found = visible(request, ref)

        def act(**told: Any) -> None:
            do(found, **told, by=request.user, at=timezone.now())

        return _deed(request, found, name, form(request.POST), act, said=str(said))

    view.__name__ = name
    return view


sign = _plain("sign", SignForm, actions.sign, gettext_lazy("已签。"))
drop = _plain("drop", ReasonForm, actions.drop, gettext_lazy("已记下不签了，对方会收到消息。"))
ask_again = _plain(
    "ask_again", Keyed, actions.ask_again, gettext_lazy("已重新发送，链接十四天内有效。")
)
end = _plain("end", EndForm, actions.end, gettext_lazy("已登记提前终止，双方会收到消息。"))


@require_POST
@holding(*DRAFTING)
def sign_with(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found = visible(request, ref)
    joiner = next((one for one in queries.joiners_of(found) if one.pk == pk), None)
    if joiner is None:
        raise Http404
    joiner.agreement = found

    def act(**told: Any) -> None:
        actions.sign_with(joiner, **told, by=request.user, at=timezone.now())

    return _deed(request, found, f"sign-{pk}", SeenForm(request.POST), act, said=_("已签。"))


@require_POST
@holding(*DRAFTING)
def reach(request: StaffRequest, ref: str) -> HttpResponse:
    found, form = visible(request, ref), ContactForm(request.POST)

    def act(*, key: UUID, **_told: Any) -> None:
        contact = form.contact
        assert contact is not None  # the form asks for a name
        actions.reach(found, contact, by=request.user, at=timezone.now(), key=key)

    said = _("已记下，以后的链接发到这里；以前发出去的链接不能再用。")
    return _deed(request, found, "reach", form, act, said=said)


@require_POST
@holding(*DRAFTING)
def say(request: StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)

    def act(**told: Any) -> None:
        party = _own_party(request, found)
        actions.say(found, party, **told, by=request.user, at=timezone.now())

    said = _("已记下，对方会收到消息。")
    return _deed(request, found, "say", WordForm(request.POST), act, said=said)


@require_POST
@holding(*DRAFTING)
def renew(request: StaffRequest, ref: str) -> HttpResponse:
    """A new one with the same terms, which is shown next."""
    found, form = visible(request, ref), RenewForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.renew(found, **told, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("已按原来的条款写好新的一份，请双方过目、签署。"))
            return redirect("partnering:agreement", made.ref)
    context = detail.agreement(request, found, forms={"renew": form})
    return respond.page(request, "partnering/agreement", context, status=422)


@require_POST
@holding(*DRAFTING)
def record(request: StaffRequest, ref: str) -> HttpResponse:
    found = visible(request, ref)
    form = RecordForm(request.POST, agreement=found)

    def act(**told: Any) -> None:
        party = _own_party(request, found)
        actions.record(found, party, **told, by=request.user, at=timezone.now())

    said = _("已登记，对方会收到消息去确认。")
    return _deed(request, found, "record", form, act, said=said)


@require_POST
@holding(*DRAFTING)
def confirm(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found, handover = _handover(request, ref, pk)

    def act(*, key: UUID) -> None:
        actions.confirm(handover, by=request.user, at=timezone.now(), key=key)

    return _deed(request, found, "confirm", Keyed(request.POST), act, said=_("已确认收到。"))


@require_POST
@holding(*DRAFTING)
def dispute(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found, handover = _handover(request, ref, pk)
    form = DisputeForm(request.POST, auto_id=f"id_{pk}_%s")

    def act(**told: Any) -> None:
        actions.dispute(handover, **told, by=request.user, at=timezone.now())

    said = _("已记下异议，对方会收到消息。")
    return _deed(request, found, f"dispute_{pk}", form, act, said=said)


@require_POST
@holding(*DRAFTING)
def withdraw(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found, handover = _handover(request, ref, pk)

    def act(*, key: UUID) -> None:
        actions.withdraw(handover, by=request.user, at=timezone.now(), key=key)

    return _deed(request, found, "withdraw", Keyed(request.POST), act, said=_("已撤回这一笔。"))


def _own_party(request: StaffRequest, found: Agreement) -> Party:
    mine = policy.parties_of(request.user, found, on=timezone.localdate())
    return mine[0] if mine else Party.HOST


def _handover(request: StaffRequest, ref: str, pk: UUID) -> tuple[Agreement, Handover]:
    found = visible(request, ref)
    rows = Handover.objects.filter(district_id=found.district_id, agreement=found)
    handover: Handover = get_object_or_404(rows, pk=pk)
    handover.agreement = found
    return found, handover


def _deed(
    request: StaffRequest,
    found: Agreement,
    name: str,
    form: Keyed,
    act: Callable[..., object],
    *,
    said: str,
) -> HttpResponse:
    return acting.answer(
        request,
        form,
        act,
        template="partnering/agreement",
        context=lambda again: detail.agreement(
            request, visible(request, found.ref), forms={name: again}
        ),
        url=reverse("partnering:agreement", args=[found.ref]),
        said=said,
    )
