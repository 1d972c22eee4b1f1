"""The hall's unit asks, and says what was done with the result."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.deliberation.actions import surveying
from lianxin.deliberation.models import Survey
from lianxin.web import acting, respond
from lianxin.web.deliberation import survey_build
from lianxin.web.deliberation.desk import DOING, WORKING, Act, View
from lianxin.web.deliberation.survey_forms import NewSurveyForm, SurveyForm
from lianxin.web.respond import StaffRequest
from lianxin.web.seats import holding


@require_safe
@holding(*WORKING)
def desk_surveys(request: StaffRequest) -> HttpResponse:
    context = survey_build.desk_surveys(request)
    return respond.page(request, "deliberation/desk_surveys", context)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*DOING)
def new_survey(request: StaffRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = NewSurveyForm(data, halls=survey_build.own_halls(request))
    done = form.attempt(
        lambda: surveying.draw_up(
            form.cleaned_data["hall"], form.asked, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        context = survey_build.new(form)
        return respond.page(request, "deliberation/new_survey", context, status=form.status)
    respond.tell(request, _("问卷拟好了。先看一遍，再发布。"))
    return redirect("deliberation:desk_survey", done.made.ref)


@require_safe
@holding(*WORKING)
def desk_survey(request: StaffRequest, ref: str) -> HttpResponse:
    context = survey_build.handled(request, _visible(request, ref), {})
    return respond.page(request, "deliberation/desk_survey", context)


def _visible(request: StaffRequest, ref: str) -> Survey:
    found: Survey = get_object_or_404(survey_build.visible(request).whole(), ref=ref)
    return found


def _of_survey(name: str, act: Act, said: str | Promise) -> View:
    """The view of the deed `name` on a survey."""

    @require_POST
    @holding(*DOING)
    def view(request: StaffRequest, ref: str) -> HttpResponse:
        found = _visible(request, ref)
        form = survey_build.form_of(found, name, request.POST)

        def do(**told: Any) -> None:
            if isinstance(form, SurveyForm):
                told = {"asked": form.asked, "key": told["key"]}
            act(found, **told, by=request.user, at=timezone.now())

        return acting.answer(
            request, form, do, template="deliberation/desk_survey",
            context=lambda again: survey_build.handled(
                request, _visible(request, ref), {name: again}
            ),
            url=reverse("deliberation:desk_survey", args=[ref]), said=str(said),
        )  # fmt: skip

    view.__name__ = name
    return view


_L = gettext_lazy
revise_survey = _of_survey("revise_survey", surveying.revise, _L("已改好，发布前还可以再改。"))
ask = _of_survey("ask", surveying.ask, _L("已发布，谁都可以填。"))
conclude = _of_survey("conclude", surveying.conclude, _L("已写明，大家都看得到。"))
call_off_survey = _of_survey("call_off_survey", surveying.call_off, _L("问卷已取消。"))
