from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.cases import queries
from lianxin.cases.actions import publishing, requester
from lianxin.cases.actions.intake import Receipt
from lianxin.cases.models import Case, PhotoState, Source
from lianxin.kernel import privacy, throttle
from lianxin.kernel.refusals import Refusal, Repeated, TooMany
from lianxin.network import queries as network
from lianxin.web import claims, respond
from lianxin.web.address import client_address
from lianxin.web.me import build, filing, forms, pages
from lianxin.web.me.story import visible_photos
from lianxin.web.private import private

TRIES, QUARTER = 5, timedelta(minutes=15)  # of numbers and codes; Signalen


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: respond.Request, place: str = "") -> HttpResponse:
    """The form; with the place known when the card on a door led here."""
    known = network.place_coded(request.district.pk, place) if place else None
    form = build.report_form(request, known)
    if request.method != "POST":
        context = build.report(form, code=place)
        return respond.keep_offline(respond.page(request, "me/report", context))
    if "ask" in request.POST:
        return respond.page(request, "me/report", build.report(build.unjudged(form), code=place))
    filed = filing.file(request, form, source=Source.CARD if place else Source.WEB)
    if filed.receipt:
        return _receipt(request, filed.receipt, status=filed.status)
    answer = _refused(request, form, code=place, status=filed.status)
    if filed.retry_after:
        answer["Retry-After"] = str(filed.retry_after)
    return answer


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: respond.Request) -> HttpResponse:
    """Number and code lead to the case. Every try counts, so that codes cannot be guessed."""
    if request.method != "POST":
        return respond.page(request, "me/track", _track(request, forms.TrackForm()))
    form = forms.TrackForm(request.POST)
    if not form.is_valid():
        return respond.page(request, "me/track", _track(request, form), status=422)
    now = timezone.now()
    try:
        throttle.hit("track", client_address(request), limit=TRIES, per=QUARTER, at=now)
    except TooMany as refusal:
        return respond.refused(request, "me/track", _track(request, form), refusal)
    ref, code = form.cleaned_data["ref"], form.cleaned_data["code"]
    found = queries.by_code(request.district.pk, ref, code)
    kept = found or queries.tombstone_by_code(request.district.pk, ref, code)
    if kept:
        return redirect("me:case", kept.ref, privacy.tracking_code(kept.pk))
    if order := claims.claim_by_code(request.district.pk, ref.strip().upper(), code):
        return redirect("exchange:receipt", order.ref, code)
    return unknown(request, form, status=422)


