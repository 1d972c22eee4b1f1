"""Fill the list of what was asked outside, on the page of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianxin.cases.actions import outside
from lianxin.cases.models import Consultation, PhotoState
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.network import districts
from lianxin.web import parts, qr
from lianxin.web.cases.ground import Ground


@dataclass(frozen=True)
class Asked:
    """`link` and `qr` are empty unless it waits and this person may hand them over."""

    pk: UUID
    party: str
    question: str
    stands: str
    level: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    sent_to: str
    reply: str
    replied_at: datetime | None
    photos: Sequence[parts.Photo]
    link: str
    qr: SafeString
    key: UUID


@dataclass(frozen=True)
class Outside:
    ref: str
    rows: Sequence[Asked]


def outside_of(ground: Ground) -> Outside | None:
    """None where nobody was asked."""
    rows = ground.consultations
    return Outside(ground.case.ref, [_asked(ground, row) for row in rows]) if rows else None


def _asked(ground: Ground, row: Consultation) -> Asked:
    row.case = ground.case
    standing = outside.standing(row, at=ground.at)
    stands, level = _stands(standing)
    may_hand_over = standing == "OPEN" and ground.standing.can("end_outside", ground.case)
    link = districts.address(row.case.district, outside.path(row)) if may_hand_over else ""
    return Asked(
        pk=row.pk,
        party=row.party,
        question=row.question,
        stands=stands,
        level=level,
        asked_by=str(row.asked_by),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        sent_to=_masked(row.address or ""),
        reply=row.reply,
        replied_at=row.replied_at,
        photos=_photos(ground, row),
        link=link,
        qr=qr.svg(link, title=_("扫码答复")) if link else SafeString(),
        key=new_id(),
    )


def _stands(standing: str) -> tuple[str, str]:
    return {
        "OPEN": (_("等对方答复"), "wait"),
        "REPLIED": (_("已答复"), "good"),
        "ENDED": (_("已收回"), "quiet"),
        "LAPSED": (_("没有答复"), "bad"),
    }[standing]


def _masked(address: str) -> str:
    return privacy.mask_email(address) if "@" in address else privacy.mask_phone(address)


def _photos(ground: Ground, row: Consultation) -> list[parts.Photo]:
    ref = ground.case.ref
    rows = [p for p in ground.dossier.photos if p.consultation_id == row.pk]
    return [
        parts.Photo(
            url=reverse("cases:photo", args=[ref, photo.pk]),
            alt=_("对方发来的照片 %d") % number,
            thumbnail_url=reverse("cases:thumbnail", args=[ref, photo.pk]),
        )
        for number, photo in enumerate(rows, 1)
        if photo.state == PhotoState.READY
    ]
