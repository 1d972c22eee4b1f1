"""What everybody reads of promises, and what they say of one: comment, rate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.commitments.actions import voices
from lianxin.commitments.models import (
    Comment,
    Commitment,
    Evidence,
    EvidenceKind,
    PhotoState,
    Programme,
)
from lianxin.kernel import privacy
from lianxin.network.models import User
from lianxin.web import acting, pacing, respond
from lianxin.web.commitments import build, feeds, sheets, town_build
from lianxin.web.commitments.forms import CommentForm, RateForm
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.respond import Request

MOST = 10  # an hour, with one telephone number


@login_not_required
@require_safe
def town(request: Request) -> HttpResponse:
    return respond.page(request, "commitments/town", town_build.town(request))


@login_not_required
@require_safe
def programme(request: Request, ref: str) -> HttpResponse:
    context = town_build.programme(request, _list(request, ref))
    return respond.page(request, "commitments/programme", context)


@login_not_required
@require_safe
def promise(request: Request, ref: str, number: int) -> HttpResponse:
    context = town_build.promise(request, _promise(request, ref, number))
    return respond.page(request, "commitments/promise", context)


@login_not_required
@require_safe
def shapes(request: Request, ref: str) -> HttpResponse:
    """The sites of a list, or of one promise in it, on the district's streets."""
    number = request.GET.get("number", "")
    found = feeds.shapes(_list(request, ref), int(number) if number.isdecimal() else None)
    answer = JsonResponse(found, content_type="application/geo+json")
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@login_not_required
@require_safe
def feed(request: Request, ref: str) -> HttpResponse:
    """What has happened to the promises of a list, as Atom."""
    return feeds.atom(request, _list(request, ref))


@login_not_required
@require_safe
def sheet(request: Request, ref: str, form: str) -> HttpResponse:
    """A list as .xlsx or .csv."""
    return sheets.answer(_list(request, ref), form)


@login_not_required
@require_safe
def photo(request: Request, ref: str, number: int, pk: UUID) -> HttpResponseBase:
    """One picture. Only re-encoded ones are ever served."""
    row = get_object_or_404(
        Evidence, district_id=request.district.pk, commitment=_promise(request, ref, number),
        kind=EvidenceKind.PHOTO, state=PhotoState.READY, pk=pk,
    )  # fmt: skip
    kept = row.thumb if request.GET.get("size") == "small" else row.file
    assert kept.name  # READY ones have both
    answer = FileResponse(default_storage.open(kept.name), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{ref}-{number}-{pk.hex[-6:]}.jpg"'
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@login_not_required
@require_POST
def comment(request: Request, ref: str, number: int) -> HttpResponse:
    row, form = _promise(request, ref, number), CommentForm(request.POST)

    def act(**_told: Any) -> None:
        now, said = timezone.now(), form.said
        pacing.pace(request, said.phone, scope="comment", at=now, of_number=MOST)
        voices.comment(row, said, user=_user(request), at=now, key=form.cleaned_data["key"])

    said = _("收到了。看过没有个人信息、辱骂和广告，就公开在这里。")
    return _answer(request, row, "comment", form, act, said=said)


@login_not_required
@require_POST
def rate(request: Request, ref: str, number: int) -> HttpResponse:
    row, user = _promise(request, ref, number), _user(request)
    form = RateForm(request.POST, is_known=user is not None, auto_id="id_rate_%s")

    def act(*, stars: int, key: UUID, phone: str = "") -> None:
        now = timezone.now()
        pacing.pace(request, phone, scope="rate-promise", at=now, of_number=MOST)
        voices.rate(row, stars=stars, user=user, phone=phone, at=now, key=key)

    return _answer(request, row, "rate", form, act, said=_("谢谢您的评价，一人只算一次。"))


@login_not_required
@private
@require_safe
def said(request: Request, pk: UUID, code: str) -> HttpResponse:
    """A comment, for who wrote it: public, or why not, and what was answered."""
    rows = Comment.objects.filter(district_id=request.district.pk)
    row = get_object_or_404(rows.select_related("commitment__programme"), pk=pk)
    if not privacy.matches_code(row.pk, code):
        raise Http404
    return respond.page(request, "commitments/said", town_build.said(row))


def _answer(
    request: Request, row: Commitment, name: str, form: Keyed, act: Any, *, said: str
) -> HttpResponse:
    return acting.answer(
        request,
        form,
        act,
        template="commitments/promise",
        context=lambda again: town_build.promise(request, row, forms={name: again}),
        url=build.public_url(row),
        said=said,
    )


def _list(request: Request, ref: str) -> Programme:
    rows = Programme.objects.filter(district_id=request.district.pk).public().whole()
    found: Programme = get_object_or_404(rows, ref=ref)
    return found


def _promise(request: Request, ref: str, number: int) -> Commitment:
    rows = Commitment.objects.filter(district_id=request.district.pk).public().whole()
    found: Commitment = get_object_or_404(rows, programme__ref=ref, number=number)
    return found


def _user(request: Request) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.district_id == request.district.pk else None
