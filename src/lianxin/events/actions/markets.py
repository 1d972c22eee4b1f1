"""Stalls of a market: laid out, given by hand or by a lot that anybody can draw again."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import markets, policy
from lianxin.events.models import Market, Stall
from lianxin.exchange.actions import applications
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.language import personal
from lianxin.network.models import User

MOST: Final = 200
WIDEST: Final = 20


def open_market(
    listing: Listing, *, event: Listing | None = None, by: User | None, at: datetime, key: UUID
) -> Market:
    """Begin the plan of a listing of stalls, with the seed of its lot. One for each listing."""
    policy.require_giving(by, listing, on=timezone.localdate(at))
    if listing.kind != markets.STALL:
        raise Refusal(_("只有“市集摊位”可以画摊位图。"), code="no_market")
    market = Market(
        district_id=listing.district_id, key=key, listing=listing, event=event,
        seed=secrets.token_hex(16),
    )  # fmt: skip
    try:
        with transaction.atomic():
            timeline.begin(market, "open", by=by, at=at)
    except IntegrityError:
        first: Market = Market.objects.get(district_id=listing.district_id, listing=listing)
        return first
    return market


@transaction.atomic
def add_row(
    market: Market,
    *,
    count: int,
    size: str,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> list[Stall]:
    """One more row of stalls of one size, numbered on."""
    policy.require_giving(by, market.listing, on=timezone.localdate(at))
    timeline.refuse_repeated(market, key)
    there = list(_stalls(market))
    if not 1 <= count <= WIDEST or len(there) + count > MOST:
        raise Refusal(
            _("一排最多 %(wide)d 个，一共最多 %(most)d 个。") % {"wide": WIDEST, "most": MOST},
            field="count",
        )
    if not size.strip():
        raise Refusal(_("请写摊位大小，例如 2×2 米。"), field="size")
    row = max((one.row for one in there), default=0) + 1
    made = Stall.objects.bulk_create(
        Stall(
            district_id=market.district_id, market=market, number=len(there) + n, row=row,
            column=n, size=size.strip()[:20],
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    timeline.append(market, "add_row", by=by, at=at, key=key, note=f"{count} {size.strip()[:20]}")
    return made


@transaction.atomic
def give(
    stall: Stall,
    claim: Claim,
    *,
    name: str = "",
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> None:
    """A stall to who applied, by hand. Raises `Overtaken` when somebody has it meanwhile."""
    market = stall.market
    policy.require_giving(by, market.listing, on=timezone.localdate(at))
    timeline.refuse_repeated(market, key)
    [locked] = _stalls(market).filter(pk=stall.pk)
    if claim.listing_id != market.listing_id:
        raise Refusal(_("这份申请不是这个市集的。"), field="claim")
    if markets.holds(locked):
        raise Overtaken(_("%d 号摊位已经给出去了，请换一个。") % stall.number)
    _hand(locked, claim, name=name, is_by_hand=True, by=by, at=at)
    timeline.append(market, "give", by=by, at=at, key=key, note=f"{stall.number} {claim.ref}")


@transaction.atomic
def draw(market: Market, *, by: User | None, at: datetime, key: UUID | None = None) -> int:
    """The lot gives all free stalls, in the order of their numbers, and from now on the seed is
    public. Who has none waits in that order: drawn again, it goes on with them where a stall was
    given back. Returns how many were given."""
    policy.require_giving(by, market.listing, on=timezone.localdate(at))
    timeline.refuse_repeated(market, key)
    free = [one for one in _stalls(market) if not markets.holds(one)]
    line = markets.line(market)
    if not free or not line:
        raise Refusal(
            _("没有空着的摊位。") if line else _("还没有人申请，等有了申请再抽。"), code="nothing"
        )
    for stall, claim in zip(free, line, strict=False):
        _hand(stall, claim, is_by_hand=False, by=by, at=at)
    for place, claim in enumerate(line[len(free) :], 1):
        if claim.state == ClaimState.ASKED:
            said = _("抽签候补第 %d 位，有人退出就按次序轮到您。") % place
            applications.shortlist(claim, by=by, at=at, note=said)
    changes = {} if market.drawn_at else {"drawn_at": at}
    timeline.append(market, "draw", by=by, at=at, key=key, note=market.seed, changes=changes)
    return min(len(free), len(line))


@transaction.atomic
def name_stall(
    stall: Stall, *, name: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """What the public list calls it."""
    policy.require_giving(by, stall.market.listing, on=timezone.localdate(at))
    timeline.refuse_repeated(stall.market, key)
    said = _public(name)
    if not said:
        raise Refusal(_("请写摊名；不要写电话和住址，这里人人看得到。"), field="name")
    Stall.objects.filter(district_id=stall.district_id, pk=stall.pk).update(name=said)
    note = f"{stall.number} {said}"
    timeline.append(stall.market, "name_stall", by=by, at=at, key=key, note=note)


def _stalls(market: Market) -> models.QuerySet[Stall]:
    """Those of the plan, kept from others until the transaction ends: the market first."""
    now = Market.objects.select_for_update(of=("self",), no_key=True).get(
        district_id=market.district_id, pk=market.pk
    )
    market.seq, market.head, market.drawn_at = now.seq, now.head, now.drawn_at
    rows = Stall.objects.filter(district_id=market.district_id, market=market)
    return rows.select_related("claim").order_by("number")


def _hand(
    stall: Stall, claim: Claim, *, is_by_hand: bool, by: User | None, at: datetime, name: str = ""
) -> None:
    said = _("您的摊位是 %(number)d 号，%(size)s。") % {
        "number": stall.number, "size": stall.size,
    }  # fmt: skip
    applications.award(claim, by=by, at=at, note=said)
    stall.claim, stall.is_by_hand = claim, is_by_hand
    stall.name = _public(name) or _public(markets.first_line(claim))
    stall.save(update_fields=["claim", "is_by_hand", "name"])


def _public(name: str) -> str:
    """Fit for everybody to read, or nothing."""
    said = name.strip()[:40]
    return "" if personal.find_personal(said) else said
