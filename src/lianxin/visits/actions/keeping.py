"""Pictures of a visit: kept at once, drawn anew by the worker without their location, and
deleted with the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from lianxin.kernel import work
from lianxin.papers import pictures
from lianxin.papers.pictures import Upload
from lianxin.visits.models import PhotoState, Visit, VisitPhoto


def keep(visit: Visit, uploads: Sequence[Upload]) -> None:
    """Raises `Refusal` for what is no picture, or too large."""
    for upload in uploads:
        content = pictures.checked(upload)
        row, is_new = VisitPhoto.objects.get_or_create(
            district_id=visit.district_id, visit=visit,
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
        if is_new:
            path = f"incoming/{row.district_id}/{row.pk}"
            row.file.name = default_storage.save(path, ContentFile(content))
            row.save(update_fields=["file"])
            work.enqueue(make_visit_photo_ready, str(row.pk), once=f"visit-photo:{row.pk}")


@work.task()
def make_visit_photo_ready(photo_id: str) -> None:
    """Re-encode one picture, upright and without metadata, and drop what the phone sent."""
    row = VisitPhoto.objects.select_related("visit").filter(pk=UUID(photo_id)).first()
    if row is None or row.state != PhotoState.PENDING:
        return
    incoming = str(row.file.name)
    folder = f"visits/{row.district_id}/{row.visit.received_at:%Y/%m}"
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


def drop(visits: Iterable[Visit]) -> None:
    """The rows now, the files once it is certain."""
    ids = [one.pk for one in visits]
    rows = list(VisitPhoto.objects.filter(visit__in=ids).only("file", "thumb"))
    paths = [str(file.name) for row in rows for file in (row.file, row.thumb) if file]
    VisitPhoto.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for path in paths:
        transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]  # bound
