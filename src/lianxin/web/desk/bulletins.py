"""Tell many at once: who is meant, how many they are, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.cases import policy, queries
from lianxin.cases.actions import bulletins
from lianxin.cases.models import Bulletin, BulletinCase, Case, CaseQuerySet
from lianxin.cases.states import State
from lianxin.kernel.refusals import Refusal
from lianxin.network import queries as network
from lianxin.network.models import Role
from lianxin.web import respond
from lianxin.web.cases.fields import Places
from lianxin.web.desk.bulletin_forms import BulletinForm
from lianxin.web.seats import holding

DESK = (Role.DISPATCHER, Role.MANAGER, Role.AUDITOR)
LATEST = 20
ASKED = ("case", "class_code", "place", "since")


@dataclass(frozen=True)
class NewBulletin:
    """`count` is None until somebody has said who is meant."""

    form: BulletinForm
    subject: str  # of the matter, "" where a filter says who is meant
    count: int | None
    here: str
    latest: Sequence[Row]


@dataclass(frozen=True)
class Row:
    pk: UUID
    text: str
    at: datetime
    by: str
    told: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.told == self.total


@dataclass(frozen=True)
class OneBulletin:
    row: Row
    cases: Sequence[Case]
    here: str


@require_http_methods(["GET", "HEAD", "POST"])
@holding(Role.DISPATCHER)
def new_bulletin(request: respond.StaffRequest) -> HttpResponse:
    """GET says how many are meant, POST tells them."""
    at, form = timezone.now(), _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            bulletin = bulletins.publish(
                _meant(request, form, at=at),
                district_id=request.district.pk,
                text=form.cleaned_data["text"],
                by=request.user,
                at=at,
                key=form.cleaned_data["key"],
            )
        except Refusal as refusal:
            known = refusal.field in form.fields
            form.add_error(refusal.field if known else None, refusal.message)
        else:
            respond.tell(request, _("已发出，正在逐件告知。"))
            return redirect("desk:bulletin", bulletin.pk)
    status = 422 if request.method == "POST" else 200
    return respond.page(request, "desk/new_bulletin", _page(request, form, at=at), status=status)


@require_safe
@holding(*DESK)
def bulletin(request: respond.StaffRequest, pk: UUID) -> HttpResponse:
    """One bulletin and how far it has come."""
    found = get_object_or_404(_rows(request), pk=pk)
    visible = policy.visible_to(request.user, on=timezone.localdate())
    concerned = BulletinCase.objects.filter(district_id=request.district.pk, bulletin=found)
    context = OneBulletin(
        row=_row(found),
        cases=list(visible.filter(pk__in=concerned.values("case")).order_by("-id")[:LATEST]),
        here=reverse("desk:bulletin", args=[pk]),
    )
    return respond.page(request, "desk/bulletin", context)


def _form(request: respond.StaffRequest) -> BulletinForm:
    district_id = request.district.pk
    return BulletinForm(
        request.POST if request.method == "POST" else None,
        rules=queries.rules_of(district_id),
        places=Places(district_id),
        at=timezone.now(),
        asked={name: request.GET[name] for name in ASKED if request.GET.get(name)},
    )


def _page(request: respond.StaffRequest, form: BulletinForm, *, at: datetime) -> NewBulletin:
    case = _case(request, str(form["case"].value() or ""))
    is_asked = bool(case or form["class_code"].value())
    return NewBulletin(
        form=form,
        subject=case.subject if case else "",
        count=_meant(request, form, at=at).count() if is_asked else None,
        here=reverse("desk:new_bulletin"),
        latest=[_row(row) for row in _rows(request).order_by("-at")[:LATEST]],
    )


def _meant(request: respond.StaffRequest, form: BulletinForm, *, at: datetime) -> CaseQuerySet:
    """The open cases that the form speaks of."""
    cases: CaseQuerySet = policy.visible_to(request.user, on=timezone.localdate(at)).open()
    if case := _case(request, str(form["case"].value() or "")):
        return cases.filter(
            Q(pk=case.pk)
            | Q(similar_to=case.pk, state=State.RECEIVED)
            | Q(into=case.pk, state=State.JOINED)
        )
    found = cases.filter(class_code=str(form["class_code"].value()), parent__isnull=True)
    if since := _moment(form["since"].value()):
        found = found.filter(received_at__gte=since)
    if place := form.places.named(str(form["place"].value() or "")):
        below = network.places_below(request.district.pk, [place.path])
        found = found.filter(place__in=below.values("pk"))
    return found


def _moment(typed: object) -> datetime | None:
    """What was typed into the field of the time; None where it is no time."""
    try:
        since = datetime.fromisoformat(str(typed or ""))
    except ValueError:
        return None
    return timezone.make_aware(since) if timezone.is_naive(since) else since


def _case(request: respond.StaffRequest, ref: str) -> Case | None:
    visible = policy.visible_to(request.user, on=timezone.localdate())
    return visible.filter(ref=ref).first() if ref else None


def _rows(request: respond.StaffRequest) -> Any:
    rows = Bulletin.objects.filter(district_id=request.district.pk).select_related("by")
    return rows.annotate(total=Count("cases"), told=Count("cases__told_at"))


def _row(bulletin: Any) -> Row:
    return Row(
        pk=bulletin.pk,
        text=bulletin.text,
        at=bulletin.at,
        by=str(bulletin.by),
        told=bulletin.told,
        total=bulletin.total,
    )
