"""What the cases behind an answer say, and what of it must not be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from lianxin.casebook import redacting
from lianxin.casebook.redacting import Piece
from lianxin.cases.models import Case, Requester
from lianxin.kernel import privacy
from lianxin.kernel.models import Entry

ANSWERING = ("answer", "submit", "pass", "follow", "close")  # deeds whose note the requester gets


@dataclass(frozen=True)
class Told:
    """One case as it was reported and answered. `known` are the names and numbers it holds of
    whoever reported it."""

    case: Case
    answer: str
    known: tuple[str, ...]

    @property
    def problem(self) -> str:
        return self.case.text

    def redacted(self, text: str) -> str:
        return redacting.redact(text, known=self.known)

    def pieces(self, text: str) -> list[Piece]:
        return redacting.pieces(text, known=self.known)


def told(cases: Sequence[Case]) -> list[Told]:
    """What each of `cases`, all of one district, says. Two queries."""
    answers, known = answers_to(cases), _known(cases)
    return [Told(case, answers.get(case.pk, ""), known.get(case.pk, ())) for case in cases]


def answers_to(cases: Sequence[Case]) -> dict[UUID, str]:
    """The words with which each was answered last."""
    if not cases:
        return {}
    entries = Entry.objects.filter(
        district_id=cases[0].district_id,
        subject_id__in=[case.pk for case in cases],
        verb__in=ANSWERING,
    )
    notes = entries.exclude(note="").order_by("subject_id", "seq")
    return dict(notes.values_list("subject_id", "note"))  # the last one wins


def _known(cases: Sequence[Case]) -> dict[UUID, tuple[str, ...]]:
    if not cases:
        return {}
    people = Requester.objects.filter(district_id=cases[0].district_id, case__in=cases)
    return {who.case_id: tuple(_names(who)) for who in people}


def _names(who: Requester) -> Iterable[str]:
    digits = privacy.normalise_phone(who.phone or "")
    return filter(None, (who.name, who.phone, digits, who.email))
