"""What became of a case, and whether who filed it wants to hear of it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.cases import heard, queries
from lianxin.cases.models import Case, Requester
from lianxin.cases.states import State
from lianxin.following import actions
from lianxin.following import queries as following
from lianxin.following.hearers import Hearer
from lianxin.web import respond
from lianxin.web.following import chains
from lianxin.web.following.chains import Chain
from lianxin.web.me import pages
from lianxin.web.private import private


@login_not_required
@private
@require_POST
def hear(request: respond.Request, ref: str, code: str) -> HttpResponse:
    found = queries.by_code(request.district.pk, ref, code)
    hearer = _hearer(found) if found else None
    if found is None or hearer is None:
        raise Http404
    if request.POST.get("verb") == "stop":
        actions.stop(_main(found), hearer, at=timezone.now())
        respond.tell(request, _("好，后续不再告诉您。"))
    else:
        actions.resume(_main(found), hearer)
        respond.tell(request, _("好，后续有进展就告诉您。"))
    return redirect("me:case", found.ref, code)


def chain(request: respond.Request, found: Case, code: str) -> Chain | None:
    """Of the case it was joined to, where it was."""
    main = _main(found)
    is_own = main.pk == found.pk
    made = chains.of(request, main, opened=[found.pk], code=code if is_own else "")
    return made if made is None or is_own else replace(made, url="")


def of(found: Case, code: str) -> pages.Hearing | None:
    """None where there is nobody to tell."""
    hearer = _hearer(found)
    if hearer is None:
        return None
    return pages.Hearing(
        url=reverse("me:hear", args=[found.ref, code]),
        is_on=following.hears(_main(found), hearer) is not False,
    )


def _main(found: Case) -> Case:
    if found.state == State.JOINED and found.into is not None:
        return found.into
    return found


def _hearer(found: Case) -> Hearer | None:
    row = Requester.objects.filter(district_id=found.district_id, case=found).first()
    if row is None or not (row.user_id or row.email or row.phone):
        return None
    return heard.of_requester(row)
