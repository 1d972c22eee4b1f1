"""Reads with joins, counts or several steps: the settlement of an agreement, and of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from lianxin.network.models import Organisation
from lianxin.partnering import settling, terms
from lianxin.partnering.models import Agreement, Handover, Joiner, Reach, Word
from lianxin.partnering.settling import Account, Given
from lianxin.partnering.states import AgreementState, HandoverState, Party, year_of

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


def joiners_of(agreement: Agreement) -> list[Joiner]:
    """The units that sign with the two, as they were written down."""
    rows = Joiner.objects.filter(district_id=agreement.district_id, agreement=agreement)
    return list(rows.select_related("unit").order_by("pk"))


def with_joiners(agreements: Iterable[Agreement]) -> list[Agreement]:
    """The same, with the units that sign with the two, in one query for all."""
    found = list(agreements)
    rows = Joiner.objects.select_related("unit").order_by("pk")
    prefetch_related_objects(found, Prefetch("joiners", rows))
    return found


def unsigned(agreement: Agreement) -> list[Organisation]:
    """Whose signature it lacks."""
    two = [agreement.unit_of(party) for party in Party if not agreement.is_signed_by(party)]
    return two + [one.unit for one in joiners_of(agreement) if one.signed_at is None]


def to_answer(handovers: Sequence[Handover]) -> int:
    """How many wait for the other side's word."""
    return sum(row.state == HandoverState.RECORDED for row in handovers)


def reach_of(agreement: Agreement) -> Reach | None:
    """How a partner without an account is reached."""
    rows = Reach.objects.filter(district_id=agreement.district_id, agreement=agreement)
    return rows.first()


def words_of(agreement: Agreement) -> list[Word]:
    """What both sides have said, the newest first."""
    rows = Word.objects.filter(district_id=agreement.district_id, agreement=agreement)
    return list(rows.order_by("-said_at", "-id"))


def word_of(agreement: Agreement, party: str, *, at: datetime) -> Word | None:
    """What one side has said of the year of the agreement in which `at` falls."""
    year = year_of(agreement.starts_on, on=timezone.localdate(at))
    found: Word | None = Word.objects.filter(
        district_id=agreement.district_id, agreement=agreement, party=party, year=year
    ).first()
    return found


def may_say(agreement: Agreement, *, at: datetime) -> bool:
    """While it holds, each side says once a year how it should go on."""
    on = timezone.localdate(at)
    return (
        agreement.state == AgreementState.SIGNED and agreement.starts_on <= on <= agreement.ends_on
    )
