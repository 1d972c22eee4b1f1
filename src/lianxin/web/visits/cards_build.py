"""Fill the pages of contact cards, and the cards that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.network import queries as network
from lianxin.network.models import Place, PlaceKind
from lianxin.papers.cards import Card, Code
from lianxin.visits import policy
from lianxin.visits.models import Household
from lianxin.web import qr
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Deed, Fact, Link
from lianxin.web.respond import Request, StaffRequest
from lianxin.web.visits import cards_serving, plain_build
from lianxin.web.visits.cards_forms import RenewForm
from lianxin.web.visits.cards_pages import Cards, DoorCard, DoorRow, Serving, StairRow
from lianxin.web.visits.cards_vcf import Contact

LINES: Final = 5
EIGHT: Final = 8


def serving(request: Request, place: Place) -> Serving:
    found = cards_serving.of_place(place, on=timezone.localdate(), is_served=False)
    return Serving(
        name=place.name,
        above=_above(place),
        servers=[one.fact for one in found],
        hotlines=cards_serving.hotlines(place),
        report_url=reverse("me:report", args=[place.code]),
        vcard_url=reverse("visits:vcard", args=[place.code]),
        plain=plain_build.offered(request),
    )


def cards(request: StaffRequest, place: Place, *, at: datetime) -> Cards:
    doors = list(
        policy.doors_with_cards(request.user, place, on=timezone.localdate(at)).in_order()
    )
    found = cards_serving.of_place(place, on=timezone.localdate(at), is_served=True)
    link = [place.code]
    keeps = place.kind == PlaceKind.BUILDING and policy.keeps(
        request.user, place, on=timezone.localdate(at)
    )
    return Cards(
        name=place.name,
        above=_above(place),
        count=len(doors),
        stairs=_stairs(doors),
        doors_pdf_url=reverse("visits:doors_pdf", args=link) if doors else "",
        doors_url=reverse("visits:building", args=link) if keeps else "",
        building_pdf_url=reverse("visits:building_pdf", args=link),
        serving_url=reverse("visits:serving", args=link),
        servers=[one.fact for one in found],
        hotlines=cards_serving.hotlines(place),
        crumbs=[Link(_("连心卡"), reverse("town:cards"))],
        here=place.name,
    )


def door_card(request: Request, one: Household, form: Keyed | None = None) -> DoorCard:
    code = one.building.code
    return DoorCard(
        address=one.address,
        qr=qr.svg(link_of(request, one), title=_("扫码看自己家的走访记录")),
        plain=plain_build.offered(request),
        pdf_url=f"{reverse('visits:doors_pdf', args=[code])}?door={one.pk}",
        renew=Deed(
            "renew",
            _("换一张卡"),
            "refresh-cw",
            reverse("visits:renew_card", args=[one.pk]),
            form or RenewForm(),
            note=_("换一张以后，原来的卡和链接都打不开这一页了。"),
        ),
        crumbs=[Link(one.building.name, reverse("visits:cards", args=[code]))],
        here=one.door,
    )


def link_of(request: Request, one: Household) -> str:
    url = reverse("visits:log", args=[one.pk, one.code])
    return request.build_absolute_uri(url)


def of_doors(request: Request, place: Place, doors: Sequence[Household]) -> list[Card]:
    """What stands on all is asked once; the units that call there are those of each door."""
    on, report = timezone.localdate(), _reporting(request, place)
    hotlines, above = cards_serving.hotlines(place), _above(place)
    foot = _(
        "右边的码只给您家：看走访记录，改、删，请人上门，或者谢绝上门。请收好，不要拍照外传。"
    )
    call, told = _("有事扫一扫，说一声就有人管"), cards_serving.of_doors(doors, on=on)
    return [
        Card(
            above, one.address, call, _lines([*(each.fact for each in servers), *hotlines]),
            [report, Code(qr.drawing(link_of(request, one)), _("我家的记录"))], foot,
        )
        for one, servers in zip(doors, told, strict=True)
    ]  # fmt: skip


def of_building(request: Request, place: Place) -> list[Card]:
    """A page of the same card, for the entrance and whoever asks: nothing that only those who live
    there may know."""
    found = cards_serving.of_place(place, on=timezone.localdate(), is_served=False)
    facts = [*(one.fact for one in found), *cards_serving.hotlines(place)]
    url = request.build_absolute_uri(reverse("visits:serving", args=[place.code]))
    codes = [_reporting(request, place), Code(qr.drawing(url), _("谁服务这栋楼"))]
    foot = _("扫右边的码，看到的总是现在的名单和电话。紧急危险请直接拨打 110、119 或 120。")
    call = _("有事扫一扫，说一声就有人管")
    return [Card(_above(place), place.name, call, _lines(facts), codes, foot)] * EIGHT


def contacts(place: Place, servers: Sequence[cards_serving.Server], *, url: str) -> list[Contact]:
    """For an address book: the building with the address to report at, then each that has a
    number."""
    head = Contact(
        place.pk, _("连心卡 %s") % place.name, "", url, _("有事点开链接，说一声就有人管")
    )
    told = [(one.name, one.phone, one.what) for one in servers if one.phone]
    told += [(one.label, one.value, _("热线")) for one in cards_serving.hotlines(place)]
    known: dict[str, Contact] = {}
    for name, phone, note in told:
        known.setdefault(phone, Contact(_uid(place.pk, name), name, phone, note=note))
    return [head, *known.values()]


def _uid(seed: UUID, name: str) -> UUID:
    return uuid5(seed, name)


def _reporting(request: Request, place: Place) -> Code:
    url = request.build_absolute_uri(reverse("me:report", args=[place.code]))
    return Code(qr.drawing(url), _("反映问题"))


def _lines(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    return [(one.label, one.value) for one in facts][:LINES]


def _stairs(doors: Sequence[Household]) -> list[StairRow]:
    rows: dict[str, list[DoorRow]] = {}
    for one in doors:
        row = DoorRow(one.door, reverse("visits:door_card", args=[one.pk]))
        rows.setdefault(one.stair, []).append(row)
    return [
        StairRow(_("%s 单元") % stair if stair.isdigit() else stair, told)
        for stair, told in rows.items()
    ]


def _above(place: Place) -> str:
    return " · ".join(one.name for one in network.ancestors(place)[1:-1])
