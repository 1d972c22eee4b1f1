"""What is done with a list, a promise, a comment."""

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

from lianxin.commitments import actions
from lianxin.commitments.actions import drawing_up, voices
from lianxin.commitments.models import Comment, Commitment, Programme
from lianxin.web import acting
from lianxin.web.commitments import build, forms, staff_build
from lianxin.web.commitments.views import DOING, DRAWING, visible_list, visible_promise
from lianxin.web.me.forms import Keyed
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding

Fill = Callable[[StaffRequest, Any], Keyed]
Act = Callable[..., object]
View = Callable[..., HttpResponse]


def _plain(request: StaffRequest, _thing: Any) -> Keyed:
    return Keyed(request.POST)


def _with(form: type[Keyed], name: str) -> Fill:
    return lambda request, _thing: form(request.POST, auto_id=f"id_{name}_%s")


def _proven(form: type[Keyed], name: str, *, has_of: bool = False) -> Fill:
    """A form that takes pictures; one that `has_of` offers rows of the promise."""

    def fill(request: StaffRequest, row: Commitment) -> Keyed:
        of: dict[str, Any] = {"of": row} if has_of else {}
        return form(request.POST, request.FILES, auto_id=f"id_{name}_%s", **of)

    return fill


def _placed(form: type[Keyed], name: str) -> Fill:
    def fill(request: StaffRequest, _thing: Any) -> Keyed:
        return form(request.POST, district=request.district, auto_id=f"id_{name}_%s")

    return fill


def _of_list(name: str, fill: Fill, act: Act, said: str | Promise) -> View:
    """The view of the deed `name` on a list."""

    @require_POST
    @holding(*DRAWING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        one = visible_list(request, ref)
        form = fill(request, one)
        return acting.answer(
            request,
            form,
            lambda **told: act(one, form, told, by=request.user, at=timezone.now()),
            template="commitments/managed",
            context=lambda again: staff_build.managed(
                request, visible_list(request, ref), sent={name: again}
            ),
            url=reverse("commitments:managed", args=[ref]),
            said=str(said),
        )

    view.__name__ = name
    return view


def _of_promise(name: str, fill: Fill, act: Act, said: str | Promise) -> View:
    """The same of a deed on one promise."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        row = visible_promise(request, ref)
        form = fill(request, row)

        def do(**told: Any) -> None:
            given = form.done if isinstance(form, forms.ProvenForm) else told
            act(row, **given, by=request.user, at=timezone.now())

        return acting.answer(
            request,
            form,
            do,
            template="commitments/own",
            context=lambda again: staff_build.own(
                request, visible_promise(request, ref), sent={name: again}
            ),
            url=build.own_url(row),
            said=str(said),
        )

    view.__name__ = name
    return view


def _of_comment(name: str, form: type[Keyed], act: Act, said: str | Promise) -> View:
    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, pk: UUID) -> HttpResponse:
        mine = staff_build.waiting_for(request.user, request.district.pk)
        row: Comment = get_object_or_404(
            mine.select_related("commitment__programme__place", "commitment__owner"), pk=pk
        )
        key = f"{name}-{pk}"
        return acting.answer(
            request,
            form(request.POST, auto_id=f"id_{key}_%s"),
            lambda **told: act(row, **told, by=request.user, at=timezone.now()),
            template="commitments/comments",
            context=lambda again: staff_build.comments(request, sent={key: again}),
            url=reverse("commitments:comments"),
            said=str(said),
        )

    view.__name__ = name
    return view


def _publish(one: Programme, _form: Keyed, told: dict[str, Any], **who: Any) -> None:
    actions.publish(one, **told, **who)


def _end(one: Programme, _form: Keyed, told: dict[str, Any], **who: Any) -> None:
    actions.end(one, **told, **who)


def _add(one: Programme, form: Keyed, told: dict[str, Any], **who: Any) -> None:
    assert isinstance(form, forms.PromiseForm)
    actions.promise(one, form.promised, key=told["key"], **who)


def _add_base(one: Programme, _form: Keyed, told: dict[str, Any], **who: Any) -> None:
    told.pop("key")
    drawing_up.add_base(one, told.pop("name"), **told, **who)


def _reach(row: Commitment, *, milestone: Any, **told: Any) -> None:
    milestone.commitment = row
    actions.reach(milestone, **told)


def _build(row: Commitment, *, site: Any, **told: Any) -> None:
    site.commitment = row
    actions.build(site, **told)


def _add_milestone(row: Commitment, *, title: str, **told: Any) -> None:
    actions.add_milestone(row, title, **told)


def _add_site(row: Commitment, *, name: str, **told: Any) -> None:
    actions.add_site(row, name, **told)


publish = _of_list("publish", _plain, _publish, _("已公布，各责任单位会收到消息。"))
end = _of_list("end", _plain, _end, _("已收官。"))
add = _of_list("add", _placed(forms.PromiseForm, "add"), _add, _("已添加。"))
add_base = _of_list("add_base", _placed(forms.BaseForm, "base"), _add_base, _("已加进来。"))

report = _of_promise(
    "report", _proven(forms.ReportForm, "report", has_of=True), actions.report, _("进展已公开。")
)
reach = _of_promise(
    "reach", _proven(forms.ReachForm, "reach", has_of=True), _reach, _("已记下这一步。")
)
build_site = _of_promise(
    "build_site", _proven(forms.BuildForm, "build", has_of=True), _build, _("已记下这个点位。")
)
finish = _of_promise(
    "finish", _proven(forms.FinishForm, "finish"), actions.finish, _("已报完成，等牵头单位认定。")
)
send_back = _of_promise(
    "send_back", _with(forms.SendBackForm, "back"), actions.send_back, _("已退回责任单位。")
)
settle = _of_promise(
    "settle", _proven(forms.SettleForm, "settle"), actions.settle, _("结果已公开。")
)
change = _of_promise(
    "change", _with(forms.ChangeForm, "change"), actions.change, _("已改动，原来的内容仍然公开。")
)
add_milestone = _of_promise(
    "add_milestone", _with(forms.MilestoneForm, "step"), _add_milestone, _("已列出这一步。")
)
add_site = _of_promise(
    "add_site", _placed(forms.SiteForm, "site"), _add_site, _("已列出这个点位。")
)

show = _of_comment("show", Keyed, voices.show, _("已公开，责任单位会收到消息。"))
hide = _of_comment("hide", forms.HideForm, voices.hide, _("没有公开，已告诉写的人原因。"))
answer = _of_comment("answer", forms.AnswerForm, voices.answer, _("答复已公开。"))
