"""What was needed becomes an offer, and offers and needs become something to be built."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.exchange.actions import listings, telling
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.lineage import actions as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import District, User

MOST: Final = 50


@transaction.atomic
def convert(
    district: District,
    told: Draft,
    *,
    sources: Sequence[Listing] = (),
    others: Sequence[Thing] = (),
    by: User | None,
    at: datetime,
    key: UUID,
) -> Listing:
    """Begin the listing `told` because of `sources` (needs, services), and of `others`, which are
    things of other rooms. Whoever raised a source hears of it. The same `key` is one.

    Whoever calls it has asked whether `by` may see all of them. Raises `Refusal` where one cannot
    become that, and `NotAllowed` for who may not publish in that name.
    """
    _require(told, sources, others)
    listing = listings.draft(district, told, by=by, at=at, key=key)
    target, how = Thing.of(listing), listing.kind
    for source in sources:
        made = lineage.link(
            Thing.of(source), target, district_id=district.pk, how=how, by=by, at=at
        )
        if made.at == at:  # not one that had been noted before
            text = f"{KINDS[listing.kind].label}“{listing.title}”"
            telling.tell_owner("listing_became", listing=source, about=made.pk, at=at, text=text)
    for thing in others:
        lineage.link(thing, target, district_id=district.pk, how=how, by=by, at=at)
    return listing


def _require(told: Draft, sources: Sequence[Listing], others: Sequence[Thing]) -> None:
    if not 0 < len(sources) + len(others) <= MOST:
        raise Refusal(_("请选一条到五十条需求。"), field="sources")
    if told.kind not in {code for kind in KINDS.values() for code in kind.becomes}:
        raise Refusal(_("只能转成服务或建设项目。"), field="kind")
    for source in sources:
        if told.kind not in KINDS[source.kind].becomes:
            raise Refusal(
                _("“%(title)s”是%(kind)s，不能转成%(wanted)s。")
                % {
                    "title": source.title,
                    "kind": KINDS[source.kind].label,
                    "wanted": KINDS[told.kind].label,
                },
                field="sources",
            )
