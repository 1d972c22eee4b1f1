"""Halls and their topics for everybody; raising one; what is hers by a link."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.deliberation import policy, queries
from lianxin.deliberation.actions import joining, topics
from lianxin.deliberation.models import Hall, Support, Topic
from lianxin.kernel import privacy
from lianxin.kernel.refusals import Refusal
from lianxin.web import pacing, respond
from lianxin.web.deliberation import build, feeds, pages, words
from lianxin.web.deliberation.forms import RaiseForm
from lianxin.web.private import private
from lianxin.web.respond import Request

BOTH = require_http_methods(["GET", "HEAD", "POST"])
MOST = 5  # an hour, with one telephone number or address


@login_not_required
@require_safe
def town(request: Request) -> HttpResponse:
    return respond.page(request, "deliberation/town", build.town(request))


@login_not_required
@require_safe
def overdue(request: Request) -> HttpResponse:
    return respond.page(request, "deliberation/overdue", build.overdue(request))


@login_not_required
@require_safe
def hall(request: Request, code: str) -> HttpResponse:
    return respond.page(request, "deliberation/hall", build.hall(request, hall_of(request, code)))


@login_not_required
@require_safe
def feed(request: Request, code: str) -> HttpResponse:
    """What is talked over in a hall, as Atom."""
    return feeds.atom(request, hall_of(request, code))


@login_not_required
@require_safe
def topic(request: Request, ref: str) -> HttpResponse:
    found = public_topic(request, ref)
    return respond.page(request, "deliberation/topic", build.topic(request, found, {}))


@login_not_required
@BOTH
def raise_topic(request: Request, code: str) -> HttpResponse:
    """Like ones are shown first; who raised it is led to her own page."""
    found, user = hall_of(request, code), build.user_of(request)
    is_sent = request.method == "POST"
    form = RaiseForm(request.POST if is_sent else None, is_known=user is not None)
    similar = _similar(found, form) if is_sent else []
    if is_sent and form.is_valid() and not similar:
        draft, now = form.draft, timezone.now()
        try:
            pacing.pace(request, draft.phone or draft.email, scope="topic", at=now, of_number=MOST)
            made = topics.raise_topic(
                found, draft, user=user, at=now, key=form.cleaned_data["key"]
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            respond.tell(request, _("收到了，主持单位看过就公开。"))
            return redirect("deliberation:mine", made.ref, privacy.tracking_code(made.pk))
    context = _sheet(found, form, similar)
    return respond.page(request, "deliberation/raise", context, status=422 if is_sent else 200)


@login_not_required
@private
@require_safe
def mine(request: Request, ref: str, code: str) -> HttpResponse:
    """How it stands, and what who raised it may do, by her link."""
    context = build.mine(own_topic(request, ref, code), code, {})
    return respond.page(request, "deliberation/mine", context)


@login_not_required
@private
@BOTH
def supported(request: Request, pk: UUID, code: str) -> HttpResponse:
    """The address is asked whether it is hers; from here she takes her support back, too."""
    rows = Support.objects.filter(district_id=request.district.pk, pk=pk)
    found = rows.select_related("topic__hall").first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    topic = found.topic
    if request.method == "POST":
        if request.POST.get("verb") == "drop":
            joining.drop(found, code=code)
            return respond.page(request, "deliberation/supported", build.supported(None, topic))
        joining.confirm(found, code=code, at=timezone.now())
        respond.tell(request, _("已确认，附议算数了。"))
        return redirect("deliberation:supported", pk, code)
    return respond.page(request, "deliberation/supported", build.supported(found))


def hall_of(request: Request, code: str) -> Hall:
    rows = queries.halls(request.district.pk, on=timezone.localdate())
    found: Hall = get_object_or_404(rows, code=code)
    return found


def public_topic(request: Request, ref: str) -> Topic:
    rows = policy.public(request.district.pk).whole().select_related("merged_into")
    found: Topic = get_object_or_404(rows, ref=ref)
    return found


def own_topic(request: Request, ref: str, code: str) -> Topic:
    """An unknown number and a wrong code are both a 404."""
    rows = Topic.objects.filter(district_id=request.district.pk, ref=ref)
    found: Topic | None = rows.whole().first()
    if found is None or not privacy.matches_code(found.pk, code):
        raise Http404
    return found


def _similar(found: Hall, form: RaiseForm) -> list[Topic]:
    """Unless she said that hers is another."""
    if not form.is_valid() or form.cleaned_data["is_new"]:
        return []
    told = form.cleaned_data
    return queries.similar(found, title=told["title"], text=told["text"])


def _sheet(found: Hall, form: RaiseForm, similar: list[Topic]) -> pages.Sheet:
    if not similar:
        form.fields.pop("is_new", None)
    return pages.Sheet(
        title=_("提一个议题"),
        lede=_("“%s”看过就公开，大家讨论，15 个工作日内正式答复。") % found.unit.name,
        form=form, label=_("提出"), icon="send", similar=build.rows(similar),
        crumbs=words.crumbs(found),
    )  # fmt: skip
