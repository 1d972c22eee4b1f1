"""Pictures: taken in whole at once, re-encoded by the worker without their location data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases.models import Case, Consultation, Photo, PhotoState
from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal
from lianxin.papers import pictures
from lianxin.papers.pictures import KINDS, LARGEST, MOST, Upload

__all__ = ["KINDS", "LARGEST", "MOST", "Upload", "attach", "files", "make_ready"]


def attach(
    case: Case,
    uploads: Sequence[Upload],
    *,
    at: datetime,
    is_public: bool = True,
    is_proof: bool = False,
    consultation: Consultation | None = None,
) -> list[Photo]:
    """Keep `uploads` with the case; the same picture twice is one. The worker makes them ready.

    Raises `Refusal` for more than 6, a file over 20 MB, or one that is no picture.
    """
    if len(uploads) > MOST:
        raise Refusal(_("最多上传 6 张照片，请去掉几张。"), field="photos")
    rows = []
    for upload in uploads:
        content = pictures.checked(upload)
        row, is_new = Photo.objects.get_or_create(
            district_id=case.district_id,
            case=case,
            sha256=hashlib.sha256(content).hexdigest(),
            defaults={
                "added_at": at,
                "is_public": is_public,
                "is_proof": is_proof,
                "consultation": consultation,
            },
        )
        if is_new:
            row.file.name = default_storage.save(_incoming(row), ContentFile(content))
            row.save(update_fields=["file"])
            work.enqueue(make_ready, str(row.pk), once=f"photo:{row.pk}")
        rows.append(row)
    return rows


@work.task()
def make_ready(photo_id: str) -> None:
    """Re-encode one picture, upright and without metadata, and drop what the phone sent."""
    photo = Photo.objects.select_related("case").get(pk=UUID(photo_id))
    if photo.state != PhotoState.PENDING:
        return
    incoming = str(photo.file.name)
    folder = f"photos/{photo.district_id}/{photo.added_at:%Y/%m}"
    from lianxin.papers import images  # noqa: PLC0415  as said there

    try:
        with default_storage.open(incoming) as raw:
            whole, thumb = images.redrawn(raw, pictures.LONG_SIDE, pictures.THUMB_SIDE)
        photo.file.name = pictures.keep(whole, f"{folder}/{photo.pk}.jpg")
        photo.thumb.name = pictures.keep(thumb, f"{folder}/{photo.pk}.thumb.jpg")
        photo.state = PhotoState.READY
    except (images.NotAnImage, OSError):
        photo.file.name, photo.state = "", PhotoState.REJECTED
    photo.save(update_fields=["file", "thumb", "state"])
    transaction.on_commit(lambda: default_storage.delete(incoming))


def files(photo: Photo) -> list[str]:
    """Where its files are, or may have been left by a worker that was killed."""
    return [name for name in (photo.file.name, photo.thumb.name, _incoming(photo)) if name]


def _incoming(photo: Photo) -> str:
    return f"incoming/{photo.district_id}/{photo.pk}"
