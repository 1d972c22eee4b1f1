"""What every claim begins and ends with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import codes, policy
from lianxin.exchange.actions import events
from lianxin.exchange.codes import Holder
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim, Claimant, Listing
from lianxin.exchange.states import BY_SHAPE, ENDED, Shape
from lianxin.kernel import privacy, timeline
from lianxin.kernel.models import Entry
from lianxin.kernel.refs import next_ref
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import District, Organisation, Place, User

SERIES: Final = {
    Shape.ORDER: "D", Shape.PLACE: "B", Shape.BOOKING: "Y",
    Shape.APPLICATION: "S", Shape.INTEREST: "J",
}  # fmt: skip
MAX_TEXT: Final = 2_000
MOST_SEATS: Final = 500


@dataclass(frozen=True)
class Who:
    """Whom it is for, and how to reach her. Somebody without account and address keeps only the
    code."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    user: User | None = None


@dataclass(frozen=True)
class ForChild:
    """What a guardian says when she signs a child up: see `PickUp`."""

    name: str
    pick_up: str
    picker: str = ""
    picker_phone: str = ""


@dataclass(frozen=True)
class Wish:
    """What somebody wants."""

    who: Who = Who()
    subject: str = ""
    text: str = ""
    place: Place | None = None
    address: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seats: int = 1
    details: Mapping[str, Any] = field(default_factory=dict)
    ordered_by: Organisation | None = None  # a unit that orders for others
    child: ForChild | None = None  # whom a guardian signs up
    is_for_another: bool = False  # a neighbour orders: a code for each, and only hers rates


@dataclass(frozen=True)
class Receipt:
    """What whoever ordered holds afterwards: hers, or the helper's code where it is for another.
    `is_new` is False when the key had been used before."""

    claim: Claim
    code: str
    is_new: bool

    @classmethod
    def of(cls, claim: Claim, *, is_new: bool) -> Receipt:
        holder = Holder.HELPER if claim.is_for_another else Holder.RECIPIENT
        return cls(claim, codes.of(claim, holder), is_new)


def once(district: District, key: UUID, begin: Callable[[], Claim]) -> Receipt:
    """The claim that `begin` makes in one transaction; the first one again for a used `key`."""
    try:
        with transaction.atomic():
            claim = begin()
        return Receipt.of(claim, is_new=True)
    except (IntegrityError, Refusal):  # the key has been used, perhaps
        first = Claim.objects.filter(district_id=district.pk, key=key).whole().first()
        if first is None:
            raise
        return Receipt.of(first, is_new=False)


def account_of(wish: Wish, *, by: User | None, at: datetime) -> User | None:
    """Who orders. Whoever orders for a neighbour does so as anybody may, without her account,
    unless to relay is her work."""
    if by is None or not wish.is_for_another or policy.can_relay(by, on=timezone.localdate(at)):
        return by
    return None


def new(
    district: District,
    wish: Wish,
    *,
    shape: Shape,
    listing: Listing | None,
    key: UUID,
    at: datetime,
    by: User | None,
    **columns: Any,
) -> Claim:
    """A claim, checked and not yet written."""
    _check(wish, by=by, at=at)
    if wish.is_for_another:
        _check_another(wish, shape)
    subject = (wish.subject.strip() or (listing.title if listing else ""))[:120]
    if not subject:
        raise Refusal(_("请写明需要什么。"), field="subject")
    place = wish.place or (listing.place if listing else None)
    for thing in (place, wish.ordered_by, listing):
        if thing is not None and thing.district_id != district.pk:
            raise Refusal(_("这个地点或单位不在本辖区。"), field="place")
    return Claim(
        district=district,
        key=key,
        shape=shape,
        listing=listing,
        subject=subject,
        text=wish.text.strip(),
        place=place,
        address=wish.address.strip(),
        seats=wish.seats,
        details={**wish.details},
        is_for_another=wish.is_for_another,
        ordered_by=wish.ordered_by,
        asked_at=at,
        **({"starts_at": wish.starts_at, "ends_at": wish.ends_at} | columns),
    )


