"""Pictures as they come from a phone, and what of them may be taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Final

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal

MOST: Final = 6
LARGEST: Final = 20 * 1024 * 1024  # Signalen's limit
KINDS: Final = frozenset({"jpg", "png", "webp", "heic", "avif"})
LONG_SIDE: Final = 1920
THUMB_SIDE: Final = 320


@dataclass(frozen=True)
class Upload:
    """A picture as it came. `content` is read once."""

    name: str
    size: int
    content: BinaryIO


def checked(upload: Upload) -> bytes:
    """What was sent. Raises `Refusal` for a file over 20 MB, or one that is no picture."""
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


def keep(content: bytes, path: str) -> str:
    """Store it at exactly `path`, in place of what a worker left there that was killed."""
    if default_storage.exists(path):
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(content))
