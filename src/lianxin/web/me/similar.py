"""Cases nearby that tell of the same, offered to somebody who is about to report."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.cases import likeness, queries
from lianxin.cases.likeness import Matter
from lianxin.cases.models import Case
from lianxin.cases.states import UNANSWERED, State
from lianxin.language.similar import Text
from lianxin.network import queries as network
from lianxin.network.models import PlaceKind
from lianxin.web import respond
from lianxin.web.me import build, pages
from lianxin.web.me.forms import ReportForm

SHOWN = 3
SHORTEST = 4  # characters; fewer say nothing
TITLE = 40


@login_not_required
@require_POST
def similar(request: respond.Request) -> HttpResponse:
    """What is known nearby of the words so far. Reads only; it is a POST so that the words stand
    in no address. Without scripts the whole form comes back with it."""
    code, at = request.GET.get("card", ""), timezone.now()
    card = network.place_coded(request.district.pk, code) if code else None
    form = build.report_form(request, card)
    found = nearby(form, at=at)
    if request.htmx:
        return respond.page(request, "me/similar", found)
    context = build.report(build.unjudged(form), code=code, similar=found)
    return respond.page(request, "me/report", context)


def nearby(form: ReportForm, *, at: datetime) -> pages.Similar:
    """In words that anybody may read: what kind, where, when, and how it stands."""
    form.is_valid()  # only what is there counts; what is missing is asked for when she sends it
    typed, chosen = form.cleaned_data, str(form.data.get("joins", ""))
    text, place = str(typed.get("text", "")), typed.get("where")
    if len(text.strip()) < SHORTEST or place is None:
        return pages.Similar(rows=(), chosen="")
    lon, lat = typed.get("point") or (None, None)
    matter = Matter(place, Text(text[:TITLE], text), typed.get("class_code", ""), lon, lat)
    known = [case for case in likeness.offers(matter, at=at) if _says_what(case)]
    found = known[:SHOWN]
    return pages.Similar(rows=[_row(case) for case in found], chosen=chosen)


def _says_what(case: Case) -> bool:
    """Whether somebody else can tell from the row if it is the same."""
    return bool(case.class_code or case.published_at)


def _row(case: Case) -> pages.SimilarRow:
    rules = queries.rules_of(case.district_id)
    where = network.ancestor(case.place, PlaceKind.COMMUNITY) or case.place
    is_open = case.state in UNANSWERED
    stands = _("已收到") if case.state == State.RECEIVED else _("正在办理")
    return pages.SimilarRow(
        ref=case.ref,
        what=rules.class_label(case.class_code),
        where=where.name,
        received_at=case.received_at,
        stands=stands if is_open else _("已答复"),
        is_open=is_open,
        published_title=case.public_subject if case.published_at else "",
        published_url=reverse("town:published_case", args=[case.ref]) if case.published_at else "",
    )
