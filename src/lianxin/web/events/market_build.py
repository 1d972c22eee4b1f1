"""Fill the page of a market: its plan, who has which stall, and the lot to go over."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.events import markets, policy, queries
from lianxin.events.models import Market, Stall
from lianxin.exchange.actions.claiming import require_listing
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel.refusals import Refusal
from lianxin.web.events import hall_pages as pages
from lianxin.web.events.build import crumbs
from lianxin.web.events.hall_forms import Chosen, GiveForm, NameForm, OpenForm, RowForm
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Ball, Deed, Fact, Link
from lianxin.web.respond import Request

STEP, ROW = 46, 64  # of the plan: from stall to stall, from row to row


def plan_of(listing: Listing) -> Market | None:
    rows = Market.objects.filter(district_id=listing.district_id, listing=listing)
    found: Market | None = rows.select_related("listing__provider", "event").first()
    return found


def page(request: Request, listing: Listing, *, forms: dict[str, Keyed]) -> pages.Market:
    plan = plan_of(listing)
    stalls = markets.stalls(plan) if plan else []
    return pages.Market(
        title=listing.title,
        facts=_facts(listing, plan),
        ball=_ball(listing, plan, stalls),
        stalls=[_stall(one) for one in stalls],
        width=STEP * max((one.column for one in stalls), default=1),
        height=ROW * max((one.row for one in stalls), default=1),
        mark=markets.mark(plan.seed) if plan else "",
        seed=plan.seed if plan and plan.drawn_at else "",
        lots=_lots(plan, stalls) if plan else [],
        apply_url=f"{_here(listing)}#take" if _is_open(listing) else "",
        deeds=_deeds(request, listing, plan, stalls, forms),
        crumbs=[*crumbs(), Link(listing.title, _here(listing))],
    )


def _is_open(listing: Listing) -> bool:
    try:
        require_listing(listing, Shape.APPLICATION, at=timezone.now())
    except Refusal:
        return False
    return True


def _here(listing: Listing) -> str:
    return reverse("exchange:listing", args=[listing.ref])


def _facts(listing: Listing, plan: Market | None) -> list[Fact]:
    told = [Fact(_("主办单位"), listing.provider.name if listing.provider else "")]
    if plan and plan.event:
        url = reverse("exchange:listing", args=[plan.event.ref])
        told.append(Fact(_("哪个市集"), plan.event.title, url))
    if goods := listing.details.get("goods"):
        told.append(Fact(_("可以卖什么"), _("、").join(goods)))
    if day := listing.details.get("hold_on"):
        told.append(Fact(_("开市日期"), str(day)))
    return told


def _ball(listing: Listing, plan: Market | None, stalls: list[Stall]) -> Ball | None:
    if plan is None:
        return None
    unit = listing.provider.name if listing.provider else ""
    if plan.drawn_at is None:
        waits = len(markets.line(plan))
        told = _("%d 份申请等抽签。抽签以后，结果在本页公布。") % waits
        return Ball(unit, told, open_end=_("开市以前"))
    free = sum(not markets.holds(one) for one in stalls)
    if free:
        told = _("还有 %d 个摊位空着，按抽签次序给下一位。") % free
        return Ball(unit, told, open_end=_("开市以前"))
    return Ball(unit, _("摊位都已给出，开市见。"), is_done=True)


def _stall(one: Stall) -> pages.StallRow:
    has = markets.holds(one)
    return pages.StallRow(
        number=one.number,
        size=one.size,
        name=one.name if has else "",
        state=(_("指定的") if one.is_by_hand else _("抽到的")) if has else _("空着"),
        level="quiet" if has else "good",
        is_free=not has,
        x=(one.column - 1) * STEP,
        y=(one.row - 1) * ROW,
    )


def _lots(plan: Market, stalls: list[Stall]) -> list[pages.LotRow]:
    numbers = {one.claim.ref: one.number for one in stalls if one.claim and markets.holds(one)}
    by_hand = {one.claim.ref for one in stalls if one.claim and one.is_by_hand}
    return [
        pages.LotRow(one.place, one.ref, one.rank, _came(one, numbers, by_hand))
        for one in markets.lots(plan)
    ]


def _came(one: markets.Lot, numbers: dict[str, int], by_hand: set[str]) -> str:
    if one.ref in numbers:
        said = _("%d 号摊位") % numbers[one.ref]
        return _("%s（指定的，没有参加抽签）") % said if one.ref in by_hand else said
    if one.state in markets.OPEN:
        return _("候补")
    return str(ClaimState(one.state).label)


def _deeds(
    request: Request,
    listing: Listing,
    plan: Market | None,
    stalls: list[Stall],
    forms: dict[str, Keyed],
) -> list[Deed]:
    if not policy.gives(request.user, listing, on=timezone.localdate()):
        return []
    names = {
        "open": (_("开始画摊位图"), "layout-grid"),
        "add_row": (_("加一排摊位"), "plus"),
        "draw": (_("抽签"), "dices"),
        "give": (_("指定摊位"), "map-pin-check"),
        "name_stall": (_("改摊名"), "pencil"),
    }
    told = _offered(plan, stalls)
    notes = {
        "open": _("种子的指纹马上公布，谁也改不了；抽签以后公布种子，人人可以照着重算。"),
        "draw": _("空着的按抽签次序给出，没有抽到的按次序候补；有人退出，再点一次就给下一位。"),
    }
    return [
        Deed(
            name, names[name][0], names[name][1],
            reverse("events:market_deed", args=[listing.ref, name]),
            forms.get(name) or form_of(listing, name), is_main=number == 0,
            note=notes.get(name, ""),
        )
        for number, name in enumerate(told)
    ]  # fmt: skip


def _offered(plan: Market | None, stalls: list[Stall]) -> list[str]:
    """What can be done now, the next thing first."""
    if plan is None:
        return ["open"]
    if not stalls:
        return ["add_row"]
    has_free = any(not markets.holds(one) for one in stalls)
    waits = bool(markets.line(plan))
    told = ["draw", "give"] if has_free and waits else []
    return [*told, "add_row", *(["name_stall"] if any(map(markets.holds, stalls)) else [])]


def form_of(listing: Listing, name: str, data: Any = None) -> Keyed:
    plain = {"add_row": RowForm, "draw": Keyed}
    if name in plain:
        return plain[name](data, auto_id=f"id_{name}_%s")
    chosen: dict[str, type[Chosen]] = {"open": OpenForm, "give": GiveForm, "name_stall": NameForm}
    return chosen[name](data, choices=_choices(listing, name), auto_id=f"id_{name}_%s")


def _choices(listing: Listing, name: str) -> dict[str, Any]:
    if name == "open":
        return {"event": [(str(one.pk), one.title) for one in events_of(listing)]}
    plan = plan_of(listing)
    stalls = markets.stalls(plan) if plan else []
    if name == "name_stall":
        held = [one for one in stalls if markets.holds(one)]
        return {"stall": [(str(one.pk), f"{one.number} {one.name}") for one in held]}
    free = [one for one in stalls if not markets.holds(one)]
    return {
        "stall": [(str(one.pk), f"{one.number} · {one.size}") for one in free],
        "claim": [(str(one.pk), _applied(one)) for one in (markets.line(plan) if plan else [])],
    }


def _applied(claim: Claim) -> str:
    return f"{claim.ref} {markets.first_line(claim)[:30]}"


def events_of(listing: Listing) -> list[Listing]:
    """Events of the same unit."""
    rows = Listing.objects.filter(
        district_id=listing.district_id, kind=queries.EVENT, provider=listing.provider_id,
        state="PUBLISHED",
    )  # fmt: skip
    return list(rows.order_by("-made_at")[:60])
