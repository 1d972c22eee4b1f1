"""The page of one case and every deed on it. What each deed needs is in `deeds.py`."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianxin.cases import contacts, policy
from lianxin.cases.models import Case, CaseQuerySet, Photo, PhotoState
from lianxin.kernel.refusals import IllegalMove, Overtaken, Refusal, Repeated
from lianxin.network.models import User
from lianxin.web import respond
from lianxin.web.cases import latest, words
from lianxin.web.cases.deeds import DEEDS, Deed
from lianxin.web.cases.detail import case_page
from lianxin.web.cases.forms import DeedForm
from lianxin.web.cases.gone import left, or_gone
from lianxin.web.cases.ground import Ground

A_DAY = 24 * 3600


@require_safe
@or_gone
def detail(request: respond.StaffRequest, ref: str) -> HttpResponse:
    ground = _ground(request, ref)
    return respond.page(request, "cases/detail", case_page(ground))


@require_safe
def photo(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found = _photo(request, ref, pk)
    return _picture(str(found.file.name), f"{found.pk.hex[-12:]}.jpg")


@require_safe
def thumbnail(request: respond.StaffRequest, ref: str, pk: UUID) -> HttpResponse:
    found = _photo(request, ref, pk)
    return _picture(str(found.thumb.name), f"{found.pk.hex[-12:]}-small.jpg")


@never_cache
@require_POST
@or_gone
def reveal(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """Write down who looks and why, then show the contact in this one answer."""
    ground, deed = _ground(request, ref), DEEDS["reveal"]
    form = deed.form(ground, deed.name, request.POST)
    if not form.is_valid():
        return _not_valid(request, ground, deed, form)
    try:
        deed.do(ground, key=form.cleaned_data["key"], **form.facts())
    except Repeated:
        return respond.page(request, "cases/detail", case_page(_ground(request, ref)))
    except Refusal as refusal:
        return _refused(request, ground, deed, form, refusal)
    shown = contacts.in_full(ground.case)
    after = case_page(_ground(request, ref), revealed=shown)
    return respond.page(request, "cases/detail", after)


@require_POST
def assign(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "assign")


@require_POST
def unassign(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "unassign")


@require_POST
def reassign(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "reassign")


@require_POST
def accept(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "accept")


@require_POST
def bounce(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "bounce")


@require_POST
def hand(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "hand")


@require_POST
def ask(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "ask")


@require_POST
def supply(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "supply")


@require_POST
def pause(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "pause")


@require_POST
def resume(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "resume")


@require_POST
def feedback(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "feedback")


@require_POST
def note(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "note")


@require_POST
def add_photos(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "add_photos")


@require_POST
def answer(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "answer")


@require_POST
def close(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "close")


@require_POST
def ask_help(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "ask_help")


@require_POST
def end_help(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "end_help")


@require_POST
def ask_extension(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "ask_extension")


@require_POST
def grant_extension(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "grant_extension")


@require_POST
def refuse_extension(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "refuse_extension")


@require_POST
def escalate(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "escalate")


@require_POST
def park(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "park")


@require_POST
def decide(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "decide")


@require_POST
def carry_over(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "carry_over")


@require_POST
def reopen(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "reopen")


@require_POST
def uphold(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "uphold")


@require_POST
def classify(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "classify")


@require_POST
def publish(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "publish")


@require_POST
def unpublish(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "unpublish")


@require_POST
def urge(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "urge")


@require_POST
def withdraw(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "withdraw")


@require_POST
def rate(request: respond.StaffRequest, ref: str) -> HttpResponse:
    return act(request, ref, "rate")


@or_gone
def act(request: respond.StaffRequest, ref: str, name: str) -> HttpResponse:
    """Do the deed that was sent; answer with the fresh page, or with the form as it was sent."""
    ground, deed = _ground(request, ref), DEEDS[name]
    form = deed.form(ground, name, request.POST, request.FILES)
    if not form.is_valid():
        return _not_valid(request, ground, deed, form)
    try:
        deed.do(ground, key=form.cleaned_data["key"], **form.facts())
    except Repeated:
        pass
    except Refusal as refusal:
        return _refused(request, ground, deed, form, refusal)
    return _done(request, ground, deed)


def _done(request: respond.StaffRequest, ground: Ground, deed: Deed) -> HttpResponse:
    case = _visible(ground.user).filter(ref=ground.case.ref).first()
    said = deed.said(**_facts(case or ground.case))
    if _wants_json(request):
        now_it_is = case or ground.case
        return JsonResponse(
            {"ref": now_it_is.ref, "state": now_it_is.state, "seq": now_it_is.seq, "said": said}
        )
    if case is None:
        respond.tell(request, said)
        return respond.page(request, "cases/left", left(ground.case))
    now = Ground(case, ground.user, ground.at)
    return respond.done(
        request,
        "cases/detail",
        case_page(now),
        url=_next(request, case),
        said=said,
        undo=_undo(now, deed),
    )


def _undo(ground: Ground, deed: Deed) -> str:
    """The address that takes the deed back, while this person may."""
    if deed.undo and DEEDS[deed.undo].is_offered(ground):
        return reverse(f"cases:{deed.undo}", args=[ground.case.ref])
    return ""


def _facts(case: Case) -> dict[str, str]:
    """What may stand in a deed's `said`."""
    return {
        "unit": case.lead.name,
        "level": case.get_level_display(),
        "meeting": words.said_date(case),
    }


