"""Documents as people hand them in: how large, and of which kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Final

import filetype
from django.utils.translation import gettext as _

from lianxin.kernel.refusals import Refusal

LARGEST: Final = 20 * 1024 * 1024
KINDS: Final = frozenset({"pdf", "doc", "docx", "xlsx", "pptx", "jpg", "png"})


@dataclass(frozen=True)
class File:
    """A file as it came. `content` is read once."""

    name: str
    size: int
    content: BinaryIO


def checked(file: File) -> bytes:
    """What is in it. Raises `Refusal` for more than 20 MB, or another kind."""
    if file.size > LARGEST:
        raise Refusal(_("文件“%s”超过 20 MB，请压缩后再传。") % file.name, field="files")
    content = file.content.read()
    kind = filetype.guess(content)
    if kind is None or kind.extension not in KINDS:
        raise Refusal(
            _("“%s”不能上传，请用 PDF、Word、Excel、PPT 或图片。") % file.name, field="files"
        )
    return content
