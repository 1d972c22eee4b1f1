"""The partners of the demo town's communities: agreements in every state, what was given under
them, and what communities still look for. Through the actions, up to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.exchange.actions import listings
from lianxin.exchange.actions.listings import Draft
from lianxin.network.models import District, Organisation
from lianxin.partnering import actions, queries, settling, terms
from lianxin.partnering.actions import Contact, Told
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.states import Kind
from lianxin.partnering.terms import HUNDRED, Term
from lianxin.playbooks.demo.words import load

KEYS: Final = UUID("5e1d4c8a-7b19-4f0e-9a52-61c3f7d8e024")
DAY: Final = timedelta(days=1)
UNSIGNED: Final = ("DRAFT", "HALF_SIGNED", "DROPPED")
BEFORE: Final = 12 * DAY  # it was drafted so long before it began


@transaction.atomic
def fill(district: District, *, at: datetime) -> int:
    """Unless there are some. Returns how many agreements there are."""
    found = Agreement.objects.filter(district_id=district.pk)
    if not found.exists():
        _Partners(district, load("partners"), at).fill()
    return found.count()


@dataclass
class _Partners:
    district: District
    book: Mapping[str, Any]
    at: datetime

    def fill(self) -> None:
        units = Organisation.objects.filter(district_id=self.district.pk).select_related("place")
        self.units = {unit.code: unit for unit in units}
        for row in self.book["agreements"]:
            self._agree(row)
        for row in self.book["offers"]:
            self._offer(row)

    def _key(self, *parts: object) -> UUID:
        return uuid5(KEYS, " ".join(str(part) for part in parts))

    def _agree(self, row: Mapping[str, Any]) -> None:
        begins = self.at - row["since"] * DAY
        made_at = min(begins, self.at) - BEFORE
        one = actions.draft(
            self.district, self._told(row, timezone.localdate(begins)), by=None, at=made_at,
            key=self._key(row["title"]),
        )  # fmt: skip
        if row["ends"] == "DROPPED":
            actions.drop(one, reason=row["reason"], by=None, at=made_at + 3 * DAY)
            return
        parties = {"DRAFT": (), "HALF_SIGNED": ("HOST",)}.get(row["ends"], ("HOST", "PARTNER"))
        for day, party in enumerate(parties, 2):
            actions.sign(one, party, seen=one.seq, by=None, at=made_at + day * DAY)
        for joiner in queries.joiners_of(one)[: row.get("joined", 0)]:
            joiner.agreement = one
            actions.sign_with(joiner, seen=one.seq, by=None, at=made_at + 5 * DAY)
        if row["ends"] not in UNSIGNED:
            self._keep(one, row)
            self._end(one, row)

    def _told(self, row: Mapping[str, Any], starts_on: date) -> Told:
        return Told(
            title=row["title"],
            kind=row.get("kind", Kind.PARTNERSHIP),
            way=row.get("way", ""),
            classes=row.get("classes", ()),
            text=row["text"],
            host=self.units[row["host"]],
            partner=self.units[row["partner"]],
            starts_on=starts_on,
            ends_on=starts_on + (row["for"] - 1) * DAY,
            contact=Contact(*row["contact"]) if "contact" in row else None,
            others=[self.units[code] for code in row.get("others", ())],
            terms=[
                Term(party, what, text, amount * HUNDRED, every, unit)
                for party, (what, text, amount, unit, every) in (
                    ("HOST", row["host_gives"]), ("PARTNER", row["partner_gives"]),
                )
            ],
        )  # fmt: skip

    def _keep(self, one: Agreement, row: Mapping[str, Any]) -> None:
        """The shares of `kept`, period by period; the host gives what it promised."""
        for number, term in enumerate(terms.load(one.terms), 1):
            spans = list(settling.spans(term, starts_on=one.starts_on, ends_on=one.ends_on))
            shares = list(zip(spans, row["kept"], strict=False))
            for place, (span, share) in enumerate(shares, 1):
                is_last = place == len(shares) and term.giver == "PARTNER"
                amount = int(span.promised * (share if term.giver == "PARTNER" else 1))
                day = min(span.starts_on + 20 * DAY, timezone.localdate(self.at))
                self._give(one, number, amount, day, row["last"] if is_last else "CONFIRMED")

    def _give(self, one: Agreement, number: int, amount: int, day: date, answer: str) -> None:
        giver = one.terms[number - 1]["giver"]
        moment = timezone.make_aware(datetime.combine(day, self.at.time()))
        handover: Handover = actions.record(
            one, giver, term=number, amount=amount, given_on=day, by=None,
            at=min(moment, self.at), key=self._key(one.pk, number, day),
        )  # fmt: skip
        after = min(moment + DAY, self.at)
        if answer == "CONFIRMED":
            actions.confirm(handover, by=None, at=after)
        elif answer == "DISPUTED":
            said = "师傅只来了两个下午，记的是四个。"
            actions.dispute(handover, objection=said, by=None, at=after)

    def _end(self, one: Agreement, row: Mapping[str, Any]) -> None:
        if row["ends"] == "ENDED":
            actions.end(one, reason=row["reason"], by=None, at=self.at - 30 * DAY)
        if row["ends"] == "RENEWED":
            new = actions.renew(
                one, ends_on=one.ends_on + 365 * DAY, by=None, at=self.at - 50 * DAY,
                key=self._key(one.pk, "renewed"),
            )  # fmt: skip
            for day, party in enumerate(("PARTNER", "HOST")):
                actions.sign(new, party, seen=new.seq, by=None, at=self.at - (48 - day) * DAY)

    def _offer(self, row: Mapping[str, Any]) -> None:
        unit = self.units[row["host"]]
        told = Draft(
            kind="PARTNER",
            title=f"{unit.place.name}：{row['title']}",
            provider=unit,
            details={name: row[name] for name in ("way", "gives", "gets")},
            mode="ON_SITE",
            place=unit.place,
            area=unit.place,
            audience=["FIRMS"],
            contact="值班室",
            phone=unit.hotline or "0532-88680012",
            confirm_days=183,
        )
        made_at, key = self.at - 20 * DAY, self._key("offer", row["title"])
        made = listings.draft(self.district, told, by=None, at=made_at, key=key)
        listings.publish(made, by=None, at=made_at)
