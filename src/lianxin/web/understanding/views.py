from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.cases import tasks
from lianxin.kernel import work
from lianxin.network.models import Role
from lianxin.playbooks import draft
from lianxin.playbooks.document import BadPlaybook
from lianxin.web import respond
from lianxin.web.seats import holding, seats
from lianxin.web.understanding.build import model_page, rules_page
from lianxin.web.understanding.forms import RulesForm, TrialForm
from lianxin.web.understanding.trying import trial_page

READING = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)
TRAINING = (Role.DISPATCHER, Role.MANAGER)


@require_safe
@holding(*READING)
def model(request: respond.StaffRequest) -> HttpResponse:
    """The model in use, its date and its scores."""
    may_train = any(seat.role in TRAINING for seat in seats(request))
    context = model_page(request.user, at=timezone.now(), may_train=may_train)
    return respond.page(request, "understanding/model", context)


@require_POST
@holding(*TRAINING)
def train(request: respond.StaffRequest) -> HttpResponse:
    """Have the worker learn; pressed twice within a minute it learns once."""
    now = timezone.now()
    key = f"train:{request.district.pk}:{now:%Y%m%d%H%M}"
    work.enqueue(tasks.train, request.district.pk, once=key)
    messages.info(request, _("已开始在后台训练，通常不到一分钟。完成后这里会出现新的版本。"))
    return redirect("understanding:model")


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*READING)
def rules(request: respond.StaffRequest) -> HttpResponse:
    """The rules in force; sent, those in the form are tried on last month's cases."""
    at = timezone.now()
    if request.method != "POST":
        form = RulesForm(initial={"text": draft.written(request.district)})
        context = rules_page(request.user, at=at, form=form)
        return respond.page(request, "understanding/rules", context)
    form, problems, tried = RulesForm(request.POST), [], None
    if form.is_valid():
        try:
            tried = draft.rules(request.district, form.cleaned_data["text"])
        except BadPlaybook as bad:
            problems = bad.problems
    context = rules_page(request.user, at=at, form=form, problems=problems, tried=tried)
    status = 200 if tried is not None else 422
    return respond.page(request, "understanding/rules", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*READING)
def trial(request: respond.StaffRequest) -> HttpResponse:
    """What would become of a text. It is sent by POST to stay out of addresses and logs."""
    at, district_id = timezone.now(), request.district.pk
    if request.method != "POST":
        form = TrialForm(district_id=district_id)
    else:
        form = TrialForm(request.POST, district_id=district_id)
    is_right = form.is_bound and form.is_valid()
    said = form.cleaned_data if is_right else None
    context = trial_page(request.user, at=at, form=form, said=said)
    return respond.page(
        request, "understanding/trial", context, status=422 if form.is_bound and not said else 200
    )
