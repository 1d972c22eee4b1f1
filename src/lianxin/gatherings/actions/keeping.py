"""Files for a meeting, and the proof that a task was done."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.gatherings import policy
from lianxin.gatherings.models import Action, Meeting, Paper
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import User

MOST_FILES: Final = 6
LARGEST: Final = 20 * 1024 * 1024
KINDS: Final = frozenset({"pdf", "doc", "docx", "xlsx", "pptx", "jpg", "png"})


@dataclass(frozen=True)
class File:
    """A file as it came. `content` is read once."""

    name: str
    size: int
    content: BinaryIO


@transaction.atomic
def hand_out(meeting: Meeting, files: Sequence[File], *, by: User | None, at: datetime) -> None:
    """Papers for those who come."""
    policy.require_clerk(by, meeting.series, on=timezone.localdate(at))
    if not files:
        raise Refusal(_("请选择文件。"), field="papers")
    keep(meeting, files, at=at)
    names = _("、").join(file.name for file in files)
    timeline.append(meeting, "hand_out", by=by, at=at, note=names)


def keep(
    meeting: Meeting, files: Sequence[File], *, at: datetime, action: Action | None = None
) -> None:
    """Keep what is handed in; the same file twice is one.

    Raises `Refusal` for more than 6, a file over 20 MB, or one of another kind.
    """
    if len(files) > MOST_FILES:
        raise Refusal(_("最多上传 %d 个文件，请去掉几个。") % MOST_FILES, field="papers")
    rows = Paper.objects.filter(district_id=meeting.district_id, meeting=meeting, action=action)
    known = set(rows.values_list("sha256", flat=True))
    for file in files:
        content = _checked(file)
        digest = hashlib.sha256(content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        paper = Paper(
            district_id=meeting.district_id, id=new_id(), meeting=meeting, action=action,
            name=file.name[-120:], size=len(content), sha256=digest, added_at=at,
        )  # fmt: skip
        path = f"papers/{paper.district_id}/{timezone.localdate(at):%Y/%m}/{paper.pk}"
        paper.file.name = default_storage.save(path, ContentFile(content))
        paper.save()


def _checked(file: File) -> bytes:
    if file.size > LARGEST:
        raise Refusal(_("文件“%s”超过 20 MB，请压缩后再传。") % file.name, field="papers")
    content = file.content.read()
    kind = filetype.guess(content)
    if kind is None or kind.extension not in KINDS:
        raise Refusal(
            _("“%s”不能上传，请用 PDF、Word、Excel、PPT 或图片。") % file.name, field="papers"
        )
    return content
