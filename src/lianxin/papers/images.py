"""Pictures drawn anew: upright, small enough, and without what a phone writes beside them.

Read when first needed: Pillow takes 3 MB of each process, and only the worker draws.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any, cast

from django.core.files.base import File
from PIL import Image, ImageOps, UnidentifiedImageError

QUALITY = 82
Image.MAX_IMAGE_PIXELS = 100_000_000


class NotAnImage(ValueError):
    """What was sent cannot be read as a picture."""


def redrawn(raw: IO[bytes] | File[Any], *sides: int) -> Iterator[bytes]:
    """A JPEG for each of `sides`, which no side of it is longer than. Raises `NotAnImage`."""
    try:
        with Image.open(cast("IO[bytes]", raw)) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            for side in sides:
                yield _encode(upright, side)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise NotAnImage from error


def _encode(image: Image.Image, side: int) -> bytes:
    copy = image.copy()
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
