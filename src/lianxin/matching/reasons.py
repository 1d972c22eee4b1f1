"""Why something is suggested, in words: what is shared, how far, when, how fresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Final
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lianxin.language import grams, table
from lianxin.language.faint import FAINT
from lianxin.matching import concepts, near, rows, terms
from lianxin.matching.values import EMPLOYMENT, Features, Item, Limits, parts_of

MOST_WORDS: Final = 4
MOST_PAIRS: Final = 2
LEAST_LIKE: Final = 0.62
FAR_KM: Final = 30.0
LATELY: Final = 31  # days
UNTELLING: Final = FAINT | terms.OFTEN
_NOBODY: Final = UUID(int=0)

DAYS: Final = (
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"),
    gettext_lazy("周五"), gettext_lazy("周六"), gettext_lazy("周日"),
)  # fmt: skip
PARTS: Final = (gettext_lazy("上午"), gettext_lazy("下午"), gettext_lazy("晚上"))
UNSAID: Final = {
    "education": gettext_lazy("学历"),
    "experience": gettext_lazy("工作年限"),
    "founded_within": gettext_lazy("成立年限"),
    "staff_up_to": gettext_lazy("员工人数"),
    "revenue_up_to": gettext_lazy("年营业收入"),
    "certificates": gettext_lazy("企业资质"),
}
EMPLOYMENTS: Final = dict(
    zip(
        EMPLOYMENT,
        (gettext_lazy("全职"), gettext_lazy("兼职"), gettext_lazy("实习"), gettext_lazy("短期")),
        strict=True,
    )
)


class Tells(IntEnum):
    """How much a reason tells of what both are about."""

    NOTHING = 0  # where, when, on what terms
    LITTLE = 1
    MUCH = 2
    ENOUGH = 3  # to write to somebody for it


@dataclass(frozen=True)
class Reason:
    text: str
    tells: Tells = Tells.NOTHING


def reasons(asked: Features, limits: Limits, item: Item, *, word: str, on: date) -> list[Reason]:
    """`word` says what the listed words are: the same field, skill, subject."""
    asked, told = asked.in_chinese, item.features
    about = list(_about(asked, told, word))
    return [*about, *_met(limits, item), *_where_and_when(asked, told, on=on)]


def _about(asked: Features, told: Features, word: str) -> Iterator[Reason]:
    same = shared(asked.listed, told.listed)
    if same:
        names = _("、").join(same[:MOST_WORDS])
        told_in_words = _("同一%(word)s：%(names)s") % {"word": word, "names": names}
        yield Reason(told_in_words, Tells.ENOUGH)
    both = [one for one in said_by_both(asked, told) if not any(one in name for name in same)]
    if both:
        core = words_of(" ".join([told.title, *told.listed]))
        names = _("、").join(both[:MOST_WORDS])
        is_core = any(one in core for one in both)
        yield Reason(_("都说到：%s") % names, Tells.MUCH if is_core else Tells.LITTLE)
    near_ones = [] if same else _near_ones(asked, told, both)
    if pairs := near_ones or ([] if same or both else alike(asked, told, least=0)[:1]):
        names = _("、").join(f"{one}≈{other}" for one, other in pairs)
        is_own = any(one not in other and other not in one for one, other in near_ones)
        tells = Tells.ENOUGH if is_own else Tells.MUCH if near_ones else Tells.LITTLE
        yield Reason(_("意思相近：%s") % names, tells)


def _met(limits: Limits, item: Item) -> Iterator[Reason]:
    bounds = item.bounds
    if bounds.employment and bounds.employment in limits.employment:
        yield Reason(str(EMPLOYMENTS[bounds.employment]))
    if limits.pay_from and bounds.pay_top and bounds.pay_top >= limits.pay_from:
        yield Reason(_("月薪到 %s 元") % f"{bounds.pay_top:,}")
    if unsaid := rows.unsaid(bounds, limits):
        names = _("、").join(str(UNSAID[name]) for name in unsaid)
        yield Reason(_("还要核对：%s") % names)
    elif any((bounds.founded_within, bounds.staff_up_to, bounds.revenue_up_to)):
        yield Reason(_("符合所列条件"))
    elif bounds.certificates:
        yield Reason(_("符合资质要求"))


def _where_and_when(asked: Features, told: Features, *, on: date) -> Iterator[Reason]:
    if (km := kilometres(asked, told)) is not None and km < FAR_KM:
        yield Reason(_("不到 1 公里") if km < 1 else _("%d 公里") % round(km))
    if common := asked.times & told.times:
        yield Reason(_("%s有空") % times_in_words(common))
    if told.said_on is not None and 0 <= (days := (on - told.said_on).days) <= LATELY:
        yield Reason(
            ngettext("%d 天前确认过", "%d 天前确认过", days) % days if days else _("今天确认过")
        )


def shared(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The listed words that are the same, as they are written by the other side."""
    keys = {terms.key_of(word) for word in ours}
    return [word for word in theirs if terms.key_of(word) in keys]


