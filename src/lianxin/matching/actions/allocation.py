"""Give out places by ordered wishes: collect, try, publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.exchange import policy as exchange
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import NotAllowed, Overtaken, Refusal
from lianxin.matching import placing, policy
from lianxin.matching.actions import handing
from lianxin.matching.assigning import MOST_PEOPLE, MOST_WISHES
from lianxin.matching.models import Placement, Round, Wish
from lianxin.matching.notices import MatchingNotice
from lianxin.network.models import Organisation, User
from lianxin.outbox import actions as outbox

MOST_PLACES: Final = 500
GIVEN: Final = frozenset({"JOB", "SECONDMENT", "MENTOR", "COURSE", "SHIFT"})


@transaction.atomic
def open_round(
    owner: Organisation,
    *,
    title: str,
    series: str,
    places: Sequence[tuple[Listing, int]],
    closes_at: datetime,
    by: User | None,
    at: datetime,
    key: UUID,
) -> Round:
    """Begin to collect wishes for `places`, each a listing with how many it takes. The same `key`
    is one round."""
    on = timezone.localdate(at)
    if by is not None and not (
        owner.pk in exchange.units_of(by, on=on) or exchange.coordinates(by, owner.place, on=on)
    ):
        raise NotAllowed(_("只有“%s”的人员可以发起。") % owner.name)
    if not title.strip():
        raise Refusal(_("请写一个名称。"), field="title")
    if closes_at <= at:
        raise Refusal(_("截止时间要晚于现在。"), field="closes_at")
    _check_places(owner, places)
    held, _is_new = Round.objects.get_or_create(
        district_id=owner.district_id,
        key=key,
        defaults={
            "title": title.strip()[:120],
            "series": series,
            "owner": owner,
            "places": [[str(listing.pk), count] for listing, count in places],
            "opened_at": at,
            "closes_at": closes_at,
        },
    )
    return held


@transaction.atomic
def wish(
    held: Round, listings: Sequence[Listing], *, user: User, by: User | None, at: datetime
) -> Wish:
    """Say what one wishes, the first wish first; said again, it counts as told last."""
    if by is not None and by.pk != user.pk:
        raise NotAllowed(_("志愿只能由本人填写。"))
    if at >= held.closes_at or held.published_at:
        raise Refusal(_("志愿已经截止。"), code="over")
    offered = {pk for pk, _count in held.places}
    chosen = [str(listing.pk) for listing in listings]
    if not chosen:
        raise Refusal(_("请至少选一个志愿。"), field="first")
    if len(set(chosen)) != len(chosen) or not set(chosen) <= offered:
        raise Refusal(_("每个志愿要从列表中选，不能重复。"), field="first")
    made, _is_new = Wish.objects.update_or_create(
        district_id=held.district_id, round=held, user=user,
        defaults={"listings": chosen[:MOST_WISHES], "told_at": at},
    )  # fmt: skip
    return made


@transaction.atomic
def publish(held: Round, *, by: User | None, at: datetime) -> list[Placement]:
    """Make what the trial shows final, as claims on the listings, and tell everybody her own.
    Raises `Overtaken` when it has been published."""
    policy.require_runner(by, held, on=timezone.localdate(at))
    locked = Round.objects.select_for_update().get(district_id=held.district_id, pk=held.pk)
    if locked.published_at:
        raise Overtaken(_("结果已经公布了。"))
    if at < locked.closes_at:
        raise Refusal(_("志愿还没有截止，截止后才能公布。"))
    tried = placing.try_out(locked)
    if not tried.rows:
        raise Refusal(_("还没有人填志愿。"))
    if len(tried.rows) > MOST_PEOPLE:
        raise Refusal(
            ngettext("一次最多分配 %d 人。", "一次最多分配 %d 人。", MOST_PEOPLE) % MOST_PEOPLE
        )
    placements = [
        Placement(
            district_id=locked.district_id, round=locked, user=row.user, listing=row.listing,
            rank=row.rank,
        )
        for row in tried.rows
    ]  # fmt: skip
    Placement.objects.bulk_create(placements)
    for placement in placements:
        handing.hand_over(placement, at=at)
    locked.published_at, locked.published_by = at, by
    locked.save(update_fields=["published_at", "published_by"])
    for row in tried.rows:
        notice = MatchingNotice(
            kind="wishes_placed", subject=locked.title,
            link=f"/matching/rounds/{locked.pk}/", text=row.listing.title if row.listing else "",
            number=row.rank or 0,
        )  # fmt: skip
        outbox.queue(notice, to=[row.user], about=locked.pk, at=at)
    return placements


def _check_places(owner: Organisation, places: Sequence[tuple[Listing, int]]) -> None:
    if not 1 <= len(places) <= MOST_PLACES:
        raise Refusal(_("请选要分配名额的条目。"), field="places")
    for listing, count in places:
        if listing.district_id != owner.district_id or listing.kind not in GIVEN:
            raise Refusal(_("“%s”不能这样分配。") % listing.title, field="places")
        if not 1 <= count <= MOST_PLACES:
            raise Refusal(_("每个条目的名额在 1 到 500 之间。"), field="places")
