"""Tell everybody who hears of it, each once: a person who raised two things and follows a third
gets one message, about what is nearest to her."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from lianxin.following import hearers
from lianxin.following.hearers import Hearer, Tie
from lianxin.following.models import Follow, News
from lianxin.following.notices import FollowNotice
from lianxin.kernel import privacy
from lianxin.lineage import queries as lineage
from lianxin.lineage.models import Thing
from lianxin.network.models import User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address


@transaction.atomic
def tell(district_id: int, news_id: UUID, *, at: datetime) -> int:
    """Returns how many people were told. Again, after a worker died: nobody, or all."""
    fresh = News.objects.filter(district_id=district_id, pk=news_id, told_at=None)
    if not fresh.update(told_at=at):
        return 0
    news = News.objects.select_related("by").get(district_id=district_id, pk=news_id)
    told = list(_once(_by_nearness(news), doer=news.by))
    for hearer in told:
        _write(news, hearer)
    return len(told)


def about(entry: UUID, thing: UUID) -> UUID:
    """What a message on `entry` is about for who hears of it by `thing`: so the messages that
    repeat what somebody wrote can be found when she is forgotten."""
    return uuid5(entry, str(thing))


def _by_nearness(news: News) -> Iterator[Hearer]:
    """All who hear of it, what is fewest links away first; raising before following."""
    steps = lineage.ancestors(news.district_id, Thing(news.thing_kind, news.thing_id))
    things = {news.thing_id: Thing(news.thing_kind, news.thing_id)}
    things |= {step.link.from_id: step.link.source for step in steps}
    place = {pk: number for number, pk in enumerate(things)}
    rows = Follow.objects.filter(district_id=news.district_id, thing_id__in=list(things))
    entered = list(rows.select_related("user").order_by("since_at", "id"))
    quiet = {(row.thing_id, row.who) for row in entered if row.ended_at}
    follow = [_hearer(row) for row in entered if row.ended_at is None and row.confirmed_at]
    raised = hearers.of(news.district_id, things.values())
    for hearer in sorted([*raised, *follow], key=lambda one: place[one.of]):
        if not any((hearer.of, who) in quiet for who in hearers.indexes(hearer)):
            yield hearer


def _hearer(row: Follow) -> Hearer:
    if row.user is not None:
        return Hearer(row.thing_id, Tie.FOLLOWED, row.title, row.since_at, user=row.user)
    link = f"/following/{row.pk}/{privacy.tracking_code(row.pk)}/"
    address = Address(email=row.email or "", language=row.language, link=link)
    return Hearer(row.thing_id, Tie.FOLLOWED, row.title, row.since_at, address=address)


def _once(found: Iterable[Hearer], *, doer: User | None) -> Iterator[Hearer]:
    """Each person the first time, and never who did it."""
    seen = {f"user {doer.pk}", doer.email.casefold()} if doer else set()
    for hearer in found:
        if hearer.keys and not hearer.keys & seen:
            yield hearer
        seen |= hearer.keys


def _write(news: News, hearer: Hearer) -> None:
    is_itself = hearer.of == news.thing_id
    notice = FollowNotice(
        kind="became", subject=news.subject, text=news.text, link=news.link, tie=hearer.tie,
        title=hearer.title, on=timezone.localdate(hearer.at).isoformat(), is_itself=is_itself,
    )  # fmt: skip
    of = about(news.entry, hearer.of)
    if hearer.user is not None:
        outbox.queue(notice, to=[hearer.user], about=of, at=news.at)
    elif hearer.address is not None:
        outbox.queue_to(
            notice, address=hearer.address, district_id=news.district_id, about=of, at=news.at
        )
