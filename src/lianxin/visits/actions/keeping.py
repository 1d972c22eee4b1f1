"""Pictures of a visit or a hazard: kept at once, drawn anew by the worker without their location;
those of a visit are deleted with its log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import work
from lianxin.kernel.refusals import Refusal
from lianxin.papers import pictures
from lianxin.papers.pictures import Upload
from lianxin.visits.models import Hazard, HazardPhoto, PhotoState, Visit, VisitPhoto
from lianxin.visits.models.photo import Taken


def keep(visit: Visit, uploads: Sequence[Upload]) -> None:
    """Raises `Refusal` for what is no picture, or too large."""
    own = {"visit": visit, "district_id": visit.district_id}
    for row in _kept(VisitPhoto, uploads, own):
        work.enqueue(make_visit_photo_ready, str(row.pk), once=f"visit-photo:{row.pk}")


def keep_of_hazard(hazard: Hazard, uploads: Sequence[Upload], *, verb: str, at: datetime) -> None:
    """The same of a hazard, at the deed `verb`; six in all at each. Raises `Refusal`."""
    if len(uploads) > pictures.MOST:
        raise Refusal(_("最多上传 6 张照片，请去掉几张。"), field="photos")
    own = {"hazard": hazard, "district_id": hazard.district_id}
    for row in _kept(HazardPhoto, uploads, own, verb=verb, taken_in_at=at):
        work.enqueue(make_hazard_photo_ready, str(row.pk), once=f"hazard-photo:{row.pk}")


@work.task()
def make_visit_photo_ready(photo_id: str) -> None:
    """Re-encode one picture, upright and without metadata, and drop what the phone sent."""
    row = VisitPhoto.objects.select_related("visit").filter(pk=UUID(photo_id)).first()
    if row is not None:
        _redraw(row, f"visits/{row.district_id}/{row.visit.received_at:%Y/%m}")


@work.task()
def make_hazard_photo_ready(photo_id: str) -> None:
    """The same of a picture of a hazard."""
    row = HazardPhoto.objects.filter(pk=UUID(photo_id)).first()
    if row is not None:
        _redraw(row, f"hazards/{row.district_id}/{row.taken_in_at:%Y/%m}")


def _kept(
    model: type[Taken], uploads: Sequence[Upload], own: Mapping[str, Any], **more: Any
) -> Iterator[Any]:
    """Those that are new."""
    for upload in uploads:
        content = pictures.checked(upload)
        row, is_new = model.objects.get_or_create(
            **own, sha256=hashlib.sha256(content).hexdigest(), defaults=more
        )
        if is_new:
            path = f"incoming/{row.district_id}/{row.pk}"
            row.file.name = default_storage.save(path, ContentFile(content))
            row.save(update_fields=["file"])
            yield row


def _redraw(row: Taken, folder: str) -> None:
    if row.state != PhotoState.PENDING:
        return
    incoming = str(row.file.name)
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
