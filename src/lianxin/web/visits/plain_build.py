"""Fill the pages of plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.network.models import Organisation
from lianxin.papers.cards import Card, Code
from lianxin.visits import policy
from lianxin.visits.models import PlainCard, PlainCardQuerySet
from lianxin.web import paging, qr
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Deed, Fact, Link
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.visits.plain_forms import PlainForm
from lianxin.web.visits.plain_pages import Plain, PlainNew, PlainOne, PlainOwn, PlainRow

NEWEST_FIRST: Final = Order("written_at", is_descending=True)
SIZE: Final = 20
OFFERED: Final = 5
Forms = Mapping[str, Any]


def shown(request: Request, *, on: date) -> PlainCardQuerySet:
    """What holds now, for everybody; the newest first and in no other order."""
    everything: PlainCardQuerySet = PlainCard.objects.filter(district_id=request.district.pk)
    return everything.current(on=on)


def offered(request: Request) -> list[Link]:
    """The newest, to be told at a door."""
    rows = shown(request, on=timezone.localdate()).order_by("-written_at", "-pk")
    return [Link(one.title, _url(one)) for one in rows[:OFFERED]]


def plain(request: Request) -> Plain:
    on = timezone.localdate()
    page = paging.page(
        shown(request, on=on).whole(), request.GET, order=NEWEST_FIRST, here="visits:plain",
        size=SIZE,
    )  # fmt: skip
    writes = units_of(request).exists()
    return Plain(
        rows=[_row(one, on=on) for one in page.rows],
        pager=page.pager,
        own_url=reverse("visits:plain_own") if writes else "",
        crumbs=[Link(_("大厅"), reverse("town:home"))],
    )


def own(request: StaffRequest) -> PlainOwn:
    on = timezone.localdate()
    rows = policy.cards_written_by(request.user, request.district.pk, on=on).whole()
    page = paging.page(rows, request.GET, order=NEWEST_FIRST, here="visits:plain_own", size=SIZE)
    return PlainOwn(
        rows=[_row(one, on=on) for one in page.rows],
        pager=page.pager,
        new_url=reverse("visits:plain_write") if units_of(request).exists() else "",
    )


def new(form: PlainForm) -> PlainNew:
    crumbs = [Link(_("白话卡"), reverse("visits:plain_own"))]
    return PlainNew(form=form, url=reverse("visits:plain_write"), crumbs=crumbs)


def one(request: Request, found: PlainCard, forms: Forms) -> PlainOne:
    on = timezone.localdate()
    holds = _holds(found, on=on)
    url = request.build_absolute_uri(_url(found))
    told = [
        Fact(_("编写单位"), found.unit.name),
        Fact(_("来源"), found.source, found.source_url),
        Fact(_("有效到"), f"{found.expires_on:%Y-%m-%d}"),
    ]
    runs = policy.runs(request.user, found.unit, on=on)
    return PlainOne(
        title=found.title,
        text=found.text if holds or runs else "",
        holds=holds,
        facts=told,
        qr=qr.svg(url, title=_("扫码看这张卡")),
        pdf_url=reverse("visits:plain_pdf", args=[found.ref]) if holds else "",
        deeds=_deeds(found, forms) if runs and (forms or found.withdrawn_at is None) else [],
        crumbs=[Link(_("白话卡"), reverse("visits:plain"))],
        here=found.ref,
    )


def printed(request: Request, found: PlainCard) -> Card:
    url = request.build_absolute_uri(_url(found))
    lines = [(found.text, ""), (_("来源："), found.source)]
    foot = _("%(unit)s编写，有效到 %(day)s。扫码看现在的说法和原文。") % {
        "unit": found.unit.name, "day": f"{found.expires_on:%Y-%m-%d}",
    }  # fmt: skip
    return Card("", found.title, "", lines, [Code(qr.drawing(url), _("看原文"))], foot)


def units_of(request: Request) -> QuerySet[Organisation]:
    """Those in whose name she may write."""
    on = timezone.localdate()
    rows = Organisation.objects.filter(district_id=request.district.pk, is_active=True)
    ids = policy.cards_units(request.user, on=on)
    return rows.filter(pk__in=ids).order_by("name")


def _deeds(found: PlainCard, forms: Forms) -> list[Deed]:
    initial = {
        name: getattr(found, name)
        for name in ("title", "text", "source", "source_url", "expires_on")
    }
    revising = forms.get("revise") or PlainForm(
        units=None, auto_id="id_revise_%s", initial=initial
    )
    link = [found.ref]
    return [
        Deed(
            "revise", _("修改"), "pencil", reverse("visits:plain_revise", args=link), revising,
            note=_("已经发出去的卡，扫码看到的是改过的话。"),
        ),
        Deed(
            "withdraw", pgettext("plain card", "撤下"), "archive",
            reverse("visits:plain_withdraw", args=link), forms.get("withdraw") or Keyed(),
        ),
    ]  # fmt: skip


def _row(found: PlainCard, *, on: date) -> PlainRow:
    state, level = _stands(found, on=on)
    return PlainRow(_url(found), found.title, found.text, found.unit.name, state, level)


def _stands(found: PlainCard, *, on: date) -> tuple[str, str]:
    if found.withdrawn_at is not None:
        return pgettext("plain card", "已撤下"), ""
    if found.expires_on < on:
        return pgettext("plain card", "已过期"), "warn"
    return pgettext("plain card", "有效"), "good"


def _holds(found: PlainCard, *, on: date) -> bool:
    return found.withdrawn_at is None and found.expires_on >= on


def _url(found: PlainCard) -> str:
    return reverse("visits:plain_one", args=[found.ref])
