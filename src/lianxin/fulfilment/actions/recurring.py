"""Orders that come again by themselves, until somebody says that it is enough."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.exchange import policy
from lianxin.exchange.actions import claiming, orders, telling
from lianxin.exchange.actions.claiming import Receipt, Who, Wish
from lianxin.exchange.models import Claim, Claimant, Every, Listing, RecurringOrder
from lianxin.exchange.states import Shape
from lianxin.kernel import timeline
from lianxin.kernel.models import Audience
from lianxin.kernel.refusals import Overtaken, Refusal
from lianxin.network.models import User

BATCH: Final = 100
LEAD: Final = timedelta(days=7)
"""So long before its time the next order is placed: a provider needs 48 hours to take it, and so
does the next one."""

DAYS: Final = {Every.WEEK: 7, Every.FORTNIGHT: 14}


def begin(
    listing: Listing,
    wish: Wish,
    *,
    every: Every,
    until_on: date | None = None,
    key: UUID,
    at: datetime,
    by: User | None = None,
) -> Receipt:
    """Order `listing` now for `wish.starts_at`, and again `every` so often, `until_on` at the
    latest. The same `key` is one recurring order; the receipt is that of its first order.

    Raises `Refusal` without a first time, or with one that has passed.
    """
    starts_at, by = _checked(wish, until_on, at=at), claiming.account_of(wish, by=by, at=at)
    following = _after(starts_at, every, day=timezone.localtime(starts_at).day)
    is_over = until_on is not None and timezone.localdate(following) > until_on
    if is_over:
        raise Refusal(
            _("到那天为止只来得及一次，请选“只这一次”，或者把日子改晚。"), field="until_on"
        )
    recurring = RecurringOrder(
        district=listing.district, key=key, every=every, next_at=following, until_on=until_on,
        began_at=starts_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            timeline.begin(recurring, "repeat", by=by, at=at)
            return orders.order(
                listing.district, wish, listing=listing, key=key, at=at, by=by, recurring=recurring
            )
    except IntegrityError:  # the key has been used
        first = Claim.objects.filter(district_id=listing.district_id, key=key).whole().first()
        if first is None:
            raise
        return Receipt.of(first, is_new=False)


def place_due(district_id: int, *, at: datetime) -> int:
    """Place the orders whose time is near. Returns how many recurring orders were looked at."""
    due = RecurringOrder.objects.filter(district_id=district_id, next_at__lte=at + LEAD)
    done = 0
    for recurring in due.select_related("district").order_by("next_at", "pk")[:BATCH]:
        try:
            _place(recurring, at=at)
            done += 1
        except Overtaken:  # another worker was quicker
            continue
    return done


@transaction.atomic
def stop(
    claim: Claim,
    *,
    by: User | None = None,
    code: str = "",
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> None:
    """No more of them. `claim` is any order of it; those that are placed already stay, and are
    cancelled one by one. Said twice it is said once."""
    policy.require_claimant(by, claim, code=code, on=timezone.localdate(at))
    recurring = claim.recurring
    if recurring is None:
        raise Refusal(_("这一单不是长期单，直接取消就可以。"), code="not_recurring")
    if recurring.ended_at is not None:
        return
    entry = timeline.append(
        recurring, "stop", by=by, at=at, note=note, key=key, audience=Audience.PUBLIC,
        changes={"next_at": None, "ended_at": at}, expect={"ended_at": None},
    )  # fmt: skip
    if claim.unit is not None:
        telling.tell_unit(claim.unit, "order_repeats_no_more", claim, entry=entry, text=note)


def _checked(wish: Wish, until_on: date | None, *, at: datetime) -> datetime:
    if wish.starts_at is None:
        raise Refusal(_("定期来的，请写明第一次是什么时候。"), field="starts_at")
    if wish.starts_at < at:
        raise Refusal(_("第一次的时间已经过了，请另选。"), field="starts_at")
    if until_on is not None and until_on < timezone.localdate(wish.starts_at):
        raise Refusal(_("结束的日子要晚于第一次。"), field="until_on")
    return wish.starts_at


@transaction.atomic
def _place(recurring: RecurringOrder, *, at: datetime) -> None:
    """Order for the next time that has not passed, then wait for the one after it."""
    assert recurring.next_at is not None  # asked for by the caller
    day = timezone.localtime(recurring.began_at).day
    coming = recurring.next_at
    while coming < at:  # no worker ran meanwhile
        coming = _after(coming, Every(recurring.every), day=day)
    following: datetime | None = _after(coming, Every(recurring.every), day=day)
    last = recurring.until_on
    if last is not None and following and timezone.localdate(following) > last:
        following = None
    timeline.append(
        recurring, "place", by=None, at=at, audience=Audience.PUBLIC,
        changes={"next_at": following, "ended_at": None if following else at},
        expect={"next_at": recurring.next_at},
    )  # fmt: skip
    if last is None or timezone.localdate(coming) <= last:
        _again(recurring, coming, at=at)


def _again(recurring: RecurringOrder, coming: datetime, *, at: datetime) -> None:
    """As the newest order was: with whom it went, or, where that is gone, by the desk."""
    placed = Claim.objects.filter(district_id=recurring.district_id, recurring=recurring)
    newest: Claim = placed.select_related(
        "listing__provider", "listing__district", "place", "claimant__user"
    ).latest("pk")
    whom: Claimant = newest.claimant
    wish = Wish(
        who=Who(whom.name or "", whom.phone or "", whom.email or "", whom.language, whom.user),
        subject=newest.subject, text=newest.text, place=newest.place, address=newest.address,
        starts_at=coming, seats=newest.seats, details=newest.details,
        ordered_by=newest.ordered_by, is_for_another=newest.is_for_another,
    )  # fmt: skip
    receipt = orders.order(
        recurring.district, wish, kind=newest.kind, listing=_still(newest.listing, at=at),
        key=uuid5(recurring.pk, coming.isoformat()), at=at, recurring=recurring, is_direct=True,
    )  # fmt: skip
    if whom.relayed_by_id:
        again = Claimant.objects.filter(district_id=recurring.district_id, claim=receipt.claim)
        again.update(relayed_by=whom.relayed_by_id)


def _still(listing: Listing | None, *, at: datetime) -> Listing | None:
    if listing is None:
        return None
    try:
        claiming.require_listing(listing, Shape.ORDER, at=at)
    except Refusal:
        return None
    return listing


def _after(moment: datetime, every: Every, *, day: int) -> datetime:
    """The same hour a period later; in a month without that `day`, on its last one."""
    local = timezone.localtime(moment)
    if every in DAYS:
        later = local.date() + timedelta(days=DAYS[every])
    else:
        year, month = (local.year + local.month // 12, local.month % 12 + 1)
        later = date(year, month, min(day, monthrange(year, month)[1]))
    return datetime.combine(later, local.time(), timezone.get_current_timezone())
