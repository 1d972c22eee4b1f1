"""Who hears of what became of a listing or an order: whose it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from lianxin.exchange.models import Claimant, Listing
from lianxin.exchange.policy import OF_UNIT
from lianxin.following.hearers import Hearer, Tie, heard_by
from lianxin.kernel import privacy
from lianxin.network import queries as network
from lianxin.outbox.actions import Address


@heard_by("exchange.listing")
def of_listings(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    """The person, or the people of the unit."""
    rows = Listing.objects.filter(district_id=district_id, pk__in=ids)
    today = timezone.localdate()
    for row in rows.select_related("owner", "provider").order_by("pk"):
        people = [row.owner] if row.owner and row.provider is None else []
        if row.provider is not None:
            people = list(network.people_in(row.provider, *OF_UNIT, on=today))
        for user in people:
            yield Hearer(row.pk, Tie.PROPOSED, row.title, row.made_at, user=user)


@heard_by("exchange.claim")
def of_claims(district_id: int, ids: Collection[UUID]) -> Iterable[Hearer]:
    rows = Claimant.objects.filter(district_id=district_id, claim__in=ids)
    for row in rows.select_related("claim", "user").order_by("pk"):
        if not (row.user or row.email or row.phone):
            continue
        claim = row.claim
        address = Address(
            name=row.name or "", email=row.email or "", phone=row.phone or "",
            language=row.language,
            link=f"/orders/{claim.ref}/{privacy.tracking_code(claim.pk)}/",
        )  # fmt: skip
        yield Hearer(
            claim.pk, Tie.ORDERED, claim.subject, claim.asked_at, user=row.user, address=address
        )
