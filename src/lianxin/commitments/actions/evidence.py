"""What shows it: kept at once; pictures are drawn anew by the worker, without their location."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.commitments.models import Commitment, Evidence, EvidenceKind, PhotoState
from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User
from lianxin.papers import pictures
from lianxin.papers.pictures import Upload


@dataclass(frozen=True)
class Proof:
    """Pictures; a document by its title and, where it can be read, its address; or the place
    where one can see it."""

    photos: Sequence[Upload] = ()
    title: str = ""
    link: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.photos or self.title.strip() or self.place.strip())


def keep(
    commitment: Commitment, proof: Proof, *, by: User | None, at: datetime, is_needed: bool = True
) -> Evidence | None:
    """The first of what was kept. Raises `Refusal` where there is nothing and `is_needed`."""
    if is_needed and not proof:
        raise Refusal(_("请附照片，或写明文件名称或地点，作为佐证。"), field="photos")
    if len(proof.photos) > pictures.MOST:
        raise Refusal(_("最多上传 6 张照片，请去掉几张。"), field="photos")
    _check_link(proof)
    common = {"by": by, "added_at": at}
    rows = [_photo(commitment, upload, common, proof.title) for upload in proof.photos]
    said = ((EvidenceKind.DOCUMENT, proof.title), (EvidenceKind.PLACE, proof.place))
    for kind, text in said:
        is_caption = kind == EvidenceKind.DOCUMENT and proof.photos and not proof.link
        if text.strip() and not is_caption:
            link = proof.link if kind == EvidenceKind.DOCUMENT else ""
            rows.append(
                Evidence.objects.create(
                    district_id=commitment.district_id, commitment=commitment, kind=kind,
                    title=text.strip()[:120], link=link, **common,
                )
            )  # fmt: skip
    return rows[0] if rows else None


@work.task()
def make_evidence_ready(evidence_id: str) -> None:
    """Re-encode one picture, upright and without metadata, and drop what the phone sent."""
    row = Evidence.objects.get(pk=UUID(evidence_id))
    if row.state != PhotoState.PENDING:
        return
    incoming, folder = str(row.file.name), f"promises/{row.district_id}/{row.added_at:%Y/%m}"
    from lianxin.papers import images  # noqa: PLC0415  as said there

    try:
        with default_storage.open(incoming) as raw:
            whole, thumb = images.redrawn(raw, pictures.LONG_SIDE, pictures.THUMB_SIDE)
        row.file.name = pictures.keep(whole, f"{folder}/{row.pk}.jpg")
        row.thumb.name = pictures.keep(thumb, f"{folder}/{row.pk}.thumb.jpg")
        row.state = PhotoState.READY
    except (images.NotAnImage, OSError):
        row.file.name, row.state = "", PhotoState.REJECTED
    row.save(update_fields=["file", "thumb", "state"])
    transaction.on_commit(lambda: default_storage.delete(incoming))


def _photo(commitment: Commitment, upload: Upload, common: dict[str, Any], title: str) -> Evidence:
    content = pictures.checked(upload)
    row, is_new = Evidence.objects.get_or_create(
        district_id=commitment.district_id, commitment=commitment,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "kind": EvidenceKind.PHOTO, "title": title.strip()[:120],
            "state": PhotoState.PENDING, **common,
        },
    )  # fmt: skip
    if is_new:
        path = f"incoming/{row.district_id}/{row.pk}"
        row.file.name = default_storage.save(path, ContentFile(content))
        row.save(update_fields=["file"])
        work.enqueue(make_evidence_ready, str(row.pk), once=f"evidence:{row.pk}")
    return row


def _check_link(proof: Proof) -> None:
    if not proof.link:
        return
    if urlsplit(proof.link).scheme not in ("http", "https"):
        raise Refusal(_("网址请以 https:// 开头。"), field="link")
    if not proof.title.strip():
        raise Refusal(_("请写明是什么文件，或者在哪里看得到。"), field="title")
