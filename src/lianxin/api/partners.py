"""Agreements with partners and how they are kept, for everybody; signing and recording for their
sides; and what came of what."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from lianxin.api import guards
from lianxin.api.exchange import found
from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer, anybody
from lianxin.cases import policy as cases
from lianxin.cases.actions import enlisting
from lianxin.cases.models import Case
from lianxin.catalogue.actions import converting
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.kinds.build import PLANNED
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import Scope
from lianxin.partnering import actions, policy, queries
from lianxin.partnering.models import Agreement, AgreementQuerySet, Handover, Joiner
from lianxin.partnering.settling import Account
from lianxin.partnering.states import (
    AgreementState,
    Frequency,
    HandoverState,
    Kind,
    Party,
    Way,
    What,
)

MOST = 200
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)
router = Router(tags=["partners"], auth=[Bearer(Scope.EXCHANGE_READ), anybody])
ACT = Bearer(Scope.EXCHANGE_ACT)
Ref = Annotated[str, Path(max_length=20, pattern=PLAIN)]
Amount = Annotated[int, Field(description="in hundredths of the unit; money in fen")]


class AgreementOut(Schema):
    """`seq` is the version, to be sent with a signature."""

    ref: str
    seq: int
    title: str
    kind: Kind
    way: Way | Literal[""] = Field(description="of a partnership")
    classes: list[str] = Field(description="matters in which the place asks its partner first")
    state: AgreementState
    host: str = Field(description="name of the unit of the place")
    partner: str
    place: str = Field(description="code")
    starts_on: date
    ends_on: date
    ended_on: date | None

    @classmethod
    def told(cls, one: Agreement) -> dict[str, Any]:
        same = (
            "ref", "seq", "title", "kind", "way", "classes", "state", "starts_on", "ends_on",
            "ended_on",
        )  # fmt: skip
        return {name: getattr(one, name) for name in same} | {
            "host": one.host.name,
            "partner": one.partner.name,
            "place": one.place.code,
        }


class SumsOut(Schema):
    promised: Amount
    given: Amount
    confirmed: Amount
    disputed: Amount
    open: Amount


class PeriodOut(SumsOut):
    starts_on: date
    ends_on: date


class AccountOut(Schema):
    """One term, and how it is kept: its periods so far and what they come to."""

    number: int
    giver: Party
    what: What
    text: str
    unit: str
    amount: Amount
    every: Frequency
    until_on: date | None
    whole: Amount
    sums: SumsOut
    periods: list[PeriodOut]

    @classmethod
    def of(cls, account: Account) -> AccountOut:
        term = account.term
        return cls(
            number=account.number, giver=Party(term.giver), what=What(term.what), text=term.text,
            unit=term.unit, amount=term.amount, every=Frequency(term.every),
            until_on=term.until_on,
            whole=account.whole, sums=SumsOut(**_sums(account.sums)),
            periods=[
                PeriodOut(
                    **_sums(line.sums), starts_on=line.span.starts_on, ends_on=line.span.ends_on
                )
                for line in account.lines
            ],
        )  # fmt: skip


class HandoverOut(Schema):
    id: UUID
    term: int
    given_on: date
    amount: Amount
    note: str
    told_by: Party
    state: HandoverState
    objection: str


class JoinerOut(Schema):
    """A unit that signs with the two."""

    unit: str = Field(description="code")
    name: str
    signed_at: datetime | None


class WholeAgreementOut(AgreementOut):
    text: str
    others: list[JoinerOut] = Field(description="who signs with the two")
    terms: list[dict[str, str | int]] = Field(description="as they were signed")
    accounts: list[AccountOut] = Field(description="empty until both have signed")
    handovers: list[HandoverOut] = Field(description="for the two sides and who oversees them")


class AgreementPage(Schema):
    """One page. Send `next` as `cursor` for the following one; null: there is none."""

    items: list[AgreementOut]
    next: str | None


class SignatureIn(Schema):
    key: UUID | None = None
    party: Party = Field(Party.HOST, description="which of the two sides")
    unit: str = Field("", max_length=60, pattern=PLAIN, description="code; of who signs with them")
    seen: int = Field(ge=0, le=2_000_000_000, description="the `seq` that was read")


class HandoverIn(Schema):
    key: UUID | None = Field(None, description="the same key again gives the same one")
    party: Party = Field(description="the side that says so")
    term: int = Field(ge=1, le=100)
    amount: int = Field(ge=1, le=100_000_000_00, description="in hundredths of the unit")
    given_on: date
    note: str = Field("", max_length=200, pattern=PLAIN)


class WordIn(Schema):
    key: UUID | None = None
    text: str = Field("", max_length=500, pattern=PLAIN, description="what a dispute is about")


class ConversionIn(Schema):
    """Needs, services and a case that become a service, or something to be built."""

    key: UUID | None = Field(None, description="the same key again gives the same listing")
    kind: str = Field(max_length=20, pattern=PLAIN, description="SERVICE or BUILD")
    title: str = Field(min_length=1, max_length=120, pattern=PLAIN)
    provider: str = Field(max_length=60, pattern=PLAIN, description="code of the unit")
    sources: list[Annotated[str, Field(max_length=20, pattern=PLAIN)]] = Field(
        default_factory=list, max_length=50, description="numbers of listings"
    )
    case: str = Field("", max_length=20, pattern=PLAIN, description="number")


class ThingOut(Schema):
    """One thing up or down the line. `ref` is empty where it may not be read."""

    kind: str
    ref: str
    title: str
    hops: int


class LineageOut(Schema):
    came_from: list[ThingOut]
    became: list[ThingOut]


@router.get("/partnerships", response={200: AgreementPage, **FAILURES})
def list_partnerships(
    request: ApiRequest,
    *,
    kind: Annotated[Kind | None, Query()] = None,
    way: Annotated[Way | None, Query()] = None,
    cursor: Annotated[str, Query(max_length=120, pattern=PLAIN)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> AgreementPage:
    """Those that both sides have signed, and with a token those one may see, the newest first."""
    rows = _readable(request)
    if kind:
        rows = rows.filter(kind=kind)
    if way:
        rows = rows.filter(way=way)
    shown, more = guards.page(rows, cursor, limit, order="-made_at")
    return AgreementPage(
        items=[AgreementOut(**AgreementOut.told(one)) for one in shown], next=more
    )


@router.get("/partnerships/{ref}", response={200: WholeAgreementOut, **FAILURES})
def get_partnership(request: ApiRequest, ref: Ref) -> WholeAgreementOut:
    """One, with what is promised and what has been kept."""
    return whole(request, get_object_or_404(_readable(request), ref=ref))


@router.post("/partnerships/{ref}/sign", response={200: WholeAgreementOut, **FAILURES}, auth=ACT)
def sign_partnership(request: ApiRequest, ref: Ref, said: SignatureIn) -> WholeAgreementOut:
    """One of the two sides signs, or a unit that signs with them."""
    one = own(request, ref)
    told: dict[str, Any] = {
        "seen": said.seen, "by": request.user, "at": timezone.now(), "key": said.key
    }  # fmt: skip
    try:
        if said.unit:
            actions.sign_with(_joiner(one, said.unit), **told)
        else:
            actions.sign(one, said.party, **told)
    except Repeated:
        one = own(request, ref)
    return whole(request, one)


def _joiner(one: Agreement, code: str) -> Joiner:
    found = next((each for each in queries.joiners_of(one) if each.unit.code == code), None)
    if found is None:
        raise Refusal(_("这个单位不在一起签的单位里。"), field="unit")
    found.agreement = one
    return found


@router.post("/partnerships/{ref}/handovers", response={201: HandoverOut, **FAILURES}, auth=ACT)
def record_handover(request: ApiRequest, ref: Ref, said: HandoverIn) -> Status[HandoverOut]:
    """One side says what was given; the other is asked to confirm it."""
    made = actions.record(
        own(request, ref), said.party, term=said.term, amount=said.amount,
        given_on=said.given_on, note=said.note, by=request.user, at=timezone.now(),
        key=said.key or new_id(),
    )  # fmt: skip
    return Status(201, _handover(made))


class HandoverVerb(StrEnum):
    confirm = "confirm"
    dispute = "dispute"
    withdraw = "withdraw"


@router.post(
    "/partnerships/{ref}/handovers/{handover_id}/{verb}",
    response={200: HandoverOut, **FAILURES},
    auth=ACT,
)
def do_to_handover(
    request: ApiRequest, ref: Ref, handover_id: UUID, verb: HandoverVerb, said: WordIn
) -> HandoverOut:
    """The other side confirms or disputes it; who recorded it may withdraw it."""
    one = own(request, ref)
    rows = Handover.objects.filter(district_id=one.district_id, agreement=one)
    handover: Handover = get_object_or_404(rows, pk=handover_id)
    handover.agreement = one
    told: dict[str, Any] = {"by": request.user, "at": timezone.now(), "key": said.key}
    try:
        if verb == HandoverVerb.dispute:
            actions.dispute(handover, objection=said.text, **told)
        else:
            {"confirm": actions.confirm, "withdraw": actions.withdraw}[verb.value](
                handover, **told
            )
    except Repeated:
        handover.refresh_from_db()
    return _handover(handover)


@router.post("/conversions", response={201: ThingOut, **FAILURES}, auth=ACT)
def convert(request: ApiRequest, said: ConversionIn) -> Status[ThingOut]:
    """Begin a listing because of needs, services or a case. It is a draft then; whoever raised
    one of them hears of it."""
    key, now = said.key or new_id(), timezone.now()
    sources = list(found.listings(request).filter(ref__in=said.sources))
    if len(sources) < len(set(said.sources)):
        raise Refusal(_("有的编号找不到，请核对。"), field="sources")
    case = _case(request, said.case) if said.case else None
    unit = found.unit(request.district.pk, said.provider, field="provider")
    details = {"progress": PLANNED} if said.kind == "BUILD" else None
    told = Draft(kind=said.kind, title=said.title, provider=unit, details=details)
    with transaction.atomic():
        made = converting.convert(
            request.district, told, sources=sources, others=[Thing.of(case)] if case else (),
            by=request.user, at=now, key=key,
        )  # fmt: skip
        if case is not None:
            _enlist(request, case, made, key=uuid5(key, "case"), at=now)
    return Status(201, ThingOut(kind=made.kind, ref=made.ref, title=made.title, hops=0))


@router.get("/lineage/{ref}", response={200: LineageOut, **FAILURES})
def get_lineage(request: ApiRequest, ref: Ref) -> LineageOut:
    """What a listing came from and what came of it, however many hops away."""
    thing = Thing.of(found.listing(request, ref))
    above = lineage.ancestors(request.district.pk, thing)
    below = lineage.descendants(request.district.pk, thing)
    return LineageOut(
        came_from=_things(request, [(s.link.source, s.hops) for s in above]),
        became=_things(request, [(s.link.target, s.hops) for s in below]),
    )


def _readable(request: ApiRequest) -> AgreementQuerySet:
    on, district_id = timezone.localdate(), request.district.pk
    own = policy.visible_to(request.user, district_id, on=on)
    signed = policy.public(district_id)
    rows: AgreementQuerySet = Agreement.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=signed.values("pk")), district_id=district_id
    )
    return rows.whole()


def own(request: ApiRequest, ref: str) -> Agreement:
    on = timezone.localdate()
    rows = policy.visible_to(request.user, request.district.pk, on=on).whole()
    one: Agreement = get_object_or_404(rows, ref=ref)
    return one


def whole(request: ApiRequest, one: Agreement) -> WholeAgreementOut:
    on = timezone.localdate()
    handovers = queries.handovers_of(one)
    own = policy.visible_to(request.user, one.district_id, on=on).filter(pk=one.pk)
    return WholeAgreementOut(
        **AgreementOut.told(one),
        text=one.text,
        others=[
            JoinerOut(unit=each.unit.code, name=each.unit.name, signed_at=each.signed_at)
            for each in queries.joiners_of(one)
        ],
        terms=one.terms,
        accounts=[AccountOut.of(each) for each in queries.settlement(one, handovers, on=on)],
        handovers=[_handover(each) for each in handovers] if own.exists() else [],
    )


def _handover(one: Handover) -> HandoverOut:
    return HandoverOut(**{name: getattr(one, name) for name in HandoverOut.model_fields})


def _sums(sums: Any) -> dict[str, int]:
    return {name: getattr(sums, name) for name in SumsOut.model_fields}


def _case(request: ApiRequest, ref: str) -> Case:
    rows = cases.visible_to(request.user, on=timezone.localdate())
    one: Case | None = rows.filter(
        district_id=request.district.pk, ref=ref, is_confidential=False
    ).first()
    if one is None:
        raise Refusal(_("没有这件诉求，请核对编号。"), field="case")
    return one


def _enlist(request: ApiRequest, case: Case, made: Listing, *, key: UUID, at: datetime) -> None:
    note = f"{KINDS[made.kind].label}“{made.title}”"
    try:
        enlisting.enlist(case, note=note, by=request.user, at=at, key=key)
    except Repeated:
        return


def _things(request: ApiRequest, told: list[tuple[Thing, int]]) -> list[ThingOut]:
    """Each once, by its shortest way; without words where it may not be read."""
    ids = [thing.id for thing, _hops in told]
    rows = found.listings(request).filter(pk__in=ids) if ids else ()
    names = {row.pk: (row.kind, row.ref, row.title) for row in rows}
    shortest = {thing.id: (thing, hops) for thing, hops in reversed(told)}
    return [
        ThingOut(
            **dict(
                zip(("kind", "ref", "title"), names.get(pk, (thing.kind, "", "")), strict=True)
            ),
            hops=hops,
        )
        for pk, (thing, hops) in sorted(shortest.items(), key=lambda each: each[1][1])
    ]
