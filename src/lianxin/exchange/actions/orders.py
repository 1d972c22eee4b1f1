"""点单-派单-接单-评单: ask, dispatch, accept, rate."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy, queries
from lianxin.exchange.actions import claiming, events, telling
from lianxin.exchange.actions.claiming import Receipt, Wish
from lianxin.exchange.models import Claim, Listing, Rating, RecurringOrder, Turn, TurnEnd
from lianxin.exchange.states import ORDER, ClaimState, Shape
from lianxin.kernel import calendar, timeline
from lianxin.kernel.clock import Term, due
from lianxin.kernel.models import Entry
from lianxin.kernel.refusals import IllegalMove, Overtaken, Refusal, Repeated
from lianxin.network import queries as network
from lianxin.network.models import District, User

BATCH: Final = 200


def order(
    district: District,
    wish: Wish,
    *,
    kind: str = "SERVICE",
    listing: Listing | None = None,
    key: UUID,
    at: datetime,
    by: User | None = None,
    recurring: RecurringOrder | None = None,
    is_direct: bool = False,
) -> Receipt:
    """Ask for `listing`, or for something of `kind` that the desk will find.

    Where the district's terms say so, and where no listing is named, the coordinating desk
    dispatches; else, or when it `is_direct`, the order goes straight to the provider. The same
    `key` is one order.
    """
    if listing is not None:
        kind = listing.kind
    by = claiming.account_of(wish, by=by, at=at)

    def begin() -> Claim:
        if listing is not None:
            claiming.require_listing(listing, Shape.ORDER, at=at)
        claim = claiming.new(
            district, wish, shape=Shape.ORDER, listing=listing, key=key, at=at, by=by,
            kind=kind, state=ClaimState.ASKED, recurring=recurring,
        )  # fmt: skip
        claim.unit = _desk(claim)
        entry, claimant = claiming.write(claim, "ask", wish, by=by, at=at)
        kind_of_letter = "order_placed_for_you" if claim.is_for_another else "order_placed"
        telling.tell_claimant(kind_of_letter, claim, entry=entry, claimant=claimant)
        is_brokered = queries.terms_of(district.pk).is_brokered and not is_direct
        if listing is None or is_brokered:
            telling.tell_desk(claim.place, "order_asked", claim=claim, entry=entry)
        else:
            _offer(claim, listing, "dispatch", by=None, at=at)
        return claim

    return claiming.once(district, key, begin)


@transaction.atomic
def dispatch(
    claim: Claim,
    listing: Listing,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """The desk gives an order to a provider (派单); its time to take it begins."""
    policy.require_coordinator(by, claim.place, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    ORDER.require(claim, "dispatch")
    claiming.require_listing(listing, Shape.ORDER, at=at)
    if listing.kind != claim.kind:
        raise Refusal(_("这一条不是所要的种类，请另选。"), field="listing")
    _offer(claim, listing, "dispatch", by=by, at=at, note=note, key=key)


@transaction.atomic
def accept(
    claim: Claim,
    *,
    by: User | None,
    at: datetime,
    starts_at: datetime | None = None,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """The provider takes it (接单), and says when it comes."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    ORDER.require(claim, "accept")
    changes: dict[str, Any] = {"due_at": None}
    if starts_at is not None:
        if starts_at < at:
            raise Refusal(_("上门时间不能早于现在。"), field="starts_at")
        changes["starts_at"] = starts_at
    _end_turn(claim, TurnEnd.ACCEPTED, at=at)
    entry = ORDER.apply(claim, "accept", by=by, at=at, note=note, key=key, **changes)
    events.tell(claim, entry)
    telling.tell_claimant("order_accepted", claim, entry=entry, text=note)


