"""Listings and orders written out as a file, for those who look after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.catalogue import sheets
from lianxin.exchange import policy
from lianxin.exchange.kinds import KINDS
from lianxin.exchange.models import Claim, Claimant, ClaimQuerySet, Listing, ListingQuerySet
from lianxin.exchange.states import ClaimState, Shape
from lianxin.kernel import privacy, work
from lianxin.network.models import User
from lianxin.papers import actions as papers
from lianxin.papers.lists import Cell
from lianxin.papers.models import Job
from lianxin.web.claims import state_of
from lianxin.web.ledger import asking, tasks

ORDERS: Final = "ORDERS"
BATCH: Final = 500


def count(user: User, what: str, *, at: datetime) -> int:
    return (_orders if what == ORDERS else _listings)(user, what, at=at).count()


@work.task(attempts=tasks.KILLS, lease=timedelta(minutes=20), queue=work.LONG)
def export(district_id: int, job_id: str) -> None:
    with papers.running(district_id, job_id) as job:
        if job:
            make(job, at=timezone.now())


def make(job: Job, *, at: datetime) -> None:
    """Write what `job.asked` names, as it stands at `at`."""
    user = User.objects.get(pk=job.asked_by_id, district_id=job.district_id)
    what = job.asked["what"]
    if what == ORDERS:
        _write_orders(job, user, at=at)
        return
    kind = KINDS[what]
    columns = sheets.columns(kind)
    found = _listings(user, what, at=at).whole().order_by("-id")
    asking.write(
        job,
        title=str(kind.label),
        head=[str(column.label) for column in columns],
        rows=(sheets.row(kind, one) for one in found.iterator(chunk_size=BATCH)),
        wide=(2, 3),
        at=at,
    )


def _listings(user: User, what: str, *, at: datetime) -> ListingQuerySet:
    assert user.district_id is not None  # the middleware lets nobody else in
    on = timezone.localdate(at)
    every: ListingQuerySet = Listing.objects.filter(district_id=user.district_id, kind=what)
    if policy.coordinates(user, None, on=on):
        return every
    return every.filter(Q(owner_id=user.pk) | Q(provider__in=policy.units_of(user, on=on)))


def _orders(user: User, _what: str, *, at: datetime) -> ClaimQuerySet:
    visible = policy.claims_visible_to(user, on=timezone.localdate(at))
    return visible.filter(shape__in=[Shape.ORDER, Shape.PLACE, Shape.BOOKING])


def _write_orders(job: Job, user: User, *, at: datetime) -> None:
    head = [
        _("编号"), _("要什么"), _("状态"), _("提供单位"), _("地点"), _("人数"), _("提出时间"),
        _("开始"), _("完成时间"), _("称呼"), _("电话"), _("地址"),
    ]  # fmt: skip
    units = policy.units_of(user, on=timezone.localdate(at))
    has_people = bool(job.asked["has_people"] and job.reason)
    asking.write(
        job,
        title=_("点单"),
        head=head,
        rows=_rows(user, units if has_people else set(), at=at),
        wide=(1, 11),
        at=at,
    )


def _rows(user: User, units: set[UUID], *, at: datetime) -> Iterator[Sequence[Cell]]:
    """Whom it is for, whole where one of `units` gives it; masked otherwise."""
    found = _orders(user, ORDERS, at=at).whole().order_by("-id")
    batch: list[Claim] = []
    for claim in found.iterator(chunk_size=BATCH):
        batch.append(claim)
        if len(batch) == BATCH:
            yield from _batch(batch, units)
            batch = []
    yield from _batch(batch, units)


def _batch(claims: Sequence[Claim], units: set[UUID]) -> Iterator[Sequence[Cell]]:
    if not claims:
        return
    people = {
        one.claim_id: one
        for one in Claimant.objects.filter(
            district_id=claims[0].district_id, claim__in=[claim.pk for claim in claims]
        )
    }
    for claim in claims:
        who = people.get(claim.pk)
        name, phone = (who.name or "", who.phone or "") if who else ("", "")
        is_whole = claim.unit_id in units and claim.state != ClaimState.OFFERED
        yield (
            claim.ref,
            claim.subject,
            state_of(claim),
            claim.unit.name if claim.unit else "",
            claim.place.name if claim.place else "",
            claim.seats,
            claim.asked_at,
            claim.starts_at,
            claim.delivered_at,
            name if is_whole else privacy.mask_name(name),
            phone if is_whole else privacy.mask_phone(phone),
            claim.address if is_whole else "",
        )
