"""One text for everybody whom a matter concerns."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases.actions import bulletins, joining
from lianxin.cases.models import Bulletin, Case
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.outbox.models import Delivery
from tests import make

TEXT = "学苑路变压器故障，正在抢修，预计今晚八点前恢复供电。"
MANY = 520
PEOPLE = 260


def publish(noon: dt.datetime, **how: Any) -> Bulletin:
    facts: dict[str, Any] = {
        "text": TEXT,
        "by": make.dispatcher(),
        "at": noon,
        "key": new_id(),
    } | how
    return bulletins.publish(Case.objects.all(), district_id=make.district().pk, **facts)


def tell(bulletin: Bulletin) -> None:
    bulletins.tell.func(bulletin.district_id, str(bulletin.pk))


def sent() -> int:
    return Delivery.objects.filter(kind="case_bulletin").count()


def test_500_cases_get_it_and_everybody_once_even_if_the_worker_dies(
    noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C17."""
    here = make.grid()
    for n in range(MANY):
        person = make.contact(phone="", email=f"p{n % PEOPLE}@example.cn")
        make.case(here, contact=person)
    bulletin = publish(noon)
    record, left = bulletins._record, iter(range(70))

    def dying(*args: Any, **how: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        record(*args, **how)

    monkeypatch.setattr(bulletins, "_record", dying)
    with pytest.raises(KeyboardInterrupt):
        tell(bulletin)
    monkeypatch.setattr(bulletins, "_record", record)
    assert 0 < bulletins.untold(bulletin).count() < MANY
    tell(bulletin)
    tell(bulletin)

    assert not bulletins.untold(bulletin).exists()
    assert sent() == PEOPLE
    cases = list(Case.objects.all())
    assert all(timeline.of(case).filter(verb="bulletin", note=TEXT).count() == 1 for case in cases)
    assert timeline.verify(cases[0]) is None


def test_who_left_a_telephone_here_and_an_address_there_is_one_person(noon: dt.datetime) -> None:
    """C17."""
    make.case(contact=make.contact(phone="13800138000", email=""))
    make.case(contact=make.contact(phone="138 0013 8000", email="li@example.cn"))
    make.case(contact=make.contact(phone="", email="LI@example.cn"))

    tell(publish(noon))

    assert sent() == 1


def test_those_who_joined_are_told_too_and_those_who_are_done_are_not(noon: dt.datetime) -> None:
    main, case = make.case(), make.case()
    done = make.case(answered=True)
    joining.join(case, into=main, by=None, at=noon)
    Case.objects.filter(pk=done.pk).update(state="CLOSED", closed_at=noon)

    bulletin = bulletins.publish(
        Case.objects.filter(pk__in=[main.pk, done.pk]),
        district_id=main.district_id,
        text=TEXT,
        by=make.dispatcher(),
        at=noon,
        key=new_id(),
    )

    assert set(bulletins.untold(bulletin).values_list("case", flat=True)) == {main.pk, case.pk}


def test_the_same_key_is_one_bulletin(noon: dt.datetime) -> None:
    make.case()
    key = new_id()

    assert publish(noon, key=key) == publish(noon, key=key)


def test_what_tells_of_a_person_is_not_published(noon: dt.datetime) -> None:
    make.case()
    with pytest.raises(Refusal, match="个人信息"):
        publish(noon, text="请联系 13812345678。")
    with pytest.raises(Refusal, match="请写下"):
        publish(noon, text=" ")


def test_only_who_dispatches_for_all_of_them_publishes(noon: dt.datetime) -> None:
    case, _other = make.case(), make.case()
    with pytest.raises(NotAllowed, match="1 件不归您调度"):
        publish(noon, by=make.dispatcher(over=case.place))
