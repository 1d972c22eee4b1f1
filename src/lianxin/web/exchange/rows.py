"""One listing among others."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import queries
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing, Mode
from lianxin.web.exchange import opening, pages, words


def row(listing: Listing, *, at: datetime, metres: int | None = None, fit: str = "") -> pages.Row:
    kind, on = KINDS[listing.kind], timezone.localdate(at)
    return pages.Row(
        url=reverse("exchange:listing", args=[listing.ref]),
        title=listing.title,
        text=queries.in_short(listing),
        kind=queries.said(listing.district_id, kind.code, kind.label),
        icon=kind.icon,
        unit=listing.provider.name if listing.provider else str(listing.owner or ""),
        area=_where(listing),
        mode=_mode(listing),
        price=words.price(listing),
        is_unconfirmed=listing.is_unconfirmed(on=on),
        is_full=listing.is_full,
        is_open=opening.is_open(listing.hours, listing.district_id, at=at)
        if listing.hours
        else None,
        away=_away(metres),
        fit=fit,
        filled=_("已招满") if kind.is_work else _("已满"),
    )


def _where(listing: Listing) -> str:
    """Where it stands, for what one goes to; else whom it serves."""
    if KINDS[listing.kind].is_somewhere and listing.place:
        return listing.place.name
    return listing.area.name if listing.area else _("不限")


def _mode(listing: Listing) -> str:
    """That one goes to work is not said of a post."""
    if not listing.mode or (KINDS[listing.kind].is_work and listing.mode == Mode.ON_SITE):
        return ""
    return str(Mode(listing.mode).label)


def _away(metres: int | None) -> str:
    if metres is None:
        return ""
    if metres < 1000:  # noqa: PLR2004  a kilometre
        return _("%d 米") % max(10, round(metres, -1))
    return _("%s 公里") % f"{metres / 1000:.1f}"