@transaction.atomic
def decline(
    claim: Claim,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """The provider cannot. Whoever ordered sees why; the next one is asked.

    Raises `Refusal` without one of the listed reasons.
    """
    policy.require_giver(by, claim, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    ORDER.require(claim, "pass_on")
    reasons = queries.terms_of(claim.district_id).reasons
    if reason not in reasons:
        raise Refusal(_("请从列表中选一条婉拒原因。"), field="reason")
    said = _("。").join(part for part in (str(reasons[reason].label), note.strip()) if part)
    _end_turn(claim, TurnEnd.DECLINED, at=at, reason=reason, note=note.strip()[:500])
    entry = _next(claim, by=by, at=at, note=said, key=key)
    telling.tell_claimant("order_declined", claim, entry=entry, text=said)


def pass_on_silent(district_id: int, *, at: datetime) -> int:
    """Give what nobody took in time to the next provider, or back to the desk. Returns how many.

    The next term begins now, not when this one should have run.
    """
    late = Claim.objects.filter(
        district_id=district_id, shape=Shape.ORDER, state=ClaimState.OFFERED, due_at__lte=at
    )
    done = 0
    for claim in late.whole().order_by("due_at", "pk")[:BATCH]:
        try:
            with transaction.atomic():
                _end_turn(claim, TurnEnd.SILENT, at=at)
                _next(claim, by=None, at=at, note=_("超过时限没有接单"))
                done += 1
        except (IllegalMove, Overtaken):  # somebody was quicker
            continue
    return done


@transaction.atomic
def drop(
    claim: Claim, *, note: str, by: User | None, at: datetime, key: UUID | None = None
) -> None:
    """The provider took it and cannot keep it: back to the desk, with a word."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    if not note.strip():
        raise Refusal(_("请写明为什么不能履约。"), field="note")
    _log_drop(claim, at=at, note=note.strip())
    entry = ORDER.apply(
        claim, "drop", by=by, at=at, note=note.strip(), key=key, unit=_desk(claim), due_at=None,
        losses=claim.losses + 1,
    )  # fmt: skip
    events.tell(claim, entry)
    telling.tell_claimant("order_dropped", claim, entry=entry, text=note.strip())
    telling.tell_desk(claim.place, "order_back", claim=claim, entry=entry)


@transaction.atomic
def deliver(
    claim: Claim,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """It has been given. Now the one who received it is asked to rate it (评单)."""
    policy.require_giver(by, claim, on=timezone.localdate(at))
    term = queries.terms_of(claim.district_id).rate
    entry = claiming.end(
        claim, "deliver", by=by, at=at, note=note, key=key, delivered_at=at,
        due_at=_due(claim, term, at=at),
    )  # fmt: skip
    telling.tell_claimant("order_delivered", claim, entry=entry, text=note)


def rate(
    claim: Claim,
    *,
    stars: int,
    text: str = "",
    code: str = "",
    by: User | None = None,
    at: datetime,
    key: UUID,
) -> Rating:
    """The recipient says how it was: once, within the term, by her code and by nobody else; the
    people of a host of a tour, by account.

    The same `key` gives the first rating again.
    """
    policy.require_recipient(claim, code=code, by=by, on=timezone.localdate(at))
    if stars not in range(1, 6):
        raise Refusal(_("请选一到五颗星。"), field="stars")
    try:
        with transaction.atomic():
            listing = claim.listing
            assert listing is not None  # what was delivered has one
            entry = claiming.end(claim, "rate", by=by, at=at, key=key)
            rating = Rating.objects.create(
                district_id=claim.district_id, key=key, claim=claim, listing=listing,
                stars=stars, text=text.strip()[:1000], rated_at=at,
            )  # fmt: skip
            telling.tell_giver("order_rated", claim, entry=entry, text=rating.text)
            return rating
    except (IntegrityError, Repeated):
        return Rating.objects.get(district_id=claim.district_id, claim=claim)


def lapse_ratings(district_id: int, *, at: datetime) -> int:
    """What nobody rated in time is done, unrated. Returns how many."""
    over = Claim.objects.filter(
        district_id=district_id, shape=Shape.ORDER, state=ClaimState.DELIVERED, due_at__lte=at
    )
    done = 0
    for claim in over.order_by("due_at", "pk")[:BATCH]:
        try:
            claiming.end(claim, "lapse_rating", by=None, at=at)
            done += 1
        except (IllegalMove, Overtaken):
            continue
    return done


@transaction.atomic
def cancel(
    claim: Claim,
    *,
    by: User | None = None,
    code: str = "",
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """Whoever ordered does not need it any more."""
    policy.require_claimant(by, claim, code=code, on=timezone.localdate(at))
    timeline.refuse_repeated(claim, key)
    had = claim.unit if claim.state != ClaimState.ASKED else None
    if claim.state == ClaimState.OFFERED:
        _end_turn(claim, TurnEnd.CANCELLED, at=at)
    entry = claiming.end(claim, "cancel", by=by, at=at, note=note, key=key)
    if had is not None:
        telling.tell_unit(had, "order_cancelled", claim, entry=entry, text=note)


def _offer(
    claim: Claim,
    listing: Listing,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
    **changes: Any,
) -> Entry:
    term = queries.terms_of(claim.district_id).accept
    until = _due(claim, term, at=at)
    entry = ORDER.apply(
        claim, verb, by=by, at=at, note=note, key=key, listing=listing, unit=listing.provider,
        due_at=until, **changes,
    )  # fmt: skip
    if listing.provider is not None:
        Turn.objects.create(
            district_id=claim.district_id, claim=claim, listing=listing, unit=listing.provider,
            offered_at=at, due_at=until,
        )  # fmt: skip
    events.tell(claim, entry)
    telling.tell_giver("order_offered", claim, entry=entry)
    return entry


def _next(
    claim: Claim,
    *,
    by: User | None,
    at: datetime,
    note: str,
    key: UUID | None = None,
) -> Entry:
    """The next provider has its turn; after as many as the terms say, the desk decides."""
    losses = claim.losses + 1
    most = queries.terms_of(claim.district_id).losses
    others = queries.candidates(claim, at=at) if losses < most else ()
    if others:
        return _offer(claim, others[0], "pass_on", by=by, at=at, note=note, key=key, losses=losses)
    entry = ORDER.apply(
        claim, "give_up", by=by, at=at, note=note, key=key, unit=_desk(claim), due_at=None,
        losses=losses,
    )  # fmt: skip
    events.tell(claim, entry)
    telling.tell_desk(claim.place, "order_back", claim=claim, entry=entry)
    return entry


def _end_turn(
    claim: Claim, how: TurnEnd, *, at: datetime, reason: str = "", note: str = ""
) -> None:
    turns = Turn.objects.filter(district_id=claim.district_id, claim=claim, ended_at=None)
    turns.update(ended_at=at, end=how, reason=reason, note=note)


def _log_drop(claim: Claim, *, at: datetime, note: str) -> None:
    turns = Turn.objects.filter(district_id=claim.district_id, claim=claim, end=TurnEnd.ACCEPTED)
    last = turns.order_by("-offered_at", "-pk").first()
    if last is not None:
        Turn.objects.filter(district_id=claim.district_id, pk=last.pk).update(
            ended_at=at, end=TurnEnd.DROPPED, note=note[:500]
        )


def _desk(claim: Claim) -> Any:
    where = claim.place or network.place_coded(claim.district_id, "")
    assert where is not None  # a district has a root
    return network.desk_for(where)


def _due(claim: Claim, term: Term, *, at: datetime) -> datetime:
    return due(at, term, calendar.load(claim.district_id)).at
