"""What is done with a body, its members, terms and polls, by who works in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lianxin.bodies import queries
from lianxin.bodies.actions import electing, founding, joining, rota, seating, terms
from lianxin.bodies.models import Body, Election, Member, Term, UnitMember
from lianxin.web import acting
from lianxin.web.bodies import build
from lianxin.web.bodies.forms import (
    AdmitForm,
    AppointForm,
    ChangeForm,
    EndForm,
    JoinForm,
    LastDayForm,
    LayForm,
    PledgeForm,
    PollForm,
    ReasonForm,
    ReportForm,
)
from lianxin.web.bodies.views import visible
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest

Act = Callable[..., object]
View = Callable[..., HttpResponse]
Fill = Callable[[StaffRequest, Body], Keyed]
Words = str | Promise


def _of_body(name: str, fill: Fill, act: Act, said: Words) -> View:
    """The view of the deed `name`, whose form `fill` makes."""

    @require_POST
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        body = visible(request, ref)
        return _answer(request, body, name, fill(request, body), act, thing=body, said=said)

    view.__name__ = name
    return view


def _of(model: Any, name: str, form: Callable[..., Keyed], act: Act, said: Words) -> View:
    """The same of a deed on something that belongs to the body."""

    @require_POST
    def view(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
        body = visible(request, ref)
        rows = model.objects.filter(district_id=body.district_id, body=body)
        thing = get_object_or_404(rows, pk=pk)
        thing.body = body
        typed = form(request.POST, auto_id=f"id_{name}_{pk}_%s")
        return _answer(request, body, f"{name}_{pk}", typed, act, thing=thing, said=said)

    view.__name__ = name
    return view


def _answer(
    request: StaffRequest, body: Body, name: str, form: Keyed, act: Act, *, thing: Any, said: Words
) -> HttpResponse:
    def do(**told: Any) -> None:
        act(thing, **told, by=request.user, at=timezone.now())

    return acting.answer(
        request,
        form,
        do,
        template="bodies/body",
        context=lambda again: build.body(request, visible(request, body.ref), forms={name: again}),
        url=reverse("bodies:body", args=[body.ref]),
        said=str(said),
    )


def _admitting(request: StaffRequest, body: Body) -> Keyed:
    return AdmitForm(request.POST, units=build.all_units(body.district_id))


def _appointing(request: StaffRequest, body: Body) -> Keyed:
    return AppointForm(request.POST, units=build.all_units(body.district_id))


def _laying(request: StaffRequest, body: Body) -> Keyed:
    return LayForm(request.POST, units=queries.units_on(body, on=timezone.localdate()))


def _appoint(body: Body, *, name: str, home: Any, **told: Any) -> None:
    seating.appoint(body, seating.Appointee(name, home), **told)


def _invite(body: Body, *, by: Any, at: Any, key: UUID, **told: Any) -> None:
    joining.sign_up(body, joining.Person(**told), invited_by=by, at=at, key=key)


def _call(body: Body, *, by: Any, at: Any, key: UUID, **told: Any) -> None:
    electing.call(body, electing.Poll(**told), by=by, at=at, key=key)


@require_POST
def swap(request: StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    body = visible(request, ref)
    found = queries.terms_of(body)
    term = get_object_or_404(Term.objects.filter(district_id=body.district_id, body=body), pk=pk)
    others = [one.pk for one in found if one.pk != pk]
    form = build.swap_form(term, others, data=request.POST, auto_id=f"id_swap_{pk}_%s")
    term.body = body
    return _answer(
        request, body, f"swap_{pk}", form, rota.swap, thing=term, said=_("两任已经对调。")
    )


change = _of_body(
    "change", lambda r, _b: ChangeForm(r.POST), founding.change, _("已修改，公开页也改了。")
)
end = _of_body("end", lambda r, _b: EndForm(r.POST), founding.end, _("已记下最后一天。"))
admit = _of_body("admit", _admitting, seating.admit, _("已是成员单位。"))
appoint = _of_body("appoint", _appointing, _appoint, _("已聘请，写在公开页上。"))
invite = _of_body(
    "invite", lambda r, _b: JoinForm(r.POST), _invite, _("邀请已发出，本人确认以后才是成员。")
)
lay = _of_body("lay", _laying, rota.lay, _("轮值已排好，中间没有空档。"))
call = _of_body("call", lambda r, _b: PollForm(r.POST), _call, _("选举已发起，成员会收到消息。"))

release = _of(UnitMember, "release", LastDayForm, seating.release, _("已记下最后一天。"))
dismiss = _of(Member, "dismiss", LastDayForm, seating.dismiss, _("已记下最后一天。"))
pledge = _of(Term, "pledge", PledgeForm, terms.pledge, _("承诺已公布。"))
report = _of(Term, "report", ReportForm, terms.report, _("履职报告已交，公开页上看得到。"))
close = _of(Term, "close", Keyed, terms.close, _("任期已结清。"))
move = _of(Term, "move", LastDayForm, rota.move_end, _("日期已改，下一任接着改。"))
count = _of(Election, "count", Keyed, electing.count, _("已计票，成员会收到结果。"))
call_off = _of(Election, "call_off", ReasonForm, electing.call_off, _("选举已取消。"))
