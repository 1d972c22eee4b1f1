"""Needs become services, services something to be built: whoever asked hears of each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds import KINDS, build
from lianxin.exchange.models import Listing
from lianxin.following import actions as following
from lianxin.kernel.models import Entry
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing

MADE: Final = ("SERVICE", build.KIND.code)


def published(listing: Listing, *, entry: Entry) -> None:
    """It is there for everybody, and came of something."""
    if listing.kind not in MADE:
        return
    if lineage.sources_of(listing.district_id, [Thing.of(listing)]):
        _tell(listing, entry, _("已经公布，大家都能看到"))


def advanced(listing: Listing, *, before: Mapping[str, Any], entry: Entry) -> None:
    """What is being built has come further."""
    now = listing.details.get("progress")
    if listing.kind == build.KIND.code and now != before.get("progress"):
        details = {detail.name: detail for detail in KINDS[listing.kind].details}
        _tell(listing, entry, details["progress"].choices.get(now, ""))


def _tell(listing: Listing, entry: Entry, text: Any) -> None:
    following.happened(
        listing, entry=entry, subject=listing.title, text=text, link=f"/exchange/{listing.ref}/"
    )
