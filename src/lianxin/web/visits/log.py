"""The page of a household, by the link of its contact card: what was asked and done there, put
right or deleted in its own words; whether anybody shall call; and asking for a visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianxin.kernel import throttle
from lianxin.visits import queries
from lianxin.visits.actions import log as actions
from lianxin.visits.models import Household, PhotoState, Visit, VisitPhoto
from lianxin.web import acting, pacing, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.private import private
from lianxin.web.respond import Request
from lianxin.web.visits import log_build
from lianxin.web.visits.log_forms import AskForm, WordsForm

MOST: Final = 40  # an hour, of one door
PAGE: Final = "visits/log"


@login_not_required
@private
@require_safe
def log(request: Request, pk: UUID, code: str) -> HttpResponse:
    found = _household(request, pk, code)
    return respond.page(request, PAGE, log_build.log(found, code, {}))


@login_not_required
@private
@require_POST
def correct(request: Request, pk: UUID, code: str, entry: UUID) -> HttpResponse:
    found = _household(request, pk, code)
    visit = _entry(found, entry)
    form = WordsForm(request.POST, auto_id=f"id_{entry}_%s")

    def act(*, note: str, at: datetime, **_key: UUID) -> None:
        actions.correct(visit, note=note, at=at)

    return _answer(request, found, code, form, act, name=f"correct-{entry}", said=_("已更正。"))


@login_not_required
@private
@require_POST
def forget(request: Request, pk: UUID, code: str, entry: UUID) -> HttpResponse:
    """With its pictures, and for good; the page asks first."""
    found = _household(request, pk, code)
    visit = _entry(found, entry)
    return _one_tap(request, found, code, "forget", lambda at: actions.forget(visit, at=at))


@login_not_required
@private
@require_POST
def decline(request: Request, pk: UUID, code: str) -> HttpResponse:
    found = _household(request, pk, code)
    return _one_tap(request, found, code, "decline", lambda at: actions.decline(found, at=at))


@login_not_required
@private
@require_POST
def welcome(request: Request, pk: UUID, code: str) -> HttpResponse:
    found = _household(request, pk, code)
    return _one_tap(request, found, code, "welcome", lambda at: actions.welcome(found, at=at))


@login_not_required
@private
@require_POST
def ask(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Somebody shall come: she is given the number and the code of a case."""
    found, now = _household(request, pk, code), timezone.now()
    form = AskForm(request.POST, auto_id="id_ask_%s")
    done = form.attempt(lambda: _asked(request, found, form, at=now))
    if done is None:
        context = log_build.log(found, code, {"ask": form})
        return respond.page(request, PAGE, context, status=form.status)
    return redirect(f"{reverse('me:case', args=[done.made.case.ref, done.made.code])}?new=1")


@login_not_required
@private
@require_safe
def log_photo(request: Request, pk: UUID, code: str, photo: UUID) -> HttpResponseBase:
    """What was taken at her door. Only re-encoded ones are ever served."""
    found = _household(request, pk, code)
    rows = VisitPhoto.objects.filter(
        district_id=found.district_id,
        visit__in=queries.visits_told_to(found).values("pk"),
        state=PhotoState.READY,
    )
    row: VisitPhoto = get_object_or_404(rows, pk=photo)
    kept = row.thumb if request.GET.get("size") == "small" else row.file
    return FileResponse(default_storage.open(str(kept.name)), content_type="image/jpeg")


def _asked(request: Request, found: Household, form: AskForm, *, at: datetime) -> Any:
    _pace(request, found, at=at, phone=form.cleaned_data["phone"])
    return actions.ask(found, **form.told, at=at)


SAID: Final[Mapping[str, Callable[[], str]]] = {
    "forget": lambda: _("已删除，照片也一起删了。"),
    "decline": lambda: _("记下了，十二个月内没有人上门走访。"),
    "welcome": lambda: _("记下了，以后可以上门走访。"),
}


def _one_tap(
    request: Request, found: Household, code: str, name: str, act: Callable[[datetime], object]
) -> HttpResponse:
    """What needs no word; twice is once."""

    def do(*, at: datetime, **_key: UUID) -> None:
        act(at)

    return _answer(request, found, code, Keyed(request.POST), do, name=name, said=SAID[name]())


def _answer(
    request: Request, found: Household, code: str, form: Keyed, act: Callable[..., object], *,
    name: str, said: str,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()

    def do(**told: Any) -> None:
        _pace(request, found, at=now)
        act(**told, at=now)

    return acting.answer(
        request,
        form,
        do,
        template=PAGE,
        context=lambda again: log_build.log(found, code, {name: again}),
        url=reverse("visits:log", args=[found.pk, code]),
        said=said,
    )


def _pace(request: Request, found: Household, *, at: datetime, phone: str = "") -> None:
    pacing.pace(request, phone, scope="log", at=at)
    throttle.hit("log.door", str(found.pk), limit=MOST, per=pacing.HOUR, at=at)


def _household(request: Request, pk: UUID, code: str) -> Household:
    """A wrong code and a door that is not there are both a 404."""
    found = queries.linked(request.district.pk, pk, code)
    if found is None:
        raise Http404
    return found


def _entry(found: Household, entry: UUID) -> Visit:
    visit: Visit = get_object_or_404(queries.visits_told_to(found), pk=entry)
    return visit
