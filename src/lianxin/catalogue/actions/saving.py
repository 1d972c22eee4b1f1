"""Save a search of the catalogue, be told once a day at most of what is new, and end it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.catalogue import finding
from lianxin.catalogue.finding import Hits, Wanted
from lianxin.catalogue.models import SavedSearch
from lianxin.catalogue.notices import CatalogueNotice
from lianxin.exchange.models import Listing
from lianxin.kernel import privacy
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import District, User
from lianxin.outbox import actions as outbox
from lianxin.outbox.actions import Address

MOST: Final = 20  # that one person may have
SHOWN: Final = 5  # of what is new, named in the message
AT_ONCE: Final = 200
PURPOSE: Final = "saved search"


@transaction.atomic
def save(
    district: District,
    told: Mapping[str, str],
    *,
    title: str,
    by: User | None = None,
    email: str = "",
    language: str = "",
    at: datetime,
    key: UUID,
) -> SavedSearch:
    """Keep what was asked. Without an account, `email` is asked first whether it is hers. The same
    `key`, and the same search of the same person, is one.

    Raises `Refusal` naming the field.
    """
    wanted = finding.read(district.pk, told)
    if not wanted.told or ("collection" in wanted.told and wanted.collection is None):
        raise Refusal(_("请先选好要找什么，再保存。"), field="title")
    if by is None:
        _check_email(email)
    mine = _of(district.pk, by, email)
    same = next((one for one in mine if one.key == key or one.asked == wanted.told), None)
    if same:
        return same
    if len(mine) >= MOST:
        raise Refusal(_("最多保存 %d 条，请先停掉用不着的。") % MOST, field="title")
    saved: SavedSearch = SavedSearch.objects.create(
        district=district,
        key=key,
        user=by,
        email=None if by else email.strip(),
        email_index="" if by else privacy.blind_index(email, purpose=PURPOSE),
        language=language,
        title=title.strip()[:120] or wanted.q or _("服务清单"),
        asked=dict(wanted.told),
        saved_at=at,
        confirmed_at=at if by else None,
        told_at=at,
    )
    if by is None:
        _write(saved, "search_confirm", at=at)
    return saved


def confirm(saved: SavedSearch, *, at: datetime) -> None:
    """The address is hers: from now on she is told. Twice is once."""
    mine = SavedSearch.objects.filter(district_id=saved.district_id, pk=saved.pk)
    mine.filter(confirmed_at=None).update(confirmed_at=at, told_at=at)


def end(saved: SavedSearch, *, by: User | None = None, code: str = "", at: datetime) -> None:
    """She is told no more. By her account, or by the code that each message carries."""
    is_hers = saved.user_id == by.pk if by else privacy.matches_code(saved.pk, code)
    if not is_hers:
        raise NotAllowed(_("只有保存的人可以停。"))
    mine = SavedSearch.objects.filter(district_id=saved.district_id, pk=saved.pk)
    mine.filter(ended_at=None).update(ended_at=at)


def tell(district_id: int, *, at: datetime) -> int:
    """Tell of what is new, or was confirmed anew, since the last time; each search once a day.
    Returns how many were looked at; safe to repeat."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
    due = SavedSearch.objects.filter(district_id=district_id, told_at__lt=today).live()
    done = 0
    for saved in due.select_related("user").order_by("told_at", "pk")[:AT_ONCE]:
        wanted = replace(finding.read(district_id, saved.asked), since=saved.told_at)
        with transaction.atomic():
            mine = SavedSearch.objects.filter(
                district_id=district_id, pk=saved.pk, told_at=saved.told_at
            )
            if mine.update(told_at=at):
                _tell_of(saved, _new(district_id, wanted, at=at), at=at)
        done += 1
    return done


def _new(district_id: int, wanted: Wanted, *, at: datetime) -> Hits:
    if wanted.is_ranked:
        hits = finding.ranked(district_id, wanted, at=at, limit=SHOWN)
        return Hits() if hits.is_loose else hits
    found = finding.newest(district_id, wanted, at=at, most=AT_ONCE)
    return Hits([finding.Hit(pk) for _number, pk in found[:SHOWN]], len(found))


def _tell_of(saved: SavedSearch, hits: Hits, *, at: datetime) -> None:
    if not hits.count:
        return
    rows = Listing.objects.filter(district_id=saved.district_id).in_bulk(
        [hit.pk for hit in hits.rows]
    )
    titles = [rows[hit.pk].title for hit in hits.rows if hit.pk in rows]
    _write(saved, "search_found", at=at, text="\n".join(titles), number=hits.count)


def _write(
    saved: SavedSearch, kind: str, *, at: datetime, text: str = "", number: int = 0
) -> None:
    """`about` is one for a search and day: told twice, it reaches her once."""
    about = UUID(int=saved.pk.int ^ timezone.localdate(at).toordinal())
    link = "" if saved.email else f"/exchange/?{urlencode(saved.asked)}"
    notice = CatalogueNotice(kind=kind, subject=saved.title, link=link, text=text, number=number)
    if saved.user:
        outbox.queue(notice, to=[saved.user], about=about, at=at)
        return
    address = Address(
        email=saved.email or "",
        language=saved.language,
        link=f"/exchange/saved/{saved.pk}/{privacy.tracking_code(saved.pk)}/",
    )
    outbox.queue_to(notice, address=address, district_id=saved.district_id, about=about, at=at)


def _of(district_id: int, by: User | None, email: str) -> list[SavedSearch]:
    every = SavedSearch.objects.filter(district_id=district_id, ended_at=None)
    if by:
        return list(every.filter(user=by))
    return list(every.filter(email_index__in=privacy.blind_indexes(email, purpose=PURPOSE)))


def _check_email(email: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise Refusal(_("请写一个能收信的邮箱。"), field="email") from error
