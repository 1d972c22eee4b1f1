"""What is suggested to whom, out of the database, and what feedback does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.exchange.actions import listings, places
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.matching import queries
from lianxin.matching.actions import feedback, profiles
from lianxin.matching.actions.profiles import Answers, Told
from lianxin.matching.families import Family
from lianxin.matching.models import Feedback, Profile
from lianxin.matching.queries import Asker
from lianxin.outbox.models import Message
from tests import make
from tests.make import NOON
from tests.matching import fits

LATER = NOON + dt.timedelta(hours=1)


def suggested(asker: Asker, family: Family, *, at: dt.datetime = LATER) -> list[Listing]:
    return [one.listing for one in queries.suggestions(asker, family, at=at)]


def test_a_need_finds_the_result_and_the_result_the_need() -> None:
    """MAT-01, X22: both ways, each with a reason that tells what both are about."""
    need, result = fits.listing("NEED"), fits.listing("RESULT")
    fits.listing("RESULT", title="古籍纸张加固", details={"fields": ["文物"]})
    [one] = queries.suggestions(queries.for_listing(need), Family.RESULT, at=LATER)
    assert one.listing == result
    assert one.reasons[0].text == "同一领域：膜材料"
    assert suggested(queries.for_listing(result), Family.NEED) == [need]


def test_nothing_of_ones_own_over_full_or_withdrawn_is_suggested() -> None:
    unit = make.organisation(name="水厂", kind="FIRM")
    need = fits.listing("NEED", unit)
    fits.listing("RESULT", unit)
    gone, over = fits.listing("RESULT"), fits.listing("RESULT", closes_at=LATER)
    asker = queries.for_listing(need)
    assert set(suggested(asker, Family.RESULT, at=NOON)) == {gone, over}
    listings.withdraw(gone, by=None, at=NOON)
    assert suggested(asker, Family.RESULT) == []


def test_what_is_published_edited_or_stale_shows_at_once() -> None:
    """X23: the shelves follow the timeline."""
    asker = queries.for_listing(fits.listing("NEED"))
    assert suggested(asker, Family.RESULT) == []
    made = fits.listing("RESULT")
    assert suggested(asker, Family.RESULT) == [made]
    much_later = NOON + dt.timedelta(days=300)
    assert suggested(asker, Family.RESULT, at=much_later) == []


def test_a_profile_finds_posts_by_its_hard_conditions_only_while_it_is_on() -> None:
    """MAT-06: opted in by herself, and out again."""
    post = fits.listing("JOB")
    fits.listing("JOB", title="夜班电工", details={"employment": "PART_TIME"})
    fits.listing("JOB", title="实习电工", details={"pay_from": 2000, "pay_to": 2500})
    user = make.user()
    held = fits.profile(user, employment=("FULL_TIME",), pay_from=4000)
    found = queries.suggestions(queries.for_profile(held), Family.JOB, at=LATER)
    assert [one.listing for one in found] == [post]
    assert "全职" in [reason.text for reason in found[0].reasons]
    off = fits.profile(user, is_on=False)
    assert queries.for_profile(off).families == ()
    profiles.forget(user, by=user)
    assert not Profile.objects.filter(user=user).exists()


def test_nobody_writes_anothers_profile_and_an_employer_never_learns_whom_it_suits() -> None:
    """MAT-06: a post is told to those it might suit; who they are is not told."""
    user, other = make.user(), make.user()
    with pytest.raises(NotAllowed):
        profiles.put(user, Told(("JOB",), "电工"), is_on=True, by=other, at=NOON)
    fits.profile(user)
    fits.profile(other, title="会做饭", skills=["厨艺"])
    unit = make.organisation(name="物业", kind="PROPERTY")
    count = profiles.offer_post(fits.listing("JOB", unit), by=make.handler(unit), at=LATER)
    told = Message.objects.filter(district_id=unit.district_id, kind="post_offered")
    assert count == 1
    assert [message.to for message in told] == [user]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": " "}, "title"),
        ({"wanted": ()}, "wanted"),
        ({"wanted": ("SPOUSE",)}, "wanted"),
        ({"education": "GOOD"}, "education"),
        ({"skills": ["长" * 41]}, "skills"),
        ({"times": 1 << 21}, "times"),
    ],
)
def test_a_profile_says_which_field_is_wrong(told: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        fits.profile(**told)
    assert refusal.value.field == field


def test_policies_are_for_firms_that_meet_the_conditions() -> None:
    """CAT-13, CAT-14: numbers and lists are hard conditions; what is unsaid is told."""
    unit = make.organisation(name="云帆科技", kind="FIRM")
    person = make.handler(unit)
    young = fits.listing("POLICY", title="初创科技企业补助", details={"founded_within": 5})
    fits.listing("POLICY", title="大型科技企业补助", details={"certificates": ["ABOVE_SIZE"]})
    told = Answers(text="做科技软件", fields=("科技",), founded_in=2024, certificates=())
    firm = profiles.answer(unit, told, by=person, at=NOON)
    asker = queries.for_firm(firm, at=LATER)
    assert suggested(asker, Family.POLICY) == [young]
    unsaid = Answers(fields=("科技",))
    asker = queries.for_firm(profiles.answer(unit, unsaid, by=person, at=NOON), at=LATER)
    found = queries.suggestions(asker, Family.POLICY, at=LATER)
    assert len(found) == 2
    assert all(
        "还要核对" in one.reasons[-1].text or "今天" in one.reasons[-1].text for one in found
    )
    with pytest.raises(NotAllowed):
        profiles.answer(unit, told, by=make.user(), at=NOON)


def test_a_mentors_sessions_count_as_free_time() -> None:
    """CAT-11: a starter who is free when the mentor is."""
    mentor = fits.listing("MENTOR")
    asker = queries.for_profile(
        fits.profile(
            wanted=("MENTOR",), title="怎么保护发明", skills=["法律"], times=(1 << 21) - 1
        )
    )
    assert suggested(asker, Family.MENTOR) == [mentor]
    starts = NOON + dt.timedelta(days=7)
    places.add_slot(
        mentor, starts_at=starts, ends_at=starts + dt.timedelta(hours=1), capacity=1, by=None,
        at=LATER, key=new_id(),
    )  # fmt: skip
    [one] = queries.suggestions(asker, Family.MENTOR, at=LATER)
    assert any("有空" in reason.text for reason in one.reasons)


def test_offers_that_fit_an_open_case() -> None:
    """The desk sees what the catalogue has for it; of a confidential case nothing is sought."""
    cut = fits.listing("SERVICE")
    case = make.case(text="我爸瘫痪在床，想找人上门理发")
    assert suggested(queries.for_case(case), Family.OFFER) == [cut]
    case.is_confidential = True
    assert queries.for_case(case).families == ()


def test_not_relevant_hides_it_counts_and_can_be_taken_back() -> None:
    """X22: with a listed reason, for this asker alone, and shown in figures."""
    unit = make.organisation(name="水厂", kind="FIRM")
    person, result = make.handler(unit), fits.listing("RESULT")
    asker = queries.for_listing(fits.listing("NEED", unit))
    other = queries.for_listing(fits.listing("NEED"))
    with pytest.raises(Refusal):
        feedback.hide(asker, result, why="UGLY", by=person, at=LATER, key=new_id())
    with pytest.raises(NotAllowed):
        feedback.hide(asker, result, why="FAR", by=make.user(), at=LATER, key=new_id())
    key = new_id()
    for _again in range(2):
        feedback.hide(asker, result, why="KNOWN", by=person, at=LATER, key=key)
    assert Feedback.objects.filter(district_id=unit.district_id).count() == 1
    assert suggested(asker, Family.RESULT) == []
    assert suggested(other, Family.RESULT) == [result]
    assert queries.feedback_counts(unit.district_id)["KNOWN"] == 1
    feedback.take_back(asker, result, by=person, at=LATER)
    assert suggested(asker, Family.RESULT) == [result]


def test_another_district_sees_nothing() -> None:
    asker = queries.for_listing(fits.listing("NEED"))
    elsewhere = make.district("elsewhere")
    fits.listing("RESULT", make.organisation(at=make.root(elsewhere), name="别处"))
    assert suggested(asker, Family.RESULT) == []


def test_a_question_costs_three_queries_however_much_there_is() -> None:
    asker = queries.for_listing(fits.listing("NEED"))
    fits.offers(3)
    suggested(asker, Family.RESULT)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(suggested(asker, Family.RESULT)) == 3
    assert len(asked) <= 3
