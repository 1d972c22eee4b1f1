"""What goes into this room and what comes out of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class ClassWords:
    """A class of cases as people speak of it: what it is called, and what they say of it.

    `names` are the label and its aliases; `phrases` are whole sentences or single words.
    """

    code: str
    names: tuple[str, ...]
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guess:
    """One class that a text may belong to. `words` occur in the text and decided for it."""

    code: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    title: str
    body: str = ""


@dataclass(frozen=True)
class Like(Generic[Key]):
    """One candidate that resembles the text: 0 not at all, 1 the same words throughout."""

    key: Key
    score: float
    words: tuple[str, ...] = ()
