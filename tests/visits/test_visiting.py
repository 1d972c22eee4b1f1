"""What comes back from a door is taken in once, whenever it arrives, and says nothing about
people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage

from lianxin.cases.actions.intake import Contact
from lianxin.cases.models import Case, Photo
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.language import private
from lianxin.operate.worker import run_all
from lianxin.visits import queries
from lianxin.visits.actions import campaigns, log, visiting
from lianxin.visits.actions.visiting import Wanted
from lianxin.visits.models import Call, Household, Visit, VisitPhoto
from tests import make
from tests.kernel.race import race
from tests.make import NOON
from tests.visits import doors
from tests.visits.doors import DAY, TODAY, fresh, visit

YEAR = 365 * DAY


@pytest.fixture
def of() -> doors.Round:
    doors.building()
    return doors.running()


def test_a_second_visit_raises_no_coverage(of: doors.Round) -> None:
    """X35: doors are counted, not visits."""
    call, other = of.calls()[:2]

    visit(call)
    visit(call, at=NOON + DAY)
    visit(other, outcome="NOBODY")

    told = queries.coverage(of.campaign)
    assert (told.whole, told.done, told.left, told.percent) == (6, 1, 5, 16)
    assert (fresh(call).done_at, fresh(other).tries) == (NOON, 1)
    assert queries.done_by_week(of.campaign) == [(dt.date(2026, 3, 2), 1)]


def test_the_same_key_is_one_visit_one_case_and_one_picture(of: doors.Round) -> None:
    """X36, C2: whatever the phone sends again."""
    call, key = of.calls()[0], new_id()
    told: dict[str, Any] = {
        "key": key, "photos": [make.upload()], "note": "楼道灯不亮，已报修。",
        "needs": [Wanted("三楼的灯不亮", Contact(name="王阿姨", phone="13800001111"))],
    }  # fmt: skip

    first = visit(call, **told)
    again = visit(call, at=NOON + 3 * DAY, happened_at=NOON, **told)
    run_all()

    assert (first.is_new, again.is_new) == (True, False)
    assert first.cases == again.cases
    assert Visit.objects.count() == VisitPhoto.objects.count() == Case.objects.count() == 1
    case = Case.objects.get()
    assert (case.source, case.place, case.address) == ("VISIT", call.spot, call.where)
    photo = VisitPhoto.objects.get()
    assert photo.state == "READY"
    assert default_storage.exists(photo.file.name)
    assert not Photo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sent_by_eight_at_once_it_is_one_visit_and_one_case() -> None:
    """C2, X36"""
    doors.building()
    of = doors.running()
    call, key = of.calls()[0], new_id()
    needs = [Wanted("三楼的灯不亮")]

    def send(_number: int) -> Any:
        return visit(fresh(call), key=key, needs=needs)

    found = race(send, runners=8)

    assert [one for one in found if isinstance(one, Exception)] == []
    assert sum(one.is_new for one in found) == 1
    assert Visit.objects.count() == Case.objects.count() == 1


def test_what_was_recorded_before_the_door_went_to_somebody_else_is_kept_and_said(
    of: doors.Round,
) -> None:
    """X36: reassigned meanwhile, and the campaign over."""
    one, other = of.officers
    call = of.calls(one)[0]
    campaigns.hand_over(of.campaign, [call.pk], other, by=of.lead, at=NOON)
    campaigns.end(of.campaign, by=of.lead, at=NOON + DAY)

    received = visit(fresh(call), one, at=NOON + 2 * DAY, happened_at=NOON)

    assert received.now_of == other
    assert (fresh(call).state, fresh(call).officer) == ("DONE", other)
    assert received.visit.officer == one
    with pytest.raises(NotAllowed, match="不在"):
        visit(call, make.worker(make.root()))


@pytest.mark.parametrize("off", [dt.timedelta(hours=9), -3 * YEAR])
def test_a_phone_with_a_wrong_clock_is_taken_at_the_moment_it_arrives(
    of: doors.Round, off: dt.timedelta
) -> None:
    received = visit(of.calls()[0], happened_at=NOON + off)

    assert received.visit.happened_at == NOON


def test_two_phones_at_one_door_are_both_kept(of: doors.Round) -> None:
    """X36: reconciled, not overwritten; the earlier one counts."""
    one, other = of.officers
    call = of.calls(one)[0]

    visit(call, other, at=NOON + DAY, note="换了门铃")
    visit(call, one, at=NOON + 2 * DAY, happened_at=NOON, note="问了电梯")
    visit(call, one, at=NOON + 3 * DAY, outcome="NOBODY")

    assert (fresh(call).state, fresh(call).done_at) == ("DONE", NOON)
    assert call.household is not None
    assert [row.note for row in queries.log_of(call.household)] == ["", "换了门铃", "问了电梯"]


def test_who_declines_is_left_alone_for_twelve_months_everywhere(of: doors.Round) -> None:
    """X37"""
    call = of.calls()[0]
    door = call.household
    assert door is not None
    other = doors.planned(title="另一次走访")
    campaigns.deal(other.campaign, by=other.lead, at=NOON)
    campaigns.start(other.campaign, by=other.lead, at=NOON)

    visit(call, outcome="DECLINED")

    assert {one.state for one in Call.objects.filter(household=door)} == {"DECLINED"}
    assert Household.objects.get(pk=door.pk).declined_until_on == dt.date(2027, 3, 2)
    for officer in (*of.officers, *other.officers):
        assert door.pk not in {one.household_id for one in queries.to_do(officer, on=TODAY)}
    willing = Household.objects.filter(pk=door.pk)
    assert not willing.willing(on=dt.date(2027, 3, 2)).exists()
    assert willing.willing(on=dt.date(2027, 3, 3)).exists()
    with pytest.raises(Refusal, match="不记别的"):
        visit(of.calls()[1], outcome="DECLINED", note="态度不好")

    log.welcome(Household.objects.get(pk=door.pk), at=NOON + DAY)
    assert {one.state for one in Call.objects.filter(household=door)} == {"OPEN"}


def test_a_door_that_is_not_there_is_called_at_no_more(of: doors.Round) -> None:
    call = of.calls()[0]

    visit(call, outcome="GONE")

    assert fresh(call).state == "GONE"
    assert queries.coverage(of.campaign).reachable == 5
    assert call.household is not None
    assert not Household.objects.get(pk=call.household.pk).is_active


@pytest.mark.parametrize(
    "note",
    [
        "家里信教，每周去教堂", "老人有糖尿病", "每月工资三千", "对政府有怨气", "有租客合租",
        "身份证 11010119900307 1234", "电话 13800001111",
    ],
)  # fmt: skip
def test_words_about_what_people_are_do_not_come_into_the_log(of: doors.Round, note: str) -> None:
    """VIS-03: the writer is told which; who means it otherwise may say so."""
    with pytest.raises(Refusal) as refused:
        visit(of.calls()[0], note=note)

    assert (refused.value.field, refused.value.code) == ("note", "words")
    assert not Visit.objects.exists()
    assert visit(of.calls()[0], note=note, is_sure=True).is_new


@pytest.mark.parametrize(
    "note", ["楼道灯不亮，已报修", "想要残疾人坡道", "民族路的井盖响", "问了加装电梯怎么申请"]
)
def test_what_was_asked_and_done_may_be_written(of: doors.Round, note: str) -> None:
    assert private.in_log(note) == []
    assert visit(of.calls()[0], note=note).is_new


def test_a_household_corrects_and_deletes_what_stands_in_its_log(
    of: doors.Round, django_capture_on_commit_callbacks: Any
) -> None:
    """X37"""
    received = visit(of.calls()[0], note="灯坏了", photos=[make.upload()])
    run_all()
    paths = list(VisitPhoto.objects.values_list("file", flat=True))
    log.correct(received.visit, note="是三楼的灯", at=NOON)
    door = received.visit.call.household
    assert door is not None
    assert [row.note for row in queries.log_of(door)] == ["是三楼的灯"]

    with django_capture_on_commit_callbacks(execute=True):
        log.forget(received.visit, at=NOON)
        log.forget(received.visit, at=NOON + DAY)

    assert queries.log_of(door) == []
    assert not VisitPhoto.objects.exists()
    assert paths
    assert not any(default_storage.exists(path) for path in paths)
    assert queries.coverage(of.campaign).done == 1
    with pytest.raises(Refusal, match="已经删除"):
        log.correct(received.visit, note="还是要", at=NOON)


def test_after_24_months_nothing_is_left_but_the_count(of: doors.Round) -> None:
    """X37"""
    visit(of.calls()[0], note="灯坏了")
    visit(of.calls()[1], note="门坏了", at=NOON + 40 * DAY)
    campaigns.end(of.campaign, by=of.lead, at=NOON + 50 * DAY)

    at = NOON + 730 * DAY
    done = [log.forget_old(of.campaign.district_id, at=at + day * DAY) for day in (0, 2, 2)]

    assert done == [0, 1, 0]
    first, second = Visit.objects.order_by("happened_at")
    assert (first.note, first.officer, second.note) == ("", None, "门坏了")
    assert queries.coverage(of.campaign).done == 2


def test_nothing_about_who_lives_there_can_be_stored() -> None:
    """Households are addresses: the table has no column for a person."""
    columns = {field.name for field in Household._meta.get_fields() if not field.auto_created}

    assert columns == {
        "id", "district", "key", "building", "stair", "door", "rank", "declined_until_on",
        "is_active", "card", "log_begins_at",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"outcome": "LATER"}, "outcome"),
        ({"note": "字" * 501}, "note"),
        ({"needs": [Wanted("灯坏了")] * 6}, "needs"),
    ],
)
def test_what_cannot_be_names_the_field(
    of: doors.Round, fields: dict[str, Any], name: str
) -> None:
    with pytest.raises(Refusal) as refused:
        visit(of.calls()[0], **fields)

    assert refused.value.field == name
    assert visiting.LONGEST == 500
