"""A new team: the coordinating desk enters it and names who leads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianxin.network.models import Role
from lianxin.volunteering.actions import teams as acts
from lianxin.web import respond
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.volunteering import pages
from lianxin.web.volunteering.forms import FoundForm

FOUNDING = (Role.DISPATCHER, Role.MANAGER)


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*FOUNDING)
def found(request: respond.StaffRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = FoundForm(data, district=request.district)
    done = form.attempt(
        lambda: acts.found(
            request.district, **form.told, by=request.user, at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    )  # fmt: skip
    if done is None:
        return respond.page(request, "volunteering/found", _page(form), status=form.status)
    unit = done.made.organisation
    respond.tell(request, _("“%s”建好了。") % unit.name)
    return redirect("volunteering:team", unit.code)


def _page(form: FoundForm) -> pages.Found:
    links = (
        Link(_("志愿服务"), reverse("volunteering:home")),
        Link(_("志愿队"), reverse("volunteering:teams")),
    )
    return pages.Found(form=form, crumbs=links)
