"""Write agreements with partners, go on from them and end them, by the same rules as on the
pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.partners import ACT, FAILURES, Amount, Ref, WholeAgreementOut, own, whole
from lianxin.api.partners import router as listed
from lianxin.api.reviewing import once
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User
from lianxin.partnering import actions, terms
from lianxin.partnering.actions import Contact, Told
from lianxin.partnering.models import Agreement
from lianxin.partnering.states import Frequency, Kind, Party, Way, What, Wish
from lianxin.partnering.terms import Term

router = Router(tags=["partners"], auth=ACT)
Code = Annotated[str, Field(max_length=60, pattern=PLAIN, description="code of the unit")]
Tag = Annotated[str, Header(max_length=200, pattern=PLAIN)]


class AgreementTermIn(Schema):
    """`giver` gives so much of it in every period, or once."""

    giver: Party
    what: What
    text: str = Field(min_length=1, max_length=terms.LONGEST, pattern=PLAIN)
    amount: Amount
    every: Frequency = Frequency.ONCE
    unit: str = Field("", max_length=terms.LONGEST_UNIT, pattern=PLAIN)
    until_on: date | None = None


class PartnerContactIn(Schema):
    """Somebody of a partner without an account, who signs and confirms by the links of letters."""

    name: str = Field(min_length=1, max_length=60, pattern=PLAIN)
    email: str = Field("", max_length=254, pattern=PLAIN)
    phone: str = Field("", max_length=40, pattern=PLAIN)

    def told(self) -> Contact:
        return Contact(self.name, self.email, self.phone)


class AgreementIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    text: str = Field("", max_length=2000, pattern=PLAIN)
    kind: Kind = Kind.PARTNERSHIP
    way: Way | None = Field(None, description="of a partnership, which needs one")
    classes: list[Code] = Field(
        default_factory=list, max_length=100,
        description="of pairings and service bases: matters in which the place asks it first",
    )  # fmt: skip
    host: Code
    partner: Code
    place: str = Field("", max_length=40, pattern=PLAIN, description="code; empty: the host's")
    starts_on: date
    ends_on: date
    terms: list[AgreementTermIn] = Field(min_length=1, max_length=terms.MOST)
    contact: PartnerContactIn | None = None
    others: list[Code] = Field(
        default_factory=list, max_length=30,
        description="units that sign with the two, of cooperations and memoranda",
    )  # fmt: skip

    def told(self, request: ApiRequest) -> Told:
        district_id = request.district.pk
        host, partner = (
            found.unit(district_id, getattr(self, name), field=name)
            for name in ("host", "partner")
        )
        if host is None or partner is None:
            raise Refusal(_("请写明是哪两个单位。"), field="partner" if host else "host")
        return Told(
            title=self.title, text=self.text, kind=self.kind, way=self.way or "",
            classes=self.classes, host=host, partner=partner,
            place=found.place(district_id, self.place), starts_on=self.starts_on,
            ends_on=self.ends_on, terms=[Term(**dict(term)) for term in self.terms],
            contact=self.contact.told() if self.contact else None,
            others=self._others(district_id),
        )  # fmt: skip

    def _others(self, district_id: int) -> list[Organisation]:
        units = [found.unit(district_id, code, field="others") for code in self.others]
        return [unit for unit in units if unit is not None]


class AgreementDeedIn(Schema):
    """What a verb needs: `reason` to drop or end, `ends_on` to renew (or to end on a later day),
    `contact` to reach, `party` and `wish` to say."""

    key: UUID | None = None
    reason: str = Field("", max_length=500, pattern=PLAIN)
    ends_on: date | None = None
    contact: PartnerContactIn | None = None
    party: Party = Party.HOST
    wish: Wish = Wish.GO_ON


@listed.post("/partnerships", response={201: WholeAgreementOut, **FAILURES}, auth=ACT)
def draft_partnership(request: ApiRequest, said: AgreementIn) -> Status[WholeAgreementOut]:
    """Write one down. Both sides are asked to read and sign it."""
    made = actions.draft(
        request.district, said.told(request), by=request.user, at=timezone.now(),
        key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, whole(request, own(request, made.ref)))


@listed.put("/partnerships/{ref}", response={200: WholeAgreementOut, **FAILURES}, auth=ACT)
def amend_partnership(
    request: ApiRequest, ref: Ref, said: AgreementIn, *, if_match: Tag = ""
) -> WholeAgreementOut:
    """Word it anew, as long as not both have signed; who has, signs again."""
    one = own(request, ref)
    guards.require_unchanged(one, if_match)
    told, now = said.told(request), timezone.now()
    once(lambda: actions.amend(one, told, by=request.user, at=now, key=said.key))
    return whole(request, own(request, ref))


class AgreementVerb(StrEnum):
    drop = "drop"
    end = "end"
    reach = "reach"
    ask_again = "ask_again"
    say = "say"


def _drop(one: Agreement, said: AgreementDeedIn, *, by: User, at: datetime) -> None:
    actions.drop(one, reason=said.reason, by=by, at=at, key=said.key)


def _end(one: Agreement, said: AgreementDeedIn, *, by: User, at: datetime) -> None:
    actions.end(one, reason=said.reason, on=said.ends_on, by=by, at=at, key=said.key)


def _reach(one: Agreement, said: AgreementDeedIn, *, by: User, at: datetime) -> None:
    if said.contact is None:
        raise Refusal(_("请写联系人的称呼。"), field="contact")
    actions.reach(one, said.contact.told(), by=by, at=at, key=said.key)


def _ask_again(one: Agreement, said: AgreementDeedIn, *, by: User, at: datetime) -> None:
    actions.ask_again(one, by=by, at=at, key=said.key)


def _say(one: Agreement, said: AgreementDeedIn, *, by: User, at: datetime) -> None:
    told: dict[str, Any] = {"wish": said.wish, "text": said.reason}
    actions.say(one, said.party, **told, by=by, at=at, key=said.key)


DEEDS: Mapping[AgreementVerb, Callable[..., None]] = {
    AgreementVerb.drop: _drop,
    AgreementVerb.end: _end,
    AgreementVerb.reach: _reach,
    AgreementVerb.ask_again: _ask_again,
    AgreementVerb.say: _say,
}


@router.post("/partnerships/{ref}/renew", response={201: WholeAgreementOut, **FAILURES})
def renew_partnership(
    request: ApiRequest, ref: Ref, said: AgreementDeedIn
) -> Status[WholeAgreementOut]:
    """A new one with the same terms that follows on it, up to `ends_on`, to be signed by both."""
    if said.ends_on is None:
        raise Refusal(_("请写明新的到期日期。"), field="ends_on")
    made = actions.renew(
        own(request, ref), ends_on=said.ends_on, by=request.user, at=timezone.now(),
        key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, whole(request, own(request, made.ref)))


@router.post("/partnerships/{ref}/{verb}", response={200: WholeAgreementOut, **FAILURES})
def do_to_partnership(
    request: ApiRequest, ref: Ref, verb: AgreementVerb, said: AgreementDeedIn
) -> WholeAgreementOut:
    """Not sign it, end it early, reach its partner, or say one's word on the year."""
    one, now = own(request, ref), timezone.now()
    once(lambda: DEEDS[verb](one, said, by=request.user, at=now))
    return whole(request, own(request, ref))
