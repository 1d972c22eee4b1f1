from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianxin.web import respond
from lianxin.web.questions.asking import BareForm


@login_not_required
@require_safe
def ask(request: respond.Request) -> HttpResponse:
    """The questions of a class, for a form that is being filled in. Nothing of what is in the form
    comes along."""
    class_code = request.GET.get("class_code", "")
    form = BareForm(district_id=request.district.pk, class_code=class_code)
    return render(request, "questions/_asked.html", {"questions": form.questions})
