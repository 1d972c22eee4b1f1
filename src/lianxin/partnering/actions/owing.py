"""A week before something is owed whoever gives it is told so, unless it has been given: of each
period once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from lianxin.kernel.ids import new_id
from lianxin.partnering import queries, terms
from lianxin.partnering.actions import telling
from lianxin.partnering.models import NEVER, Agreement
from lianxin.partnering.settling import Line, spans
from lianxin.partnering.states import Party
from lianxin.partnering.terms import Term

AHEAD: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
BATCH: Final = 200


def next_look(agreement: Agreement, *, until: date, since: date) -> date:
    """The first day from `since` on to see what is owed soon, of an agreement that holds `until`
    then."""
    days = [
        span.ends_on - AHEAD
        for term in terms.load(agreement.terms)
        for span in spans(term, starts_on=agreement.starts_on, ends_on=until)
    ]
    return min((day for day in days if day >= since), default=NEVER)


def remind_owed(district_id: int, *, at: datetime) -> int:
    """Remind the givers of every agreement whose day has come. Returns of how many agreements.

    Safe to repeat; what was owed while nothing ran is not asked for afterwards.
    """
    on = timezone.localdate(at)
    rows = Agreement.objects.filter(
        district_id=district_id, look_on__lte=on, state__in=queries.SETTLED
    )
    looked = list(rows.whole().order_by("look_on", "pk")[:BATCH])
    return sum(_remind(one, on=on, at=at) for one in looked)


@transaction.atomic
def _remind(agreement: Agreement, *, on: date, at: datetime) -> bool:
    after = next_look(agreement, until=agreement.last_on, since=on + DAY)
    mine = Agreement.objects.filter(
        district_id=agreement.district_id, pk=agreement.pk, look_on=agreement.look_on
    )
    if not mine.update(look_on=after):
        return False
    owed = list(_owed(agreement, on=on))
    for party in Party:
        lines = [(term, line) for term, line in owed if term.giver == party]
        if lines:
            telling.queue(
                "terms_owed", agreement, party, about=new_id(), at=at,
                other=agreement.unit_of(party.other).name, text=_in_words(lines),
                days=(min(line.span.ends_on for _term, line in lines) - on).days,
            )  # fmt: skip
    return bool(owed)


def _owed(agreement: Agreement, *, on: date) -> Iterator[tuple[Term, Line]]:
    """What is not given yet of the periods whose last week has begun since it was last seen."""
    for account in queries.settlement(agreement, on=on):
        for line in account.lines:
            told_on = line.span.ends_on - AHEAD
            is_due = agreement.look_on <= told_on <= on <= line.span.ends_on
            if is_due and line.span.starts_on <= told_on and line.sums.given < line.span.promised:
                yield account.term, line


def _in_words(lines: list[tuple[Term, Line]]) -> str:
    """ "上门理发 8 小时（11-30）、……" """
    return "、".join(
        f"{term.text} {terms.said(line.span.promised - line.sums.given)} {term.unit}"
        f"（{line.span.ends_on:%m-%d}）"
        for term, line in lines
    )