@login_not_required
@private
@require_safe
def case(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = queries.by_code(request.district.pk, ref, code)
    if found:
        return respond.page(request, "me/case", _page(request, found, code))
    if stone := queries.tombstone_by_code(request.district.pk, ref, code):
        return respond.page(request, "me/gone", build.gone(stone), status=410)
    return unknown(request, forms.TrackForm({"ref": ref, "code": code}), status=404)


@login_not_required
@private
@require_POST
def supply(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = _case(request, ref, code)
    form = forms.SupplyForm(request.POST, request.FILES, case=found)
    if not form.is_valid():
        return respond.page(request, "me/case", _page(request, found, code, form), status=422)
    values = form.cleaned_data
    return respond.deed(
        request,
        lambda: requester.add(
            found,
            note=values["note"],
            uploads=values["photos"],
            answers=values["answers"],
            key=values["key"],
            code=code,
            at=timezone.now(),
        ),
        template="me/case",
        context=lambda: _page(request, _case(request, ref, code), code, form),
        url=reverse("me:case", args=[found.ref, code]),
        said=_("已转给办理的单位。"),
    )


@login_not_required
@private
@require_POST
def urge(request: respond.Request, ref: str, code: str) -> HttpResponse:
    return _deed(request, ref, code, requester.urge, said=_("已催办，承办单位马上会看到。"))


@login_not_required
@private
@require_POST
def withdraw(request: respond.Request, ref: str, code: str) -> HttpResponse:
    said = _("已撤回。以后有问题，随时可以再反映。")
    return _deed(request, ref, code, requester.withdraw, forms.WithdrawForm, said=said)


@login_not_required
@private
@require_POST
def agree(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """What is to be published may be."""
    said = _("谢谢，已经公开。以后想撤下，随时可以在这一页说。")
    return _deed(request, ref, code, publishing.agree, said=said)


@login_not_required
@private
@require_POST
def forbid(request: respond.Request, ref: str, code: str) -> HttpResponse:
    said = _("好的，不公开。")
    return _deed(request, ref, code, publishing.forbid, forms.ForbidForm, said=said)


def _deed(
    request: respond.Request,
    ref: str,
    code: str,
    act: Callable[..., object],
    form_of: type[forms.Keyed] = forms.Keyed,
    *,
    said: str,
) -> HttpResponse:
    """What she does by one button; words that are too long do not keep her from it."""
    found, form = _case(request, ref, code), form_of(request.POST)
    form.full_clean()
    return respond.deed(
        request,
        lambda: act(found, **form.cleaned_data, code=code, at=timezone.now()),
        template="me/case",
        context=lambda: _page(request, _case(request, ref, code), code),
        url=reverse("me:case", args=[found.ref, code]),
        said=said,
    )


@login_not_required
@private
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: respond.Request, ref: str, code: str) -> HttpResponse:
    """The short link of the message that brings the answer."""
    now, found = timezone.now(), queries.by_code(request.district.pk, ref, code)
    if found is None:
        return unknown(request, forms.TrackForm({"ref": ref, "code": code}), status=404)
    if request.method != "POST":
        return respond.page(request, "me/rate", build.rate(found, code, at=now))
    form = forms.RateForm(request.POST, rules=queries.rules_of(found.district_id))
    if not form.is_valid():
        return respond.page(
            request, "me/rate", build.rate(found, code, at=now, form=form), status=422
        )
    try:
        key = form.cleaned_data["key"]
        requester.rate(found, form.verdict, key=key, code=code, at=now)
    except Repeated:
        pass
    except Refusal as refusal:
        return respond.refused(
            request, "me/rate", build.rate(found, code, at=now, form=form), refusal
        )
    respond.tell(request, _("已收到您的评价，谢谢。"))
    return redirect("me:case", found.ref, code)


@login_not_required
@private
@require_safe
def photo(request: respond.Request, ref: str, code: str, pk: UUID) -> HttpResponseBase:
    """One picture, to whom the code belongs. Only re-encoded ones are ever served."""
    shown = visible_photos(_case(request, ref, code)).filter(state=PhotoState.READY)
    row = get_object_or_404(shown, pk=pk)
    kept = row.thumb if request.GET.get("size") == "small" else row.file
    assert kept.name  # READY ones have both
    answer = FileResponse(default_storage.open(kept.name), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{ref}-{pk.hex[-6:]}.jpg"'
    return answer


def _receipt(request: HttpRequest, receipt: Receipt, *, status: int) -> HttpResponse:
    url = reverse("me:case", args=[receipt.case.ref, receipt.code])
    if _wants_json(request):
        content = {
            "ref": receipt.case.ref,
            "code": receipt.code,
            "url": request.build_absolute_uri(url),
        }
        return JsonResponse(content, status=status)
    answer = redirect(f"{url}?new=1")
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _refused(
    request: respond.Request, form: forms.ReportForm, *, code: str, status: int
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=status)
    return respond.page(request, "me/report", build.report(form, code=code), status=status)


def unknown(request: respond.Request, form: forms.TrackForm, *, status: int) -> HttpResponse:
    """The same answer for a number that does not exist and a code that does not fit."""
    form.full_clean()
    form.add_error(None, _("没有找到：编号或查询码不对。请照着回执核对后再查。"))
    return respond.page(request, "me/track", _track(request, form), status=status)


def _track(request: respond.Request, form: forms.TrackForm) -> pages.Track:
    return pages.Track(form=form, orders=claims.rows(request), papers=claims.papers(request))


def _case(request: respond.Request, ref: str, code: str) -> Case:
    found = queries.by_code(request.district.pk, ref, code)
    if found is None:
        raise Http404
    return found


def _page(
    request: respond.Request,
    found: Case,
    code: str,
    form: forms.SupplyForm | None = None,
) -> pages.Case:
    return build.case(request, found, code, at=timezone.now(), supply_form=form)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
