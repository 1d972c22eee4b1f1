"""The library: what was found and what became of it, for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianxin.studies import findable, policy, queries
from lianxin.studies.models import Study
from lianxin.studies.states import Area
from lianxin.web import paging, respond
from lianxin.web.following import chains, part
from lianxin.web.paging import Order
from lianxin.web.parts import Link, Pager
from lianxin.web.shell.words import district_name
from lianxin.web.studies import build, pages
from lianxin.web.studies.forms import LibraryForm
from lianxin.web.studies.views import sent, sheet_of

NEWEST_FIRST: Final = Order("published_at", is_descending=True)
SIZE, FOUND, IN_FEED = 20, 50, 50


@login_not_required
@require_safe
def library(request: respond.Request) -> HttpResponse:
    return respond.page(request, "studies/library", _library(request))


@login_not_required
@require_safe
def known(request: respond.Request, ref: str) -> HttpResponse:
    rows = policy.known(request.district.pk).whole()
    return respond.page(
        request, "studies/known", _known(request, get_object_or_404(rows, ref=ref))
    )


@login_not_required
@require_safe
def paper(request: respond.Request, ref: str, pk: UUID) -> HttpResponseBase:
    return sent(get_object_or_404(queries.documents_of(_public(request, ref)), pk=pk))


@login_not_required
@require_safe
def known_seen(request: respond.Request, ref: str) -> HttpResponse:
    return sheet_of(_public(request, ref))


@login_not_required
@require_safe
def feed(request: respond.Request) -> HttpResponse:
    """What was published lately, as Atom."""
    whole = request.build_absolute_uri
    made = Atom1Feed(
        title=_("%s · 调研") % district_name(request.district),
        link=whole(reverse("studies:library")),
        description=_("调研报告，和提出单位的答复。"),
        feed_url=whole(request.path),
    )
    rows = policy.public(request.district.pk).whole().order_by("-published_at", "-id")
    for one in rows[:IN_FEED]:
        made.add_item(
            title=one.title, link=whole(reverse("studies:known", args=[one.ref])),
            description=f"{one.summary}\n\n{one.reason}", pubdate=one.published_at,
            unique_id=one.pk.urn, author_name=one.unit.name, updateddate=one.published_at,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _public(request: respond.Request, ref: str) -> Study:
    found: Study = get_object_or_404(policy.public(request.district.pk).whole(), ref=ref)
    return found


def _library(request: respond.Request) -> pages.Library:
    form = LibraryForm(request.GET)
    asked, found = form.asked, policy.public(request.district.pk)
    if "area" in asked:
        found = found.filter(area=asked["area"])
    if "q" in asked:
        rows = findable.find(
            found.whole(), asked["q"], district_id=request.district.pk, most=FOUND
        )
        pager = Pager()
    else:
        page = paging.page(
            found.whole(), request.GET, order=NEWEST_FIRST, here="studies:library", size=SIZE
        )
        rows, pager = list(page.rows), page.pager
    return pages.Library(
        form=form, rows=[_row(one) for one in rows], pager=pager,
        observing=[] if asked else _observing(request),
        here=reverse("studies:library"), feed_url=reverse("studies:feed"),
        is_narrowed=bool(asked), crumbs=[Link(_("大厅"), reverse("town:home"))],
    )  # fmt: skip


def _observing(request: respond.Request) -> list[Link]:
    rows = policy.observing(request.district.pk).order_by("-asked_at", "-id")[:FOUND]
    return [Link(one.title, reverse("studies:known", args=[one.ref])) for one in rows]


def _row(one: Study) -> pages.TownRow:
    level, state = build.level_and_label(one)
    assert one.published_at is not None  # it is public
    return pages.TownRow(
        url=reverse("studies:known", args=[one.ref]), title=one.title, summary=one.summary,
        area=str(Area(one.area).label), unit=one.unit.name, state=state, level=level,
        on=timezone.localdate(one.published_at),
    )  # fmt: skip


def _known(request: respond.Request, found: Study) -> pages.Known:
    level, state = build.level_and_label(found)
    seen = build.observed(found, "studies:known_seen")
    is_out = found.published_at is not None
    if not is_out:
        seen = replace(seen, rows=[], export_url="")
    return pages.Known(
        ref=found.ref, title=found.title, question=found.question, state=state, level=level,
        facts=build.facts(found), plan=found.plan,
        summary=found.summary if is_out else "", reason=found.reason if is_out else "",
        papers=build.papers(found, "studies:paper") if is_out else [], observed=seen,
        chain=chains.of(request, found),
        follow=part.of(request, found), own_url=build.own_url(request, found), here=found.title,
        crumbs=[
            Link(_("大厅"), reverse("town:home")), Link(_("调研"), reverse("studies:library")),
        ],
    )  # fmt: skip
