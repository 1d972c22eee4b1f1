"""Put listings together under a theme, publish that, and add to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.catalogue import finding, policy
from lianxin.catalogue.models import Collection, CollectionItem
from lianxin.exchange.models import Listing
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import Organisation, User

LONGEST: Final = 2_000
MOST: Final = 500  # picked


@dataclass(frozen=True)
class Told:
    """`asked` is a question to the catalogue: what fits it belongs to the collection, too. With a
    time it is a fair, which is at an `address`, or live at an address of the web."""

    title: str
    text: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    address: str = ""
    live_url: str = ""


@transaction.atomic
def begin(
    unit: Organisation, told: Told, *, by: User | None, at: datetime, key: UUID
) -> Collection:
    """Nobody else sees it before it is published. The same `key` is the same one."""
    policy.require_unit(by, unit, on=timezone.localdate(at))
    made, _is_new = Collection.objects.get_or_create(
        district_id=unit.district_id,
        key=key,
        defaults={"provider": unit, "made_at": at, **_columns(unit.district_id, told)},
    )
    found: Collection = made
    return found


@transaction.atomic
def edit(collection: Collection, told: Told, *, by: User | None, at: datetime) -> None:
    _require(collection, by, at=at)
    columns = _columns(collection.district_id, told)
    if collection.is_public and not columns["asked"] and not _items(collection).exists():
        raise Refusal(_("里面还没有东西，先挑几条，或者写一个条件。"), field="q")
    _write(collection, **columns)


@transaction.atomic
def publish(collection: Collection, *, by: User | None, at: datetime) -> None:
    """Twice is once. Raises `Refusal` for an empty one."""
    _require(collection, by, at=at)
    if not collection.asked and not _items(collection).exists():
        raise Refusal(_("里面还没有东西，先挑几条，或者写一个条件。"), field="ref")
    if not collection.is_public:
        _write(collection, published_at=at, ended_at=None)


@transaction.atomic
def end(collection: Collection, *, by: User | None, at: datetime) -> None:
    """It is not shown any more, and nobody is told of it. It can be published again."""
    _require(collection, by, at=at)
    if collection.ended_at is None:
        _write(collection, ended_at=at)


@transaction.atomic
def add(collection: Collection, ref: str, *, by: User | None, at: datetime) -> CollectionItem:
    """Pick a listing by its number, whoever offers it. Twice is once."""
    _require(collection, by, at=at)
    public = Listing.objects.filter(district_id=collection.district_id).public()
    listing = public.filter(ref=ref.strip().upper()).first()
    if listing is None:
        raise Refusal(
            _("没有编号为“%s”的已上架条目，请核对后再试。") % ref.strip()[:40], field="ref"
        )
    if _items(collection).count() >= MOST:
        raise Refusal(_("一个专题最多挑 %d 条。") % MOST, field="ref")
    item, _is_new = CollectionItem.objects.get_or_create(
        district_id=collection.district_id,
        collection=collection,
        listing=listing,
        defaults={"added_at": at},
    )
    return item


@transaction.atomic
def drop(item: CollectionItem, *, by: User | None, at: datetime) -> None:
    _require(item.collection, by, at=at)
    item.delete()


def _require(collection: Collection, by: User | None, *, at: datetime) -> None:
    policy.require_unit(by, collection.provider, on=timezone.localdate(at))


def _columns(district_id: int, told: Told) -> dict[str, object]:
    title, text = told.title.strip(), told.text.strip()
    if not title or len(title) > 120:  # noqa: PLR2004  as the column says
        raise Refusal(_("请写一个名称，最多 120 字。"), field="title")
    if len(text) > LONGEST:
        raise Refusal(_("说明最多 2000 字，请缩短。"), field="text")
    asked = finding.read(district_id, told.asked).told
    return {"title": title, "text": text, "asked": dict(asked), **_fair(told)}


def _fair(told: Told) -> dict[str, object]:
    """When and where, for one that has a time."""
    address, live_url = told.address.strip()[:200], told.live_url.strip()
    if live_url and not live_url.startswith("https://"):
        raise Refusal(_("直播地址要以 https:// 开头，请从直播平台复制。"), field="live_url")
    if (told.starts_at is None) != (told.ends_at is None):
        raise Refusal(_("开始和结束要一起填；没有时间的专题两个都空着。"), field="ends_at")
    if told.starts_at and told.ends_at:
        if told.ends_at <= told.starts_at:
            raise Refusal(_("结束时间要晚于开始时间。"), field="ends_at")
        if not (address or live_url):
            raise Refusal(_("请写在哪里办，或者直播的地址。"), field="address")
    return {
        "starts_at": told.starts_at, "ends_at": told.ends_at, "address": address,
        "live_url": live_url,
    }  # fmt: skip


def _items(collection: Collection) -> models.QuerySet[CollectionItem]:
    return CollectionItem.objects.filter(district_id=collection.district_id, collection=collection)


def _write(collection: Collection, **columns: object) -> None:
    mine = Collection.objects.filter(district_id=collection.district_id, pk=collection.pk)
    mine.update(**columns)
    for name, value in columns.items():
        setattr(collection, name, value)
