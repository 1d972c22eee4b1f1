"""How a case comes in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.cases.actions import dispatch, intake
from lianxin.cases.models import Case, CaseClock, Photo, Requester, Source
from lianxin.kernel import privacy, timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import PlaceKind
from lianxin.outbox.models import Message
from tests import make
from tests.kernel.race import race

HOUR = dt.timedelta(hours=1)


def test_a_stranger_gets_a_number_and_a_code() -> None:
    """C1: in one answer, without an account; the code has at least 96 bits."""
    receipt = make.receipt()

    assert receipt.case.ref == "WH-26-00001"
    letters = receipt.code.replace("-", "")
    assert len(letters) * 5 >= 96
    assert privacy.matches_code(receipt.case.pk, receipt.code.lower())


@pytest.mark.parametrize("length", [1, 4000])
def test_a_text_of_up_to_4000_characters_is_kept_whole(length: int) -> None:
    """C1."""
    assert make.receipt(text="水" * length).case.text == "水" * length


def test_one_character_more_is_refused() -> None:
    """C1: and the answer says how many are too many."""
    with pytest.raises(Refusal, match="多了 1 字"):
        make.receipt(text="水" * 4001)


def test_without_words_nothing_is_filed() -> None:
    with pytest.raises(Refusal, match="写下发生了什么"):
        make.receipt(text="  \n ")
    assert not Case.objects.exists()


def test_the_same_key_is_one_case_also_days_later(noon: dt.datetime) -> None:
    """C2."""
    key, place = new_id(), make.grid()

    first = make.receipt(place, key=key, photos=[make.upload()])
    again = make.receipt(place, key=key, photos=[make.upload()], received_at=noon + 72 * HOUR)

    assert (again.case, again.code) == (first.case, first.code)
    assert (first.is_new, again.is_new) == (True, False)
    assert Case.objects.get().received_at == noon
    assert Photo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_is_one_case() -> None:
    """C2: eight tries at the same moment yield one case, one number, and the photo once."""
    key, place = new_id(), make.grid()

    receipts = race(lambda _n: make.receipt(place, key=key, photos=[make.upload()]), runners=8)

    assert {receipt.case.ref for receipt in receipts} == {"WH-26-00001"}
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert (Case.objects.count(), Photo.objects.count()) == (1, 1)


def test_the_same_picture_twice_is_one_photo() -> None:
    make.receipt(photos=[make.upload(), make.upload(), make.upload(colour="red")])

    assert Photo.objects.count() == 2


def test_the_seventh_photo_is_refused() -> None:
    """C1: at most six."""
    colours = ["red", "blue", "green", "black", "white", "teal", "gold"]
    with pytest.raises(Refusal, match="最多上传 6 张"):
        make.receipt(photos=[make.upload(colour=colour) for colour in colours])
    assert not Case.objects.exists()


def test_the_clocks_start_at_intake_and_stay(noon: dt.datetime) -> None:
    """C4: assigning, bouncing and putting into another class move neither arrival nor promises.
    What becomes urgent is promised sooner: `test_waiting_for_others`."""
    case, unit, other = make.case(), make.organisation(), make.organisation()
    before = dict(CaseClock.objects.values_list("name", "due_at"))

    dispatch.assign(case, to=unit, by=None, at=noon + HOUR)
    dispatch.bounce(
        case, reason="NOT_OUR_DUTY", proposed=other, note="", by=None, at=noon + 2 * HOUR
    )
    dispatch.classify(case, class_code="LAND", grade="NORMAL", by=None, at=noon + 3 * HOUR)

    case.refresh_from_db()
    assert case.received_at == noon
    promised = CaseClock.objects.filter(name__in=before)
    assert dict(promised.values_list("name", "due_at")) == before


@pytest.mark.parametrize(
    ("fields", "name", "due"),
    [
        ({"grade": "URGENT"}, "RESPOND", "2026-03-02T14:00+08:00"),
        ({"class_code": "LAND"}, "FEEDBACK", "2026-03-23T17:30+08:00"),
    ],
)
def test_a_class_or_grade_can_have_terms_of_its_own(
    fields: dict[str, Any], name: str, due: str
) -> None:
    """C4: two hours for the urgent, 15 working days for land."""
    make.case(**fields)

    assert CaseClock.objects.get(name=name).due_at == dt.datetime.fromisoformat(due)


def test_the_due_date_is_provisional_while_the_calendar_of_a_year_is_missing() -> None:
    """C5."""
    make.case(class_code="LAND")

    assert CaseClock.objects.get(name="FEEDBACK").is_provisional


def test_the_dispatchers_of_the_place_are_told(noon: dt.datetime) -> None:
    here, _elsewhere = make.dispatcher(), make.user()

    case = make.case()

    [message] = Message.objects.all()
    assert (message.to, message.kind, message.facts["ref"]) == (here, "case_new", case.ref)


def test_contact_data_is_not_readable_in_the_table() -> None:
    make.case(contact=make.contact(name="李阿姨", phone="138 0013 8000"))

    row = Requester.objects.extra(select={"raw": "phone"}).values("raw", "phone_index").get()
    assert "138" not in row["raw"] or "13800138000" not in row["raw"]
    assert row["phone_index"] == privacy.blind_index("13800138000", purpose="phone")
    assert Requester.objects.get().phone == "13800138000"


def test_what_she_wrote_stays_and_a_headline_is_taken_from_it() -> None:
    case = make.case(text="3号楼电梯又停了！已经两天，老人下不了楼。")

    assert (case.subject, case.text) == (
        "3号楼电梯又停了",
        "3号楼电梯又停了！已经两天，老人下不了楼。",
    )


def test_a_volunteer_relays_for_somebody_else() -> None:
    """X9: three fields; the person concerned gets a code, the volunteer stays on the file."""
    volunteer = make.volunteer()

    receipt = make.receipt(
        by=volunteer, source=Source.VOLUNTEER, contact=make.contact(phone="13900139000")
    )

    assert receipt.case.relayed_by == volunteer
    assert privacy.matches_code(receipt.case.pk, receipt.code)
    [entry] = timeline.of(receipt.case)
    assert entry.by == volunteer


def test_one_without_a_seat_cannot_file_in_anothers_name() -> None:
    with pytest.raises(NotAllowed, match="没有代他人登记"):
        make.receipt(by=make.user(), source=Source.PHONE)


def test_a_place_of_another_district_is_refused() -> None:
    elsewhere = make.place(kind=PlaceKind.STREET, under=make.root(make.district("other")))

    with pytest.raises(Refusal, match="不在本辖区"):
        intake.open_case(
            make.district(), make.report(elsewhere), key=new_id(), source=Source.WEB, at=make.NOON
        )
