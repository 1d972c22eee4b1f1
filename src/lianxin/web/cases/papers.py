"""一事一档 as a file, in one click; with the contact in full only for a reason that is kept."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianxin.cases import contacts, policy
from lianxin.cases.dossier import Dossier
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.papers import pdf, word
from lianxin.web import respond
from lianxin.web.cases.deeds import DEEDS
from lianxin.web.cases.detail import case_page
from lianxin.web.cases.gone import or_gone
from lianxin.web.cases.ground import Ground
from lianxin.web.cases.paper_forms import RevealedForm

MAKERS = {"pdf": (pdf.pdf, pdf.TYPE), "docx": (word.docx, word.TYPE)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@or_gone
def dossier(request: respond.StaffRequest, ref: str) -> HttpResponse:
    """GET: with the contact masked. POST: in full, and who took it and why is written down."""
    ground = _ground(request, ref)
    inside = ground.standing.sees_inside(ground.case)
    if request.method == "POST":
        return _revealed(request, ground)
    contact = ground.contact if inside else None
    paper = Dossier(ground.case, ground.user, ground.at, inside=inside, contact=contact)
    return _file(paper, request.GET.get("kind", "pdf"))


def _revealed(request: respond.StaffRequest, ground: Ground) -> HttpResponse:
    deed = DEEDS["reveal"]
    form = RevealedForm(ground, "dossier", request.POST)
    try:
        policy.require(ground.user, "reveal", ground.case, on=ground.today)
        if form.is_valid():
            _write_down(ground, form)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        after = case_page(_ground(request, ground.case.ref), sent=(deed, form))
        return respond.page(request, "cases/detail", after, status=respond.status_of(refusal))
    if not form.is_valid():
        after = case_page(ground, sent=(deed, form))
        return respond.page(request, "cases/detail", after, status=422)
    now, full = _ground(request, ground.case.ref), contacts.in_full(ground.case)
    paper = Dossier(now.case, now.user, now.at, inside=True, contact=full, is_revealed=True)
    return _file(paper, form.cleaned_data["kind"])


def _write_down(ground: Ground, form: RevealedForm) -> None:
    """Asked for a second time by the same form, the first entry stands for both."""
    try:
        DEEDS["reveal"].do(ground, key=form.cleaned_data["key"], **form.facts())
    except Repeated:
        if not _is_own(ground, form.cleaned_data["key"]):
            raise


def _is_own(ground: Ground, key: UUID) -> bool:
    own = timeline.of(ground.case).filter(key=key, verb="reveal", by=ground.user)
    return own.exists()


def _file(paper: Dossier, kind: str) -> HttpResponse:
    if kind not in MAKERS:
        raise Http404
    make, content_type = MAKERS[kind]
    answer = HttpResponse(make(paper.document()), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{paper.case.ref}.{kind}"'
    return answer


def _ground(request: respond.StaffRequest, ref: str) -> Ground:
    """The case as this person sees it, or 404: a case one may not see does not exist."""
    visible = policy.visible_to(request.user, on=timezone.localdate())
    rows = visible.whole().select_related("handler", "relayed_by", "district")
    return Ground(get_object_or_404(rows, ref=ref), request.user, timezone.now())
