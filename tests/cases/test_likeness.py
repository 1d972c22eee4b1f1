"""Which cases are found to tell of the same matter, and what is done about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases import likeness
from lianxin.cases.actions import dispatch, joining, kin, understanding
from lianxin.cases.likeness import Matter
from lianxin.cases.models import Case, Reading
from lianxin.cases.states import State
from lianxin.kernel import reference, timeline
from lianxin.kernel.refusals import IllegalMove
from lianxin.language.similar import Like, Text
from lianxin.network.models import Place, PlaceKind
from tests import make

HOUR = dt.timedelta(hours=1)
LAMP = "三号楼前的路灯不亮，晚上看不见台阶。"
METER = 1 / 111_195  # degrees of latitude


@pytest.fixture
def here() -> Place:
    return make.grid()


def lamp(at: Place, **fields: Any) -> Case:
    return make.case(at, **({"text": LAMP, "class_code": "ROADS"} | fields))


def found(matter: Case, noon: dt.datetime) -> list[Case]:
    return likeness.candidates(Matter.of(matter), at=noon)


def near(case: Case, noon: dt.datetime) -> bool:
    """The machine reads a case that has come in."""
    return joining.propose(case, likeness.likes(case, at=noon), at=noon)


def test_open_or_recent_cases_of_its_class_or_of_none_are_candidates(
    here: Place, noon: dt.datetime
) -> None:
    """C15."""
    case = lamp(here)
    same, unclassed = lamp(here), lamp(here, class_code="")
    old = lamp(here, received_at=noon - dt.timedelta(weeks=13))
    gone = lamp(here, received_at=noon - dt.timedelta(weeks=13))
    dispatch.close(gone, outcome="SOLVED", note="好了", by=None, at=noon)
    closed = lamp(here, received_at=noon - dt.timedelta(weeks=11))
    dispatch.close(closed, outcome="SOLVED", note="好了", by=None, at=noon)
    lamp(here, class_code="WATER")
    lamp(make.grid())

    assert set(found(case, noon)) == {same, unclassed, old, closed}


def test_nearby_is_250_meters_or_the_same_community(here: Place, noon: dt.datetime) -> None:
    """C15."""
    case = lamp(here, lon=120.0, lat=31.0)
    close = lamp(here, lon=120.0, lat=31.0 + 249 * METER)
    lamp(here, lon=120.0, lat=31.0 + 251 * METER)
    without_point = lamp(make.place(kind=PlaceKind.GRID, under=here.parent))

    assert set(found(case, noon)) == {close, without_point}


def test_what_is_filed_under_a_street_is_near_to_that_alone(
    here: Place, noon: dt.datetime
) -> None:
    street = here.parent.parent
    case, other = lamp(street), lamp(street)
    lamp(here)

    assert found(case, noon) == [other]


def test_confidential_and_withdrawn_ones_are_not_found(here: Place, noon: dt.datetime) -> None:
    case, secret = lamp(here), lamp(here)
    Case.objects.filter(pk=secret.pk).update(is_confidential=True)

    assert found(case, noon) == []


def test_three_queries_at_most(
    here: Place, noon: dt.datetime, django_assert_max_num_queries
) -> None:
    case = lamp(here)
    for _ in range(5):
        lamp(here)
    likeness.likes(case, at=noon)
    with reference.steady(), django_assert_max_num_queries(4):
        assert len(likeness.likes(case, at=noon)) == 5


def test_calls_about_one_matter_are_one_row_of_the_queue(here: Place, noon: dt.datetime) -> None:
    """C15: the newest stands behind the first."""
    first, second, third = (lamp(here, received_at=noon + n * HOUR) for n in range(3))
    for case in (first, second, third):
        near(Case.objects.whole().get(pk=case.pk), noon + 3 * HOUR)

    assert list(Case.objects.single()) == [first]
    assert list(joining.matter(first)) == [second, third]
    assert timeline.rebuild(second) == timeline.snapshot(second)


@pytest.mark.parametrize(
    "fields", [{"text": "下水道堵了，污水漫到路面。"}, {"received_at": make.NOON - 50 * HOUR}]
)
def test_other_words_or_other_days_are_another_matter(
    here: Place, noon: dt.datetime, fields: dict[str, Any]
) -> None:
    lamp(here, **fields)

    assert not near(lamp(here), noon)
    assert Case.objects.single().count() == 2


def test_what_belongs_to_a_matter_that_a_unit_has_is_left_to_the_desk(
    here: Place, noon: dt.datetime
) -> None:
    lamp(here, assigned_to=make.organisation())
    case = lamp(here)

    assert near(case, noon)
    assert case.similar_to is None


def test_when_the_first_leaves_the_desk_the_next_stands_for_the_rest(
    here: Place, noon: dt.datetime
) -> None:
    """None is ever out of sight."""
    first, second, third = (lamp(here) for _ in range(3))
    Case.objects.exclude(pk=first.pk).update(similar_to=first)

    dispatch.assign(first, to=make.organisation(), by=None, at=noon)

    assert set(Case.objects.in_state(State.RECEIVED).single()) == {second}
    assert list(joining.matter(second)) == [third]
    dispatch.close(third, outcome="EXPLAINED", note="说明", by=None, at=noon)
    assert list(joining.matter(second)) == []
    assert Case.objects.get(pk=third.pk).similar_to is None


def test_all_are_merged_at_once_and_separated_again(here: Place, noon: dt.datetime) -> None:
    """C15: merging can be undone."""
    cases = [lamp(here) for _ in range(4)]
    head, desk = cases[0], make.dispatcher()
    Case.objects.exclude(pk=head.pk).update(similar_to=head)

    assert joining.merge(head, by=desk, at=noon) == 3
    assert set(kin.followers(head)) == set(cases[1:])
    assert joining.unmerge(head, by=desk, at=noon + HOUR) == 3
    assert list(joining.matter(head)) == cases[1:]

    joining.merge(head, by=desk, at=noon + HOUR)
    head = Case.objects.whole().get(pk=head.pk)
    dispatch.assign(head, to=make.organisation(), by=desk, at=noon + HOUR)
    joining.unmerge(head, by=desk, at=noon + 2 * HOUR)
    assert Case.objects.in_state(State.RECEIVED).single().count() == 1


def test_many_are_merged_by_the_worker(
    here: Place, noon: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kin, "AT_ONCE", 2)
    cases = [lamp(here) for _ in range(6)]
    head, desk = cases[0], make.dispatcher()
    Case.objects.exclude(pk=head.pk).update(similar_to=head)

    assert joining.merge(head, by=desk, at=noon) == 5
    assert kin.followers(head).count() == 2
    begun = timeline.of(head).get(verb="merge")
    for _twice in range(2):
        joining.merge_on.func(head.district_id, str(head.pk), str(begun.pk))

    assert kin.followers(head).count() == 5


def test_what_is_said_to_be_something_else_stays_apart(here: Place, noon: dt.datetime) -> None:
    first, second = lamp(here), lamp(here)
    Case.objects.filter(pk=second.pk).update(similar_to=first)

    joining.dissolve(first, by=make.dispatcher(), at=noon)

    assert Case.objects.single().count() == 2
    assert Reading.objects.filter(is_alone=True).count() == 2
    assert not near(Case.objects.whole().get(pk=second.pk), noon)
    with pytest.raises(IllegalMove):
        joining.dissolve(first, by=None, at=noon)


def test_one_taken_out_is_not_proposed_again(here: Place, noon: dt.datetime) -> None:
    first, second = lamp(here), lamp(here)
    joining.join(second, into=first, by=None, at=noon)
    joining.split(second, by=None, at=noon)

    assert not near(Case.objects.whole().get(pk=second.pk), noon)


def test_a_case_stands_behind_one_that_came_before_it_only(here: Place, noon: dt.datetime) -> None:
    """Two that are read at once do not hide each other."""
    first, second = lamp(here), lamp(here)
    likes = {case: [Like(other.pk, 0.9)] for case, other in ((first, second), (second, first))}

    for case in (first, second):
        joining.propose(case, likes[case], at=noon)

    assert list(Case.objects.single()) == [first]


def test_who_wishes_so_joins_while_filing(here: Place, noon: dt.datetime) -> None:
    """C15: with a number and a code of her own."""
    main = lamp(here)

    receipt = make.receipt(here, text=LAMP, class_code="ROADS", joins=main.ref)

    assert (receipt.case.state, receipt.case.into) == (State.JOINED, main)
    assert receipt.case.ref != main.ref
    assert receipt.code == make.code(receipt.case)


def test_nobody_joins_a_case_by_trying_numbers(here: Place, noon: dt.datetime) -> None:
    elsewhere, secret = lamp(make.grid()), lamp(here)
    Case.objects.filter(pk=secret.pk).update(is_confidential=True)

    for ref in (elsewhere.ref, secret.ref, "WH-26-99999"):
        assert make.receipt(here, text=LAMP, class_code="ROADS", joins=ref).case.into is None


def test_what_was_answered_and_comes_back_is_a_case_of_its_own(
    here: Place, noon: dt.datetime
) -> None:
    main = lamp(here, answered=True)

    case = make.receipt(here, text=LAMP, class_code="ROADS", joins=main.ref).case

    assert case.state == State.RECEIVED
    assert main.ref in make.last_entry(case).note


def test_of_joined_cases_the_main_one_is_offered(here: Place, noon: dt.datetime) -> None:
    main = lamp(make.grid())
    case = lamp(here)
    joining.join(case, into=main, by=None, at=noon)
    asked = Matter(here, Text("路灯不亮", LAMP), "ROADS")

    assert likeness.offers(asked, at=noon) == [main]


def test_a_new_case_is_put_beside_its_like_when_it_is_read(here: Place, noon: dt.datetime) -> None:
    """C15."""
    first, second = lamp(here), lamp(here, class_code="")
    for case in (first, second):
        understanding.read(Case.objects.whole().get(pk=case.pk), at=noon)

    reading = Reading.objects.get(case=second)
    assert reading.likes[0]["id"] == str(first.pk)
    assert reading.likes[0]["score"] >= likeness.SAME