def write(
    claim: Claim, verb: str, wish: Wish, *, by: User | None, at: datetime
) -> tuple[Entry, Claimant]:
    """Write a new claim, its first entry and whom it is for. Call it late: it takes a number."""
    prefix = f"{claim.district.ref_prefix}{SERIES[Shape(claim.shape)]}"
    claim.ref = next_ref(claim.district_id, prefix, at=at)
    entry = timeline.begin(claim, verb, by=by, at=at)
    events.tell(claim, entry)
    return entry, _claimant(claim, wish.who, by=by)


def require_listing(listing: Listing, shape: Shape, *, at: datetime) -> None:
    """Raises `Refusal` unless the listing can be taken up now in this way."""
    if KINDS[listing.kind].shape != shape:
        raise Refusal(_("这一条不能这样申领。"), code="wrong_shape")
    if listing.state != "PUBLISHED":
        raise Refusal(_("“%s”已经下架，请看看别的。") % listing.title, code="not_public")
    if listing.opens_at and listing.opens_at > at:
        opens = f"{timezone.localtime(listing.opens_at):%Y-%m-%d %H:%M}"
        raise Refusal(_("还没有开始，%s 起可以申领。") % opens, code="not_yet")
    if listing.is_over(at=at, on=timezone.localdate(at)):
        if listing.closes_at and listing.closes_at <= at:
            shown = f"{timezone.localtime(listing.closes_at):%Y-%m-%d %H:%M:%S}"
            now = f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
            raise Refusal(
                _("已于 %(end)s 截止，现在是 %(now)s（服务器时间）。")
                % {"end": shown, "now": now},
                code="closed",
            )
        raise Refusal(
            _("“%s”很久没有确认是否还有效，暂时不能申领。") % listing.title, code="stale"
        )


def end(
    claim: Claim,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
    **changes: Any,
) -> Entry:
    """Make a move of the claim's own lifecycle; one that ends it stops what is due."""
    timeline.refuse_repeated(claim, key)
    lifecycle = BY_SHAPE[Shape(claim.shape)]
    target = lifecycle.require(claim, verb).target
    if target in ENDED:
        changes |= {"ended_at": at, "due_at": None}
    entry = lifecycle.apply(claim, verb, by=by, at=at, note=note, key=key, **changes)
    events.tell(claim, entry)
    return entry


def _check(wish: Wish, *, by: User | None, at: datetime) -> None:
    own = by is not None and wish.who.user is not None and wish.who.user.pk == by.pk
    if by is not None and not own and not policy.can_relay(by, on=timezone.localdate(at)):
        raise NotAllowed(_("您没有代他人点单的权限，请用自己的账号或直接填写。"))
    if len(wish.text) > MAX_TEXT:
        over = len(wish.text) - MAX_TEXT
        raise Refusal(
            _("说明最多 %(most)d 字，请删去 %(over)d 字。") % {"most": MAX_TEXT, "over": over},
            field="text",
        )
    if not 1 <= wish.seats <= MOST_SEATS:
        raise Refusal(_("人数要在 1 到 %d 之间。") % MOST_SEATS, field="seats")


def _check_another(wish: Wish, shape: Shape) -> None:
    if shape != Shape.ORDER:
        raise Refusal(_("只有点单可以替别人点，这里请本人来。"), field="is_for_another")
    if wish.who.user is not None:
        raise Refusal(_("替别人点的单子，不能又是自己的。"), field="is_own")
    if not wish.who.name.strip():
        raise Refusal(_("请写称呼，上门时好找人。"), field="name")


def _claimant(claim: Claim, who: Who, *, by: User | None) -> Claimant:
    phone = privacy.normalise_phone(who.phone) if who.phone else ""
    relayed = by if by is not None and (who.user is None or who.user.pk != by.pk) else None
    return Claimant.objects.create(
        district_id=claim.district_id,
        claim=claim,
        user=who.user,
        name=who.name.strip()[:60] or None,
        phone=phone or None,
        email=who.email.strip() or None,
        phone_index=privacy.blind_index(phone, purpose="phone") if phone else "",
        language=who.language,
        relayed_by=relayed,
    )
