"""What the bot answers. Each message stands for itself: nothing is kept between two of them but,
for ten minutes, that somebody was asked what happened, so that the next words are the answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid5

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from lianxin.bots import places
from lianxin.bots.chat import words
from lianxin.bots.chat.said import Said
from lianxin.cases import queries
from lianxin.cases.actions import intake, requester
from lianxin.cases.actions.intake import Contact, Report
from lianxin.cases.actions.requester import Verdict
from lianxin.cases.models import Case, Solved, Source
from lianxin.kernel import privacy, throttle
from lianxin.kernel.refusals import Refusal, Repeated
from lianxin.network.models import District

MESSAGES = UUID("2f6b7a0e-4c1d-4a4b-8f55-6f0d1d3b9c32")
ASKED_FOR = timedelta(minutes=10)
SHORTEST = 6
MOST_FILED, HOUR = 10, timedelta(hours=1)
TRIES, QUARTER = 5, timedelta(minutes=15)  # of numbers and codes, as on the tracking page
LONGEST_REF = 20


def answer(district: District, said: Said, *, at: datetime) -> str:
    """Do what `said` asks for, once, however often the chat delivers it, and say what became of
    it."""
    language = "en" if words.is_english(said) else "zh-hans"
    with translation.override(language):
        turn = _Turn(district, said, at, language)
        try:
            return turn.answer()
        except Refusal as refusal:
            return refusal.message


@dataclass(frozen=True)
class _Turn:
    district: District
    said: Said
    at: datetime
    language: str

    def answer(self) -> str:
        for pattern, do in COMMANDS:
            if found := pattern.fullmatch(self.said.text):
                return self._do(do, **found.groupdict())
        if len(self.said.text) >= SHORTEST and self._was_asked():
            return self._do(_Turn.report, text=self.said.text)
        return words.help_text()

    def report(self, text: str) -> str:
        if not text.strip():
            self._note_asked("")
            return words.question()
        throttle.hit("chat", self.who, limit=MOST_FILED, per=HOUR, at=self.at)
        report = Report(
            text=text,
            place=places.place_in(self.district, text),
            contact=Contact(language=self.language),
        )
        receipt = intake.open_case(
            self.district, report, key=self.key, source=Source.CHAT, at=self.at
        )
        if self._was_asked():
            self._note_asked(self.said.message_id)
        return words.received(receipt)

    def check(self, ref: str, code: str) -> str:
        return words.stands(self._case(ref, code), code)

    def urge(self, ref: str, code: str, text: str) -> str:
        case = self._case(ref, code)
        with suppress(Repeated):
            requester.urge(case, note=text, code=code, key=self.key, at=self.at)
        return words.urged(case)

    def add(self, ref: str, code: str, text: str) -> str:
        case = self._case(ref, code)
        with suppress(Repeated):
            requester.add(case, note=text, code=code, key=self.key, at=self.at)
        return words.added(case)

    def rate(self, verdict: str, ref: str, code: str, text: str) -> str:
        case = self._case(ref, code)
        said = Verdict(VERDICTS[verdict.lower()], comment=text)
        with suppress(Repeated):
            requester.rate(case, said, code=code, key=self.key, at=self.at)
        return words.rated(case)

    def unclear(self, ref: str, code: str) -> str:  # noqa: ARG002  looked at when it is clear
        return words.unclear()

    def help(self) -> str:
        return words.help_text()

    def incomplete(self) -> str:
        return _("请把编号和查询码都写上，中间空一格，例如：查 WH-26-00042 查询码。")

    @property
    def who(self) -> str:
        return f"{self.said.channel} {self.said.sender}"

    @cached_property
    def key(self) -> UUID:
        said = self.said
        return uuid5(MESSAGES, f"{self.district.pk} {said.channel} {said.message_id}")

    def _case(self, ref: str, code: str) -> Case:
        """Raises `Refusal`, the same for an unknown number and a wrong code."""
        throttle.hit("track", self.who, limit=TRIES, per=QUARTER, at=self.at)
        number = unicodedata.normalize("NFKC", ref)[:LONGEST_REF]
        case = queries.by_code(self.district.pk, number, code)
        if case is None:
            raise Refusal(words.unknown(), code="unknown")
        return case

    def _do(self, do: Callable[..., str], **told: str) -> str:
        return words.overheard(self.district.pk) if self.said.is_overheard else do(self, **told)

    def _was_asked(self) -> bool:
        """By the bot, and not answered yet by another message than this one."""
        return cache.get(self._place) in ("", self.said.message_id)

    def _note_asked(self, answered_by: str) -> None:
        cache.set(self._place, answered_by, timeout=ASKED_FOR.total_seconds())

    @property
    def _place(self) -> str:
        return privacy.blind_index(f"{self.district.pk} {self.who}", purpose="chat")


_KEYED = r"\s*(?P<ref>[^\s]+)\s+(?P<code>[^\s]+)"
_REF = r"(?=\s*[A-Za-zＡ-Ｚａ-ｚ0-9]{1,6}\s*[-－])"


def _command(chinese: str, english: str, rest: str) -> re.Pattern[str]:
    """A Chinese word may touch what follows it, an English one may not."""
    head = rf"(?:{chinese}|(?:{english})(?![A-Za-z]))[\s:：,，]*"
    return _pattern(head + rest)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{text}\s*", re.IGNORECASE | re.DOTALL)


VERDICTS = {
    **dict.fromkeys(("满意", "解决了", "已解决", "yes", "solved"), Solved.YES),
    **dict.fromkeys(("基本满意", "一般", "部分解决", "partly"), Solved.PARTLY),
    **dict.fromkeys(("不满意", "没解决", "未解决", "no"), Solved.NO),
}
_VERDICT = rf"(?P<verdict>{'|'.join(sorted(VERDICTS, key=len, reverse=True))})"

COMMANDS: list[tuple[re.Pattern[str], Callable[..., str]]] = [
    (_command("查询|查", "check|status", _REF + _KEYED), _Turn.check),
    (_command("催办|催", "urge", _REF + _KEYED + r"(?P<text>.*?)"), _Turn.urge),
    (_command("补充", "add", _REF + _KEYED + r"\s+(?P<text>.+?)"), _Turn.add),
    (
        _command("评价", "rate", _REF + _KEYED + rf"\s+{_VERDICT}[\s:：,，]*(?P<text>.*?)"),
        _Turn.rate,
    ),
    (_command("评价", "rate", _REF + _KEYED + r"\s+.*?"), _Turn.unclear),
    (_pattern(_VERDICT + r"[\s:：,，]*" + _REF + _KEYED + r"(?P<text>.*?)"), _Turn.rate),
    (
        _command("查询|查|催办|催|补充|评价", "check|status|urge|add|rate", rf"(?:{_REF}.*)?"),
        _Turn.incomplete,
    ),
    (_command("帮助|[?？]", "help", ""), _Turn.help),
    (_command("我要反映|反映", "report", r"(?P<text>.*?)"), _Turn.report),
]
