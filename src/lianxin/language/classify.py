"""Which class a text belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from lianxin.language.values import ClassWords, Guess

if TYPE_CHECKING:
    from lianxin.language.model import Classifier

__all__ = ["ClassWords", "Guess", "load", "shipped"]


def load(data: bytes) -> Classifier:
    """A trained model. Raises `ValueError` when `data` is none that this version can read."""
    from lianxin.language import model

    return model.Classifier.from_bytes(data)


def shipped(classes: Sequence[ClassWords]) -> Classifier:
    """What serves before anybody has confirmed a class: made of the words of `classes` alone.

    It takes a second to make, and is remembered for the same `classes`.
    """
    return _shipped(tuple(classes))


@lru_cache(maxsize=8)
def _shipped(classes: tuple[ClassWords, ...]) -> Classifier:
    from lianxin.language import cold

    return cold.classifier(classes)
