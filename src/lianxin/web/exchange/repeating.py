"""An order that comes again, as its receipts show it: how often, which there were, how it ends."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.exchange import codes
from lianxin.exchange.codes import Holder
from lianxin.exchange.models import Claim, Every, RecurringOrder
from lianxin.exchange.states import ClaimState
from lianxin.web.claims import LEVELS
from lianxin.web.exchange import pages
from lianxin.web.me.forms import Keyed

SHOWN = 24


def part(claim: Claim, code: str, holder: Holder) -> pages.Recurring | None:
    recurring = of(claim)
    if recurring is None:
        return None
    others = Claim.objects.filter(district_id=claim.district_id, recurring=recurring)
    has_ended = recurring.ended_at is not None
    return pages.Recurring(
        in_words=in_words(recurring),
        next_at=recurring.next_at,
        times=[_time(one, holder) for one in others.exclude(pk=claim.pk).order_by("-pk")[:SHOWN]],
        stop_url="" if has_ended else reverse("exchange:stop", args=[claim.ref, code]),
        stop_form=Keyed(),
    )


def of(claim: Claim) -> RecurringOrder | None:
    if claim.recurring_id is None:
        return None
    found: RecurringOrder = RecurringOrder.objects.get(
        district_id=claim.district_id, pk=claim.recurring_id
    )
    return found


def in_words(recurring: RecurringOrder) -> str:
    often = str(Every(recurring.every).label)
    if recurring.ended_at is not None:
        return _("%s，已停") % often
    if recurring.until_on is not None:
        return _("%(often)s，到 %(day)s 为止") % {"often": often, "day": recurring.until_on}
    return often


def _time(claim: Claim, holder: Holder) -> pages.Time:
    """One code stands for all of them: whoever holds one of them holds them all."""
    state = ClaimState(claim.state)
    return pages.Time(
        url=reverse("exchange:receipt", args=[claim.ref, codes.of(claim, holder)]),
        ref=claim.ref,
        starts_at=claim.starts_at,
        state=str(state.label),
        level=LEVELS.get(state, ""),
    )
