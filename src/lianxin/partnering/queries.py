"""Reads with joins, counts or several steps: the settlement of an agreement, and of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from lianxin.partnering import settling, terms
from lianxin.partnering.models import Agreement, Handover
from lianxin.partnering.settling import Account, Given
from lianxin.partnering.states import AgreementState, HandoverState

SETTLED = (AgreementState.SIGNED, AgreementState.ENDED)


def handovers_of(agreement: Agreement) -> list[Handover]:
    """The newest first."""
    rows = Handover.objects.filter(district_id=agreement.district_id, agreement=agreement)
    return list(rows.order_by("-given_on", "-id"))


def settlement(
    agreement: Agreement, handovers: Sequence[Handover] | None = None, *, on: date
) -> list[Account]:
    """The account of each of its terms, as of the day `on`; nothing before it is signed."""
    if agreement.state not in SETTLED:
        return []
    rows = handovers_of(agreement) if handovers is None else handovers
    return settling.settle(
        terms.load(agreement.terms),
        [Given(row.term, row.given_on, row.amount, row.state) for row in rows],
        starts_on=agreement.starts_on,
        ends_on=agreement.last_on,
        on=on,
    )


def settlements(agreements: Sequence[Agreement], *, on: date) -> dict[Agreement, list[Account]]:
    """Those of several agreements of one district, in one query."""
    if not agreements:
        return {}
    rows = Handover.objects.filter(
        district_id=agreements[0].district_id, agreement__in=[one.pk for one in agreements]
    )
    given: defaultdict[object, list[Handover]] = defaultdict(list)
    for row in rows.order_by("given_on", "id"):
        given[row.agreement_id].append(row)
    return {one: settlement(one, given[one.pk], on=on) for one in agreements}


def to_answer(handovers: Sequence[Handover]) -> int:
    """How many wait for the other side's word."""
    return sum(row.state == HandoverState.RECORDED for row in handovers)
