from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.forms import actions, policy
from lianxin.forms.definition import Definition
from lianxin.forms.models import Form
from lianxin.forms.xlsform import writing
from lianxin.kernel.refusals import Refusal
from lianxin.web import respond
from lianxin.web.questions import pages
from lianxin.web.questions.asking import BareForm, asked_of
from lianxin.web.questions.build import forms_page
from lianxin.web.questions.forms import UploadForm, seen

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
@require_safe
def ask(request: respond.Request) -> HttpResponse:
    """The questions of a class, for a form that is being filled in. Nothing of what is in the form
    comes along."""
    asked = asked_of(request.district.pk, request.GET.get("class_code", ""))
    return render(request, "questions/_asked.html", {"questions": BareForm(asked).questions})


@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: respond.StaffRequest) -> HttpResponse:
    """The forms of the district. A file that is sent is checked and shown, not yet used."""
    if request.method != "POST":
        return respond.page(request, "questions/forms", _forms_page(request))
    form = UploadForm(request.POST, request.FILES)
    draft = form.cleaned_data["definition"] if form.is_valid() else None
    page = _forms_page(request, form=form, draft=draft)
    return respond.page(request, "questions/forms", page, status=200 if draft else 422)


@require_POST
def put(request: respond.StaffRequest) -> HttpResponse:
    """Use the form that was just looked at."""
    page, now = _forms_page(request), timezone.now()
    try:
        draft = seen(request.POST.get("draft", ""))
        made = actions.put_form(request.district.pk, draft, by=request.user, at=now)
    except Refusal as refusal:
        return respond.refused(request, "questions/forms", page, refusal)
    said = _("“%(title)s”第 %(version)d 版已启用，新的诉求按它提问。")
    respond.tell(request, said % {"title": draft.title, "version": made.version})
    return redirect("questions:forms")


@require_safe
def sheet(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """One version as XLSForm."""
    form = get_object_or_404(_visible(request), pk=pk)
    content = writing.write(form.read(), version=form.version)
    answer = HttpResponse(content, content_type=TYPE)
    name = f"{form.code.lower()}-{form.version}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _visible(request: respond.StaffRequest) -> QuerySet[Form]:
    today = timezone.localdate()
    return policy.visible_to(request.user, request.district.pk, on=today)


def _forms_page(
    request: respond.StaffRequest,
    *,
    form: UploadForm | None = None,
    draft: Definition | None = None,
) -> pages.Forms:
    if not policy.can_operate(request.user, request.district.pk, on=timezone.localdate()):
        raise PermissionDenied
    visible = _visible(request).select_related("put_by").order_by("code", "-version")
    return forms_page(list(visible), request.district.pk, form=form, draft=draft)
