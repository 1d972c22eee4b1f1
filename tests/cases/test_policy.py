"""Who sees and may do what; the two shapes of the rule agree."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.cases import policy
from lianxin.cases.actions import dispatch, handling, publishing
from lianxin.cases.models import Case
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import Role
from tests import make

DAY = dt.date(2026, 3, 2)


def test_a_dispatcher_sees_the_places_below_their_own() -> None:
    here, there = make.grid(), make.grid()
    street = here.parent.parent
    case = make.case(here)
    make.case(there)

    assert list(policy.visible_to(make.dispatcher(over=street), on=DAY)) == [case]


def test_nothing_of_another_district_is_seen() -> None:
    make.case(make.grid(of=make.district("other")))

    assert not policy.visible_to(make.dispatcher(), on=DAY).exists()
    assert not policy.visible_to(make.manager(), on=DAY).exists()


def test_a_term_ends_at_midnight_here() -> None:
    """X4: rights until 23:59:59 of the last day, none in the second after."""
    case = make.case()
    former = make.dispatcher(until=DAY)
    last = dt.datetime(2026, 3, 2, 23, 59, 59, tzinfo=make.SHANGHAI)
    unit = make.organisation()

    with pytest.raises(NotAllowed):
        dispatch.assign(case, to=unit, by=former, at=last + dt.timedelta(seconds=1))
    dispatch.assign(case, to=unit, by=former, at=last)

    assert case.state == "ASSIGNED"


def test_the_unit_sees_its_own_and_no_other() -> None:
    unit = make.organisation()
    case = make.case(assigned_to=unit)
    make.case(assigned_to=make.organisation())

    assert list(policy.visible_to(make.handler(unit), on=DAY)) == [case]


def test_a_volunteer_sees_what_they_relayed() -> None:
    volunteer = make.volunteer()
    case = make.receipt(by=volunteer, source="VOLUNTEER").case
    make.case()

    assert list(policy.visible_to(volunteer, on=DAY)) == [case]


def test_whoever_may_do_something_also_sees_the_case() -> None:
    unit, helper = make.organisation(), make.organisation()
    case = make.case(assigned_to=unit)
    handling.ask_help(case, unit=helper, note="x", by=None, at=make.NOON)
    cast = [
        make.user(),
        make.handler(unit),
        make.unit_lead(unit),
        make.handler(helper),
        make.dispatcher(),
        make.dispatcher(over=make.grid()),
        make.dispatcher(until=dt.date(2026, 2, 1)),
        make.manager(),
        make.seat(Role.AUDITOR, make.desk()),
        make.volunteer(),
        make.dispatcher(of=make.district("other")),
    ]
    for person in cast:
        standing = policy.Standing(person, on=DAY)
        may = [verb for verb in policy.MAY if standing.can(verb, case)]
        sees = policy.visible_to(person, on=DAY).filter(pk=case.pk).exists()
        assert sees or not may


def test_an_auditor_reads_and_does_nothing() -> None:
    auditor = make.seat(Role.AUDITOR, make.desk())
    case = make.case()

    assert list(policy.visible_to(auditor, on=DAY)) == [case]
    standing = policy.Standing(auditor, on=DAY)
    assert not any(standing.can(verb, case) for verb in policy.MAY)


def test_looking_at_contact_data_needs_a_reason_and_is_written_down(noon: dt.datetime) -> None:
    """C23."""
    case = make.case(accepted=True, contact=make.contact())
    handler = make.handler(case.lead)
    with pytest.raises(Refusal, match="用途"):
        handling.reveal(case, reason=" ", by=handler, at=noon)
    with pytest.raises(NotAllowed):
        handling.reveal(case, reason="好奇", by=make.handler(make.organisation()), at=noon)

    handling.reveal(case, reason="约上门时间", by=handler, at=noon)

    entry = make.last_entry(case)
    assert (entry.verb, entry.by, entry.note) == ("reveal", handler, "约上门时间")
    assert entry.audience == "STAFF"


def test_publishing_is_refused_while_somebody_can_be_recognised(noon: dt.datetime) -> None:
    """C23."""
    case = make.case()
    dispatch.close(case, outcome="SOLVED", note="修好了。", by=None, at=noon)
    with pytest.raises(Refusal, match="13800138000"):
        publishing.publish(case, subject="路灯", text="李阿姨 13800138000", by=None, at=noon)

    publishing.publish(case, subject="路灯修复", text="当天修复。", by=None, at=noon)

    assert Case.objects.get().published_at == noon
