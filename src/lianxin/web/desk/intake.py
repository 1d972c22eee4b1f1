"""Fill the pages of intake on the phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy, queries
from lianxin.cases.actions.intake import Receipt
from lianxin.cases.models import CaseQuerySet
from lianxin.network.models import User
from lianxin.web.cases.detail import case_row
from lianxin.web.cases.pages import CaseRow
from lianxin.web.desk import pages
from lianxin.web.desk.forms import RegisterForm
from lianxin.web.parts import Fact

RECENT = timedelta(weeks=12)
SHOWN = 5
SHORTEST_PHONE = 5


def register_page(
    form: RegisterForm, *, user: User, at: datetime, has_looked: bool = False
) -> pages.Register:
    found = hints(form, user=user, at=at)
    places = form.places.labels
    return pages.Register(form, places, found.of_caller, found.similar, has_looked)


def hints(form: RegisterForm, *, user: User, at: datetime) -> pages.Hints:
    """The caller's own recent cases, and what others reported from the same place."""
    visible = policy.visible_to(user, on=timezone.localdate(at))
    return pages.Hints(
        of_caller=_of_caller(visible, str(form["phone"].value() or "")),
        similar=_similar(visible, form, since=at - RECENT),
        has_looked=True,
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


def _similar(visible: CaseQuerySet, form: RegisterForm, *, since: datetime) -> list[CaseRow]:
    place = form.places.named(str(form["place"].value() or "").strip())
    if place is None:
        return []
    found = visible.filter(place=place, received_at__gte=since)
    if code := str(form["class_code"].value() or ""):
        found = found.filter(class_code=code)
    return [case_row(case) for case in found.order_by("-received_at", "-id")[:SHOWN]]
