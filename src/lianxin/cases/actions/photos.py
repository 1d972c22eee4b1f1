"""Pictures: taken in whole at once, re-encoded by the worker without their location data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.cases.models import Case, Consultation, Photo, PhotoState
from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal

MOST = 6
LARGEST = 20 * 1024 * 1024  # Signalen's limit
KINDS = frozenset({"jpg", "png", "webp", "heic", "avif"})
LONG_SIDE, THUMB_SIDE = 1920, 320


@dataclass(frozen=True)
class Upload:
    """A picture as it came. `content` is read once."""

    name: str
    size: int
    content: BinaryIO


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
        content = _checked(upload)
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
    from lianxin.cases import images  # noqa: PLC0415  as said there

    try:
        with default_storage.open(incoming) as raw:
            whole, thumb = images.redrawn(raw, LONG_SIDE, THUMB_SIDE)
        photo.file.name = _keep(whole, f"{folder}/{photo.pk}.jpg")
        photo.thumb.name = _keep(thumb, f"{folder}/{photo.pk}.thumb.jpg")
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


def _checked(upload: Upload) -> bytes:
    if upload.size > LARGEST:
        raise Refusal(
            _("照片“%(name)s”超过 20 MB，请压缩后再传。") % {"name": upload.name}, field="photos"
        )
    content = upload.content.read()
    kind = filetype.guess(content)
    if kind is None or kind.extension not in KINDS:
        raise Refusal(
            _("“%(name)s”不是照片。请上传 JPG、PNG 或 WebP 格式的图片。") % {"name": upload.name},
            field="photos",
        )
    return content


def _keep(content: bytes, path: str) -> str:
    if default_storage.exists(path):
        default_storage.delete(path)  # left by a worker that was killed here
    return default_storage.save(path, ContentFile(content))
