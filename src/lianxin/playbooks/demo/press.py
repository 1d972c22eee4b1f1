"""Write listings and bookings by the thousand: checked as the actions check them, each with its
whole chain of entries, and put down in bulk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import models

from lianxin.catalogue import findable
from lianxin.catalogue.actions import stocking
from lianxin.exchange.actions import listings
from lianxin.exchange.actions.claiming import SERIES
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Cell, Claim, Claimant, Listing, Slot, Space
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel import privacy
from lianxin.kernel.models import Audience, Entry, Recorded
from lianxin.kernel.refs import next_ref
from lianxin.network.models import District

QUARTER: Final = timedelta(minutes=15)
BATCH: Final = 200


class Press:
    """Holds what is made until `flush`; call that in a transaction."""

    def __init__(self, district: District) -> None:
        self.district = district
        self._listings: list[Listing] = []
        self._held: dict[type[models.Model], list[Any]] = {
            Listing: self._listings, Slot: [], Space: [], Claim: [], Claimant: [], Cell: [],
            Entry: [],
        }  # fmt: skip

    def publish(
        self, told: Draft, *, at: datetime, key: UUID, confirmed_at: datetime | None = None
    ) -> Listing:
        """Drafted, found complete, and published; later confirmed, perhaps. Raises as the actions
        do."""
        made = Listing(
            district=self.district,
            key=key,
            kind=told.kind,
            provider=told.provider,
            made_at=at,
            **listings.columns_of(told),
        )
        listings.require_complete(made)
        made.ref = next_ref(self.district.pk, f"{self.district.ref_prefix}G", at=at)
        self._append(made, "draft", at=at, audience=Audience.STAFF)
        self._held[Entry].append(stocking.publish(made, at=at))
        if confirmed_at:
            for name, value in listings.confirmed(made, at=confirmed_at).items():
                setattr(made, name, value)
            self._append(made, "confirm", at=confirmed_at)
        self._listings.append(made)
        return made

    def add(self, row: Slot | Space) -> None:
        self._held[type(row)].append(row)

    def booking(
        self, space: Space, name: str, subject: str, *, starts_at: datetime, ends_at: datetime,
        asked_at: datetime, key: UUID, state: ClaimState, ended_at: datetime | None,
    ) -> None:  # fmt: skip
        """A room somebody has, had, or gave back."""
        claim = self._claim(
            space.listing, name, subject, shape=Shape.BOOKING, key=key, asked_at=asked_at,
            space=space, starts_at=starts_at, ends_at=ends_at, seats=1 + key.int % space.seats,
        )  # fmt: skip
        self._append(claim, "take", at=asked_at)
        if state != ClaimState.HELD:
            verbs = {ClaimState.DONE: "attend", ClaimState.CANCELLED: "cancel"}
            assert ended_at is not None  # it is over
            claim.state, claim.ended_at = state, ended_at
            self._append(claim, verbs[state], at=ended_at)
        if state == ClaimState.CANCELLED:
            return
        while starts_at < ends_at:
            cell = Cell(district=self.district, space=space, at=starts_at, claim=claim)
            self._held[Cell].append(cell)
            starts_at += QUARTER

    def hire(self, listing: Listing, name: str, *, asked_at: datetime, at: datetime) -> None:
        """Somebody applied for a post and has it."""
        claim = self._claim(
            listing, name, listing.title, shape=Shape.APPLICATION,
            key=UUID(int=listing.pk.int ^ listing.taken ^ 1 << 60), asked_at=asked_at,
            state=ClaimState.ASKED,
        )  # fmt: skip
        self._append(claim, "ask", at=asked_at)
        claim.state = ClaimState.HELD
        self._append(claim, "award", at=at)
        listing.taken += 1

    def flush(self) -> None:
        for model, rows in self._held.items():
            model._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001  of any
        findable.put_many(self.district.pk, self._listings)
        for rows in self._held.values():
            rows.clear()

    def _claim(
        self, listing: Listing, name: str, subject: str, *, shape: Shape, asked_at: datetime,
        key: UUID, state: ClaimState = ClaimState.HELD, **columns: Any,
    ) -> Claim:  # fmt: skip
        prefix = f"{self.district.ref_prefix}{SERIES[shape]}"
        claim = Claim(
            district=self.district, key=key, shape=shape, listing=listing, kind=listing.kind,
            unit=listing.provider, subject=subject, place=listing.place, asked_at=asked_at,
            state=state, ref=next_ref(self.district.pk, prefix, at=asked_at), **columns,
        )  # fmt: skip
        phone = f"137{key.int % 10**8:08}"
        claimant = Claimant(
            district=self.district, claim=claim, name=name, phone=phone,
            phone_index=privacy.blind_index(phone, purpose="phone"),
        )  # fmt: skip
        self._held[Claim].append(claim)
        self._held[Claimant].append(claimant)
        return claim

    def _append(
        self, thing: Recorded, verb: str, *, at: datetime, audience: str = Audience.PUBLIC
    ) -> None:
        self._held[Entry].append(stocking.chained(thing, verb, at=at, audience=audience))
