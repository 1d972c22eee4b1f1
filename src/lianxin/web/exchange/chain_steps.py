"""Listings and orders as steps of what came of what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.exchange import policy
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState, ListingState
from lianxin.kernel import privacy
from lianxin.web.exchange import kin
from lianxin.web.following.steps import Shown, Viewer, shows


@shows("exchange.listing", _("清单"), hidden=_("还没有公开的一条"))
def listings(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    visible = policy.listings_visible_to(viewer.user, viewer.district_id, on=viewer.on)
    rows = visible.filter(pk__in=ids).select_related("provider")
    return {
        row.pk: Shown(
            title=row.title, url=reverse("exchange:listing", args=[row.ref]),
            state=kin.progress(row) or str(ListingState(row.state).label),
            on=timezone.localdate(row.made_at), unit=row.provider,
            label=str(KINDS[row.kind].label),
        )
        for row in rows
    }  # fmt: skip


@shows("exchange.claim", _("点单"), hidden=_("居民点的一单"))
def claims(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    """Her own, by the code that she holds."""
    rows = Claim.objects.filter(
        district_id=viewer.district_id, pk__in=set(ids) & viewer.opened
    ).select_related("unit")
    return {
        row.pk: Shown(
            title=row.subject,
            url=reverse("exchange:receipt", args=[row.ref, privacy.tracking_code(row.pk)]),
            state=str(ClaimState(row.state).label), on=timezone.localdate(row.asked_at),
            unit=row.unit,
        )
        for row in rows
    }  # fmt: skip
