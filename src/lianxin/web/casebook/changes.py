"""What changed between two wordings, by phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SHOWN = {"": "{}", "ins": "<ins>{}</ins>", "del": "<del>{}</del>"}
PHRASE = re.compile(r"[^，。；：！？、\n]*[，。；：！？、\n]?")


@dataclass(frozen=True)
class Part:
    """`kind` is "", "ins" or "del"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    label: str
    parts: Sequence[Part]

    @property
    def marked(self) -> SafeString:
        """The words with what came and what went, and no space that is not theirs."""
        pieces = (format_html(SHOWN[part.kind], part.text) for part in self.parts)
        return format_html_join("", "{}", ((piece,) for piece in pieces))


def between(
    old: Mapping[str, str], new: Mapping[str, str], labels: Mapping[str, str]
) -> list[Change]:
    """What is other in `new`, one for each of `labels` that differs."""
    return [
        Change(label, list(_parts(old[name], new[name])))
        for name, label in labels.items()
        if old[name] != new[name]
    ]


def _parts(old: str, new: str) -> Iterator[Part]:
    before, after = PHRASE.findall(old), PHRASE.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Part("", "".join(before[i1:i2]))
            continue
        if i2 > i1:
            yield Part("del", "".join(before[i1:i2]))
        if j2 > j1:
            yield Part("ins", "".join(after[j1:j2]))
