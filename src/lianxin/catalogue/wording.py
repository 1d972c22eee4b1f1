"""In which wordings listings are asked for, and how well one answers.

First what is called so: by its title, its kind, or a word chosen for it. Behind it what is called
otherwise, and what others look for. Only where that is nothing, what merely says so in its text,
then what has a part of what was asked. What has less is not found: an empty page says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Final

from django.conf import settings
from django.utils import translation

from lianxin.catalogue import findable
from lianxin.exchange.kinds import KINDS, Side
from lianxin.language import synonyms, words
from lianxin.language.synonyms import Sense
from lianxin.language.words import Word
from lianxin.search import marking
from lianxin.search.queries import APART, CANDIDATES, Asked, Weigh, named

WORK: Final = tuple(kind.code for kind in KINDS.values() if kind.is_work)
ASKED_FOR: Final = tuple(  # somebody looks for it
    kind.code for kind in KINDS.values() if kind.side is Side.WANT and not kind.is_work
)
GIVEN: Final = tuple(code for code in KINDS if code not in (*WORK, *ASKED_FOR))
RESERVED: Final = 50  # of the best, for what is called otherwise
MOST_NEEDED: Final = 6
PART: Final = 0.5  # of what was asked, at least
IN_TITLE, IN_HEAD, IN_TEXT = 3.0, 2.0, 1.0
OF_NEAR: Final = 0.4  # what a word that stands for another counts
OF_SOFT: Final = 0.5  # what a word counts that nothing need say
AS_TYPED: Final = 2.0  # more, where all that stands without a space is in the title
OF_KIND: Final = 2.0  # more, where it is of a kind that was named
BEHIND: Final = 2.5 * APART  # what others look for: behind what is called otherwise
OF_PAIRS: Final = 1.0  # what it counts to share all pairs of characters with what was typed
UNASKED_WORK: Final = 2.0  # what is lost by work, where nobody asks for any
Group = Sequence[Word]


@dataclass(frozen=True)
class Wordings:
    """Of one question."""

    q: str
    kinds: Sequence[str] = ()  # that are asked for; else all

    @cached_property
    def senses(self) -> Sequence[Sense]:
        """A word that names a kind (招聘, 课程) ranks, where anything else is asked for: of that
        kind is much that has nothing of the rest."""
        found = synonyms.senses(self.q)
        made = [replace(s, is_needed=s.is_needed and not _kinds_named(s)) for s in found]
        return made if any(sense.is_needed for sense in made) else found

    @cached_property
    def needed(self) -> Sequence[Sense]:
        return [sense for sense in self.senses if sense.is_needed][:MOST_NEEDED]

    def all(self, *, with_mentions: bool = False) -> list[Asked]:
        """The best first; `with_mentions` also what merely says so, however much is so called."""
        if not self.needed:
            return []
        return [
            replace(self._so_called, most=CANDIDATES - RESERVED),
            *self._called_otherwise(),
            replace(self.mentioned, at_most=None if with_mentions else 0),
            *self._parts(),
        ]

    @property
    def _so_called(self) -> Asked:
        """All of it, and one word at least says what it is."""
        groups = [sense.words for sense in self.needed]
        says = _named(word for group in groups for word in group)
        return self._asked([*groups, says])

    def _called_otherwise(self) -> list[Asked]:
        """What is given by what it is also called; work, by what the work is also called."""
        given = [(*sense.words, *sense.near) for sense in self.needed]
        hired = [(*sense.words, *sense.trades) for sense in self.needed]
        asked = []
        for groups, kinds in ((given, self._of(GIVEN)), (hired, self._of(WORK))):
            has_more = any(
                len(group) > len(sense.words)
                for group, sense in zip(groups, self.needed, strict=True)
            )
            if kinds and has_more:
                told = [_named(group) for group in groups]
                one = self._asked(told, kinds=kinds, least_part=1.0, is_near=True)
                asked.append(replace(one, but=self._so_named))
        return asked

    @property
    def mentioned(self) -> Asked:
        return self._asked([sense.words for sense in self.needed], is_mention=True)

    @property
    def _so_named(self) -> Group:
        """What has all of these is so called. None where a word is there in two languages: that
        one or the other is not there cannot be asked."""
        has_two = any(len(sense.words) > 1 for sense in self.needed)
        return () if has_two else _named(sense.word for sense in self.needed)

    def _parts(self) -> list[Asked]:
        """Half of what was asked, by whatever name."""
        if len(self.needed) == 1:
            return []
        groups = [_named((*sense.words, *sense.near)) for sense in self.needed]
        one = self._asked(groups, least_part=PART, is_loose=True)
        return [replace(one, least=(len(groups) + 1) // 2, at_most=0)]

    def _asked(
        self,
        groups: Sequence[Group],
        *,
        kinds: Sequence[str] = (),
        least_part: float = 0.0,
        is_near: bool = False,
        is_loose: bool = False,
        is_mention: bool = False,
    ) -> Asked:
        weigh: Weigh = partial(self._evidence.weigh, least_part=least_part)
        shown = [(*sense.words, *(sense.near if is_near else ())) for sense in self.senses]
        marks = (findable.any_of(findable.KIND, kinds),) if kinds else ()
        return Asked(
            groups, len(groups), marks=marks, weigh=weigh, shown=shown,
            is_near=is_near, is_loose=is_loose, is_mention=is_mention,
        )  # fmt: skip

    def _of(self, kinds: Sequence[str]) -> list[str]:
        return [one for one in kinds if not self.kinds or one in self.kinds]

    @cached_property
    def _evidence(self) -> Evidence:
        return Evidence(self.senses, words.asked(self.q))


def _named(group: Iterable[Word]) -> Group:
    return [named(word) for word in group]


class Evidence:
    """How well a listing answers: each word counts by where it stands, one that stands for it
    less."""

    def __init__(self, senses: Sequence[Sense], typed: Sequence[Word]) -> None:
        self._needed = [_Said(sense) for sense in senses if sense.is_needed]
        self._soft = [_Said(sense) for sense in senses if not sense.is_needed]
        single = {word for sense in senses for word in sense.words}
        self._typed = [re.compile(marking.pattern(word)) for word in typed if word not in single]
        self._kinds = {label for sense in senses for label in _kinds_named(sense)}
        self._pairs = [part.runs[0] for part in words.looser(list(typed))]
        self._is_work = any(sense.trades for sense in senses)

    def weigh(self, title: str, body: str, *, least_part: float) -> float | None:
        """None where less than `least_part` of what is needed says what it is."""
        head, _line, text = words.plain(body).partition("\n")
        title = words.plain(title)
        kind = head.partition(" ")[0]
        is_work = kind in _labels(*WORK)
        told = [one.weigh(title, head, text, is_work=is_work) for one in self._needed]
        if sum(is_what for _weight, is_what in told) < least_part * len(told):
            return None
        soft = sum(one.weigh(title, head, text, is_work=is_work)[0] for one in self._soft)
        bonus = AS_TYPED if any(typed.search(title) for typed in self._typed) else 0.0
        shared = sum(pair in title for pair in self._pairs)
        bonus += OF_PAIRS * shared / max(1, len(self._pairs)) + OF_KIND * (kind in self._kinds)
        lost = UNASKED_WORK if is_work and not self._is_work else 0.0
        weight = sum(weight for weight, _is_what in told) / len(told)
        return weight + OF_SOFT * soft + bonus - lost - BEHIND * (kind in _labels(*ASKED_FOR))


class _Said:
    """One word of a question, looked for."""

    def __init__(self, sense: Sense) -> None:
        self._own = marking.either(map(marking.pattern, sense.words))
        self._near = marking.either(map(marking.pattern, sense.near))
        self._trades = marking.either(map(marking.pattern, sense.trades))

    def weigh(self, title: str, head: str, text: str, *, is_work: bool) -> tuple[float, bool]:
        """How much it counts, and whether it is what the listing is."""
        own = _placed(self._own, title, head, text)
        if own >= IN_HEAD:
            return own, True
        near = _placed(self._trades if is_work else self._near, title, head, text)
        return max(own, OF_NEAR * near), near >= IN_HEAD


def _kinds_named(sense: Sense) -> frozenset[str]:
    """The labels of the kinds that the word stands for."""
    said = {"".join(word.runs) for word in (*sense.words, *sense.trades)}
    return _labels(*KINDS) & said


@cache
def _labels(*kinds: str) -> frozenset[str]:
    with translation.override(settings.LANGUAGE_CODE):
        return frozenset(words.plain(str(KINDS[code].label)) for code in kinds)


def _placed(pattern: re.Pattern[str], title: str, head: str, text: str) -> float:
    """The best place of it; a second one counts a little more."""
    found = [
        weight
        for weight, part in ((IN_TITLE, title), (IN_HEAD, head), (IN_TEXT, text))
        if pattern.search(part)
    ]
    return found[0] + 0.3 * (len(found) - 1) if found else 0.0
