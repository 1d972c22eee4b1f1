"""What would come out of a round now, and why: who gives out places looks at it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lianxin.exchange.models import Listing
from lianxin.matching.assigning import Wisher, assign
from lianxin.matching.models import Placement, Round, Wish
from lianxin.network.models import User

UNPLACED_BEFORE = 3  # what going without once is worth in the next round


@dataclass(frozen=True)
class Row:
    """`debt`: how late her wish was in the last round; who is owed more goes first at ties."""

    user: User
    listing: Listing | None
    rank: int | None
    wishes: Sequence[Listing]
    debt: int


@dataclass(frozen=True)
class Trial:
    rows: Sequence[Row]

    @property
    def by_rank(self) -> Mapping[int | None, int]:
        """How many got their first wish, their second; None: nothing."""
        counts: dict[int | None, int] = {}
        for row in self.rows:
            counts[row.rank] = counts.get(row.rank, 0) + 1
        return counts


def try_out(held: Round) -> Trial:
    """Writes nothing; the same wishes give the same every time."""
    wishes = list(
        Wish.objects.filter(district_id=held.district_id, round=held).select_related("user")
    )
    listings = listings_of(held)
    owed = _debts(held)
    wishers = [
        Wisher(wish.user_id, tuple(map(UUID, wish.listings)), owed.get(wish.user_id, 0))
        for wish in wishes
    ]
    given = assign(wishers, capacities_of(held), lots=str(held.pk))
    by_user = {wish.user_id: wish for wish in wishes}
    rows = [
        Row(
            by_user[one.id].user,
            listings[one.place] if one.place else None,
            one.rank,
            [listings[UUID(pk)] for pk in by_user[one.id].listings],
            owed.get(one.id, 0),
        )
        for one in given
    ]
    return Trial(sorted(rows, key=lambda row: (str(row.user), row.user.pk)))


def listings_of(held: Round) -> dict[UUID, Listing]:
    found = Listing.objects.filter(district_id=held.district_id, pk__in=capacities_of(held))
    return {listing.pk: listing for listing in found.whole()}


def capacities_of(held: Round) -> dict[UUID, int]:
    return {UUID(pk): count for pk, count in held.places}


def _debts(held: Round) -> dict[UUID, int]:
    """How late each one's wish was in the last round of the series that she took part in."""
    before = Placement.objects.filter(
        district_id=held.district_id,
        round__series=held.series,
        round__owner=held.owner_id,
        round__published_at__isnull=False,
    ).exclude(round=held)
    rows = before.order_by("round__published_at", "pk").values_list("user", "rank")
    return {user: UNPLACED_BEFORE if rank is None else rank - 1 for user, rank in rows}