def _near_ones(asked: Features, told: Features, both: Sequence[str]) -> list[tuple[str, str]]:
    """What is said in other words; nothing that both have just been said to speak of."""
    found = one_thing(asked, told) or alike(asked, told, least=LEAST_LIKE)
    return [pair for pair in found if not any(word in name for name in pair for word in both)]


def one_thing(asked: Features, told: Features) -> list[tuple[str, str]]:
    """What both speak of, each by a name of its own: ours, theirs. The core of theirs counts."""
    ours = concepts.named(" ".join([asked.title, *asked.listed, asked.text]))
    theirs = concepts.named(" ".join([told.title, *told.listed]))
    pairs = [
        (ours[number], theirs[number])
        for number in ours.keys() & theirs.keys()
        if ours[number] not in theirs[number] and theirs[number] not in ours[number]
    ]
    return sorted(pairs, key=lambda pair: (-len("".join(pair)), pair))[:MOST_PAIRS]


def alike(asked: Features, told: Features, *, least: float) -> list[tuple[str, str]]:
    """Pairs of listed words and words of the titles that mean nearly the same; each word once."""
    ours = dict.fromkeys((*asked.listed, *words_of(asked.title)))
    theirs = dict.fromkeys((*told.listed, *words_of(told.title)))
    scored = sorted(
        (
            (near.likeness(one, other), one, other)
            for one in ours
            for other in theirs
            if one != other
        ),
        reverse=True,
    )
    pairs: list[tuple[str, str]] = []
    for score, one, other in scored:
        if score >= least and not any(one in pair or other in pair for pair in pairs):
            pairs.append((one, other))
    return pairs[:MOST_PAIRS]


def said_by_both(asked: Features, told: Features) -> list[str]:
    """Telling words in both texts, the rarest first."""
    mine = words_of(" ".join([asked.title, *asked.listed, asked.text]))
    others = words_of(" ".join([told.title, *told.listed, told.text]))
    return sorted(mine.keys() & others.keys(), key=lambda word: (-mine[word], word))


@lru_cache(maxsize=500)
def words_of(text: str) -> Mapping[str, float]:
    """The words of two and more characters, with how much each says."""
    letters = grams.letters(f"{text} ")
    held = table.shipped()
    found = held.words(letters)
    found = found[(found[:, 1] - found[:, 0] > 1)]
    plain = letters.tobytes().decode("utf-32-le")
    weights = held.weights(found[:, 2]).tolist()
    said = {
        plain[start:end]: weight
        for (start, end, _row), weight in zip(found.tolist(), weights, strict=True)
    }
    return {word: weight for word, weight in said.items() if word not in UNTELLING}


def kilometres(one: Features, other: Features) -> float | None:
    if None in (one.lon, one.lat, other.lon, other.lat):
        return None
    there = rows.rows_of([Item(key=_NOBODY, version=0, features=other)])
    km = float(rows.distances(there, one.lon, one.lat)[0])
    return None if np.isnan(km) else km


def times_in_words(bits: int) -> str:
    """ "周二下午、周六": a day with all its parts is told once."""
    by_day: dict[int, list[int]] = {}
    for weekday, part in parts_of(bits):
        by_day.setdefault(weekday, []).append(part)
    if len(by_day) == len(DAYS) and all(len(parts) == len(PARTS) for parts in by_day.values()):
        return _("每天")
    told = [
        str(DAYS[weekday])
        if len(parts) == len(PARTS)
        else "".join([str(DAYS[weekday]), _("和").join(str(PARTS[part]) for part in parts)])
        for weekday, parts in sorted(by_day.items())
    ]
    return _("、").join(told[:MOST_WORDS])
