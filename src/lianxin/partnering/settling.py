"""What was promised, given, confirmed and is open, for each term and period. Pure: no database.

Periods run from the first day of the agreement: of one that begins on 15 March the first month
ends on 14 April. A period that is cut short, by the end of the term or of the agreement, owes its
share of days. What was given counts in the period of its day; whatever was given too early or too
late shows in the sum, where it counts in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lianxin.kernel.calendar import months_on
from lianxin.partnering.states import Frequency, HandoverState
from lianxin.partnering.terms import Term

DAY: Final = timedelta(days=1)
MONTHS: Final = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
YEAR: Final = 12
COUNTED: Final = frozenset(HandoverState) - {HandoverState.WITHDRAWN}


@dataclass(frozen=True)
class Given:
    """One handover, as the sums need it."""

    term: int
    given_on: date
    amount: int
    state: str


@dataclass(frozen=True)
class Sums:
    """In hundredths of the unit. `open` is promised and not confirmed."""

    promised: int
    given: int
    confirmed: int
    disputed: int

    @property
    def open(self) -> int:
        return max(0, self.promised - self.confirmed)

    @property
    def waiting(self) -> int:
        """Given, and neither confirmed nor disputed."""
        return self.given - self.confirmed - self.disputed


@dataclass(frozen=True)
class Span:
    """One period, its last day included."""

    starts_on: date
    ends_on: date
    promised: int

    def is_over(self, *, on: date) -> bool:
        return self.ends_on < on


@dataclass(frozen=True)
class Line:
    span: Span
    sums: Sums


@dataclass(frozen=True)
class Account:
    """One term: its periods up to now, what they come to, and what it promises in all."""

    number: int
    term: Term
    lines: Sequence[Line]
    sums: Sums
    whole: int
    due: int  # of the periods that are over

    @property
    def late(self) -> int:
        """What should have been given by now and is not confirmed."""
        return max(0, self.due - self.sums.confirmed)


def settle(
    terms: Sequence[Term], given: Sequence[Given], *, starts_on: date, ends_on: date, on: date
) -> list[Account]:
    """The accounts of an agreement that runs from `starts_on` to `ends_on`, as of the day `on`."""
    return [
        _account(number, term, given, starts_on=starts_on, ends_on=ends_on, on=on)
        for number, term in enumerate(terms, 1)
    ]


def _account(
    number: int, term: Term, given: Sequence[Given], *, starts_on: date, ends_on: date, on: date
) -> Account:
    periods = list(spans(term, starts_on=starts_on, ends_on=ends_on))
    begun = [span for span in periods if span.starts_on <= on]
    mine = [one for one in given if one.term == number and one.state in COUNTED]
    return Account(
        number=number,
        term=term,
        lines=[Line(span, _sums(span.promised, _within(mine, begun, span))) for span in begun],
        sums=_sums(sum(span.promised for span in begun), mine),
        whole=sum(span.promised for span in periods),
        due=sum(span.promised for span in begun if span.is_over(on=on)),
    )


def spans(term: Term, *, starts_on: date, ends_on: date) -> Iterator[Span]:
    """The periods of `term`. What is given once is owed in one period that is as long as it."""
    last = min(term.until_on or ends_on, ends_on)
    if term.every == Frequency.ONCE:
        if last >= starts_on:
            yield Span(starts_on, last, term.amount)
        return
    months, number = MONTHS[Frequency(term.every)], 0
    while (begin := months_on(starts_on, number * months)) <= last:
        number += 1
        end = months_on(starts_on, number * months) - DAY
        kept, whole = (min(end, last) - begin).days + 1, (end - begin).days + 1
        yield Span(begin, min(end, last), term.amount * kept // whole)


def _within(given: Sequence[Given], begun: Sequence[Span], span: Span) -> list[Given]:
    """What counts in `span`: what came before the first period counts in it, what comes after the
    last in that."""
    first, last = span is begun[0], span is begun[-1]
    return [
        one
        for one in given
        if (first or one.given_on >= span.starts_on) and (last or one.given_on <= span.ends_on)
    ]


def _sums(promised: int, given: Sequence[Given]) -> Sums:
    def of(*states: HandoverState) -> int:
        return sum(one.amount for one in given if not states or one.state in states)

    return Sums(promised, of(), of(HandoverState.CONFIRMED), of(HandoverState.DISPUTED))
