"""Fill the pages of intake on the phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import likeness, policy, queries
from lianxin.cases.actions.intake import Receipt
from lianxin.cases.likeness import Matter
from lianxin.cases.models import Case, CaseQuerySet
from lianxin.cases.states import UNANSWERED
from lianxin.language.similar import Text
from lianxin.network.models import Place, User
from lianxin.web.cases.detail import case_row
from lianxin.web.cases.pages import CaseRow
from lianxin.web.desk import pages
from lianxin.web.desk.forms import RegisterForm
from lianxin.web.me.similar import SHORTEST, TITLE
from lianxin.web.parts import Fact

RECENT = timedelta(weeks=12)
SHOWN = 5
SHORTEST_PHONE = 5


def register_page(
    form: RegisterForm, *, user: User, at: datetime, has_looked: bool = False
) -> pages.Register:
    found = hints(form, user=user, at=at)
    return pages.Register(
        found.of_caller,
        found.here,
        found.alike,
        found.chosen,
        has_looked,
        form=form,
        places=form.places.labels,
    )


def hints(
    form: RegisterForm, *, user: User, at: datetime, is_swapped: bool = False
) -> pages.Hints:
    """The caller's own recent cases, and what others told of the same; as long as there are no
    words to compare, what came in lately from the same place."""
    visible = policy.visible_to(user, on=timezone.localdate(at))
    place = form.places.named(str(form["place"].value() or "").strip())
    text = str(form["text"].value() or "").strip()
    has_words = len(text) >= SHORTEST
    code = str(form["class_code"].value() or "")
    return pages.Hints(
        of_caller=_of_caller(visible, str(form["phone"].value() or "")),
        here=[] if has_words else _lately(visible, place, code, since=at - RECENT),
        alike=_alike(visible, place, text, code, at=at) if place and has_words else [],
        chosen=str(form["joins"].value() or ""),
        has_looked=True,
        is_swapped=is_swapped,
    )


def registered_page(receipt: Receipt) -> pages.Registered:
    return pages.Registered(
        ref=receipt.case.ref,
        codes=[Fact(_("编号"), receipt.case.ref), Fact(_("查询码"), receipt.code)],
        due_at=receipt.case.next_due_at,
        case_url=reverse("cases:detail", args=[receipt.case.ref]),
    )


def _of_caller(visible: CaseQuerySet, phone: str) -> list[CaseRow]:
    if len(phone.strip()) < SHORTEST_PHONE:
        return []
    return [case_row(case) for case in queries.of_caller(visible, phone, limit=SHOWN)]


def _lately(
    visible: CaseQuerySet, place: Place | None, code: str, *, since: datetime
) -> list[CaseRow]:
    found = visible.filter(place=place, received_at__gte=since) if place else visible.none()
    if code:
        found = found.filter(class_code=code)
    return [case_row(case) for case in found.order_by("-received_at", "-id")[:SHOWN]]


def _alike(
    visible: CaseQuerySet, place: Place, text: str, code: str, *, at: datetime
) -> list[pages.AlikeRow]:
    found = likeness.offers(Matter(place, Text(text[:TITLE], text), code), at=at)
    seen = set(visible.filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [_alike_row(case) for case in found if case.pk in seen][:SHOWN]


def _alike_row(case: Case) -> pages.AlikeRow:
    where = " ".join(filter(None, [case.place.name, case.address]))
    return pages.AlikeRow(case_row(case), where, is_open=case.state in UNANSWERED)
