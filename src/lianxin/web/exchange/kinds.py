"""Listings in the search boxes of those who work here and of the public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.catalogue import finding
from lianxin.catalogue.findable import LISTED
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Listing
from lianxin.network.models import User
from lianxin.web import paging
from lianxin.web.exchange import words
from lianxin.web.exchange.catalogue import in_bulk
from lianxin.web.search.kinds import Kind, Narrow, Shown, register
from lianxin.web.town import finding as town
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _visible(user: User, _on: date, narrow: Narrow) -> QuerySet[Any] | None:
    """What is published is in the index; a listing has neither class nor a case's state."""
    if not narrow.is_wide:
        return None
    assert user.district_id is not None  # the middleware lets nobody else in
    found: QuerySet[Any] = Listing.objects.filter(district_id=user.district_id).public()
    return found


def _show(district_id: int, ids: Sequence[UUID]) -> Mapping[UUID, Shown]:
    return {
        pk: Shown(
            url=reverse("exchange:listing", args=[one.ref]),
            facts=[
                one.ref,
                str(KINDS[one.kind].label),
                one.provider.name if one.provider else "",
                words.price(one),
            ],
            state=_("已满") if one.is_full else "",
        )
        for pk, one in in_bulk(district_id, ids).items()
    }


def _found(district_id: int, q: str, most: int) -> tuple[Sequence[Row], int]:
    wanted = finding.read(district_id, {"q": q})
    hits = finding.ranked(district_id, wanted, at=timezone.now(), limit=most)
    by_pk = in_bulk(district_id, [hit.pk for hit in hits.rows])
    rows = [
        Row(
            reverse("exchange:listing", args=[one.ref]),
            one.title,
            " · ".join(
                part
                for part in (
                    str(KINDS[one.kind].label),
                    one.provider.name if one.provider else "",
                    words.price(one),
                )
                if part
            ),
        )
        for hit in hits.rows
        if (one := by_pk.get(hit.pk))
    ]
    return rows, hits.count


register(Kind(LISTED, gettext_lazy("服务清单"), _visible, _show))
town.register(
    Group(
        LISTED,
        gettext_lazy("服务清单"),
        "shopping-basket",
        _found,
        lambda q: paging.address("exchange:catalogue", q=q),
    )
)
