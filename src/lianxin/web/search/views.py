from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lianxin.network.models import Role
from lianxin.web import respond
from lianxin.web.search.finding import results_page
from lianxin.web.seats import holding


@require_safe
@holding(*Role)
def all(request: respond.StaffRequest) -> HttpResponse:  # noqa: A001  as its address says
    """Everything that the person may see and that holds the words."""
    return respond.page(request, "search/all", results_page(request.user, request.GET))
