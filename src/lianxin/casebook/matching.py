"""Which answers fit a text, and which answers tell of the same fix. Values in, values out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from lianxin.language import similar

WORD = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
COMMON = (
    "小区社区居民我们我家没有一个怎么可以请问已经一直现在问题这个那个这里时候他们因为什么需要自己"
    "您好你好反映解决处理联系希望是不不是的时了吗怎样如何坏了不了好几几天天了楼下路上门口晚上旁边"
    "有人很多上了下了来了去了都是还是就是有点一下一点"
)
EVERYWHERE = frozenset(COMMON[n : n + 2] for n in range(0, len(COMMON), 2))  # say nothing
NEAR = 0.2  # least likeness at which an answer is offered
SAME_CLASS, OTHER_CLASS = 1.6, 0.5  # times the likeness
SHARE = 0.6  # of the best; what is further behind is about something else
BEGINNING = 150  # characters of a problem and of an answer that are compared
MOST = 30  # are looked at again in the light of their class
COURTESIES = (
    "您好感谢您的反映，感谢您对我们工作的支持和理解，祝您生活愉快。来电收悉，经核实，现回复如下。"
    "工作人员已到现场查看，第一时间前往现场核查，已安排人员处理，已处理完毕，问题已解决。"
    "如有疑问请与我们联系，欢迎继续监督，给您带来不便敬请谅解。"
)
MANY, SHARED_BY, LITTLE = 10, 0.3, 0.1  # texts; share of them; weight of what they share
ALIKE = 0.45  # least cosine of two answers that tell of the same fix

Pairs = frozenset[str]


def pairs(text: str) -> Pairs:
    """The pairs of neighbouring characters, and the words of letters and digits."""
    found: set[str] = set()
    for run in WORD.findall(text.lower()):
        if run[0].isascii():
            found.add(run)
        else:
            found.update(run[n : n + 2] for n in range(len(run) - 1))
    return frozenset(found - EVERYWHERE)


class Scale:
    """How close answers are to each other: 0 for strangers, 1 for the same. Courtesies count for
    nothing, and what stands in many of `texts` for little."""

    def __init__(self, texts: Sequence[Pairs]) -> None:
        counts = Counter(pair for text in texts for pair in text)
        many = max(MANY, SHARED_BY * len(texts))
        self._weights = {pair: LITTLE for pair, n in counts.items() if n > many}
        self._weights |= dict.fromkeys(pairs(COURTESIES), 0.0)

    def closeness(self, one: Pairs, other: Pairs) -> float:
        """The cosine of the two, each pair weighed."""
        both = self._sum(one) * self._sum(other)
        return self._sum(one & other) / sqrt(both) if both else 0.0

    def _sum(self, text: Pairs) -> float:
        return sum(self._weights.get(pair, 1.0) for pair in text)


def groups(texts: Sequence[Pairs], *, least: int) -> list[list[int]]:
    """The texts (by position) that are alike, `least` together at least, the largest group first.
    The one that is closest to all the others of its group stands first in it."""
    scale, leaders = Scale(texts), list[list[int]]()
    for n, text in enumerate(texts):
        near = [(scale.closeness(texts[group[0]], text), group) for group in leaders]
        best, group = max(near, key=lambda found: found[0], default=(0.0, []))
        if best >= ALIKE:
            group.append(n)
        else:
            leaders.append([n])
    large = sorted((g for g in leaders if len(g) >= least), key=len, reverse=True)
    return [_from_middle(group, texts, scale) for group in large]


def _from_middle(group: list[int], texts: Sequence[Pairs], scale: Scale) -> list[int]:
    def nearness(n: int) -> float:
        return sum(scale.closeness(texts[n], texts[other]) for other in group)

    return sorted(group, key=nearness, reverse=True)


@dataclass(frozen=True)
class Document:
    """What can be found: its class, and its texts from the most to the least telling."""

    class_code: str
    texts: tuple[str, str, str]


def ranked(text: str, class_code: str, documents: Sequence[Document]) -> list[int]:
    """The `documents` (by position) that fit what somebody has written, the closest first."""
    told = [
        (n, " ".join(part[:BEGINNING] for part in one.texts)) for n, one in enumerate(documents)
    ]
    likes = similar.rank(text, told, most=MOST)
    scores = {
        like.key: like.score * _factor(documents[like.key].class_code, class_code)
        for like in likes
    }
    least = max(NEAR, SHARE * max(scores.values(), default=0))
    return sorted((n for n in scores if scores[n] >= least), key=lambda n: -scores[n])


def _factor(own: str, asked: str) -> float:
    if not asked or not own:
        return 1.0
    return SAME_CLASS if own == asked else OTHER_CLASS