def _not_valid(
    request: respond.StaffRequest, ground: Ground, deed: Deed, form: DeedForm
) -> HttpResponse:
    """A form to be mended; unless the deed is not this person's, or has no place any more."""
    try:
        deed.require(ground, key=form.cleaned_data.get("key"))
    except Refusal as refusal:
        form.errors.clear()  # what is wrong with the form does not matter any more
        return _refused(request, ground, deed, form, refusal)
    if _wants_json(request):
        return JsonResponse({"code": "invalid", "errors": form.errors}, status=422)
    after = case_page(ground, sent=(deed, form))
    return respond.page(request, "cases/detail", after, status=422)


def _refused(
    request: respond.StaffRequest,
    ground: Ground,
    deed: Deed,
    form: DeedForm,
    refusal: Refusal,
) -> HttpResponse:
    """The case as it is now, with the words that were sent and why they were not accepted."""
    status = respond.status_of(refusal)
    if _wants_json(request):
        return JsonResponse(_as_json(refusal), status=status)
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    now = _ground(request, ground.case.ref)
    if isinstance(refusal, (IllegalMove, Overtaken)) and (entry := latest.latest(now.case)):
        form.add_error(None, _("最近一步：%s。") % latest.said(entry, at=now.at, to=now.user))
    after = case_page(now, sent=(deed, form))
    return respond.page(request, "cases/detail", after, status=status)


def _as_json(refusal: Refusal) -> dict[str, object]:
    legal = {"legal": list(refusal.legal)} if isinstance(refusal, IllegalMove) else {}
    return {"code": refusal.code, "message": refusal.message, **legal}


def _wants_json(request: respond.StaffRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _next(request: respond.StaffRequest, case: Case) -> str:
    """Where a plain form goes afterwards: the list it stood in, or the case."""
    asked = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if known else reverse("cases:detail", args=[case.ref])


def _ground(request: respond.StaffRequest, ref: str) -> Ground:
    """The case as this person sees it, or 404: a case one may not see does not exist."""
    user = request.user
    case = get_object_or_404(_visible(user), ref=ref)
    return Ground(case, user, timezone.now(), text=request.GET.get("text", ""))


def _visible(user: User) -> CaseQuerySet:
    cases = policy.visible_to(user, on=timezone.localdate())
    return cases.whole().select_related("handler", "relayed_by")


def _photo(request: respond.StaffRequest, ref: str, pk: UUID) -> Photo:
    case = get_object_or_404(_visible(request.user), ref=ref)
    rows = Photo.objects.filter(district_id=case.district_id, case=case)
    return get_object_or_404(rows, pk=pk, state=PhotoState.READY)


def _picture(path: str, name: str) -> HttpResponse:
    """A picture of ours: re-encoded, so its type is known, and never anything else."""
    if not default_storage.exists(path):
        raise Http404
    with default_storage.open(path) as file:
        answer = HttpResponse(file.read(), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = f"private, max-age={A_DAY}"
    return answer
