"""One's own data: seen, taken along, taken away; what stays is named, and tells of nobody."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from lianxin.cases.actions import dispatch
from lianxin.cases.models import Case, Requester
from lianxin.catalogue.actions import saving
from lianxin.catalogue.models import SavedSearch
from lianxin.exchange.actions import applications, listings, orders
from lianxin.exchange.actions.claiming import Who, Wish
from lianxin.exchange.models import Claim, Claimant, Listing, Qualification
from lianxin.introductions.actions import Party, recording
from lianxin.introductions.models import Side
from lianxin.kernel import timeline
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed
from lianxin.matching.actions import profiles
from lianxin.matching.actions.profiles import Told
from lianxin.matching.models import Feedback, Profile
from lianxin.network import own
from lianxin.network.models import User
from lianxin.volunteering.models import Volunteer
from tests import make
from tests.exchange import shelf
from tests.fulfilment import test_certifying
from tests.introductions import pairs
from tests.make import NOON

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON + 9 * DAY, tick=False):
        yield


@pytest.fixture
def her() -> User:
    return make.user(of=make.district(), name="周晓云")


def lived(her: User) -> Claim:
    """A meal that was delivered, a certificate, a search, a profile, an introduction that is over;
    the meal is answered."""
    who = Who(name="周晓云", phone="13800138000", user=her)
    meal = shelf.ordered(who=who).claim
    orders.accept(meal, by=None, at=NOON)
    orders.deliver(meal, by=None, at=NOON)
    orders.lapse_ratings(meal.district_id, at=NOON + 30 * DAY)
    test_certifying.given(test_certifying.came(test_certifying.course(), who))
    saving.save(her.district, {"q": "电工"}, title="电工", by=her, at=NOON, key=new_id())  # type: ignore[arg-type]  # has one
    profiles.put(her, Told(wanted=["JOB"], title="会电工"), is_on=True, by=her, at=NOON)
    made = pairs.introduction(second=Party(name="周晓云", user=her))
    recording.fall_through(made, reason="没有预算", by=None, at=NOON)
    return meal


def test_all_of_it_is_seen_and_taken_along(client: Client, her: User) -> None:
    meal = lived(her)
    client.force_login(her)

    page = client.get("/my-data/").content.decode()
    answer = client.get("/my-data/export.json")

    assert "课程证书" in page
    told = json.loads(answer.content)
    assert set(told) == {"orders", "certificates", "searches", "matching", "introductions"}
    assert meal.ref in {row["ref"] for row in told["orders"]}
    assert told["orders"][0]["phone"] == "13800138000"
    assert "attachment" in answer["Content-Disposition"]


def test_what_is_over_is_taken_away_and_nothing_tells_of_her(client: Client, her: User) -> None:
    lived(her)
    client.force_login(her)
    refused = client.post("/my-data/erase/", {"key": str(new_id())})
    assert refused.status_code == 422
    assert Claimant.objects.filter(user=her).exists()

    answer = client.post("/my-data/erase/", {"key": str(new_id()), "is_sure": "on"})

    assert "都删了" in answer.content.decode()
    assert not Claimant.objects.filter(user=her).exists()
    assert Claim.objects.filter(anonymised_at__isnull=False).count() == 2  # that it was, stays
    assert Qualification.objects.get().name is None
    assert not SavedSearch.objects.exists()
    assert not Profile.objects.exists()
    assert "周晓云" not in {side.name for side in Side.objects.all()}
    assert own.told(her, by=her) == {}


def test_what_goes_on_stays_and_is_named(client: Client, her: User) -> None:
    shelf.ordered(who=Who(name="周晓云", phone="13800138000", user=her))
    client.force_login(her)

    answer = client.post("/my-data/erase/", {"key": str(new_id()), "is_sure": "on"})

    assert "还有 1 张单子没有结束" in answer.content.decode()
    assert Claimant.objects.filter(user=her).exists()


def _need(her: User, *, is_public: bool = True) -> Listing:
    told = shelf.told(
        make.organisation(), kind="NEED", title="周晓云找人一起净滩", text="打 13800138000 找我",
        contact="周晓云", phone="13800138000", address="幸福里 3 号楼 2 单元 501 室",
    )  # fmt: skip
    made = listings.draft(
        make.district(), replace(told, provider=None), by=her, at=NOON, key=new_id()
    )
    if is_public:
        listings.submit(made, by=her, at=NOON)
        listings.publish(made, by=None, at=NOON)
    return made


def test_what_she_offered_ends_and_tells_of_nobody(client: Client, her: User) -> None:
    """Those who answered it still read what it was; what she never showed is gone."""
    public, draft = _need(her), _need(her, is_public=False)
    asked = applications.apply(
        public, Wish(who=Who(name="李雷", phone="13900000001"), text="我家三口都来"), at=NOON,
        key=new_id(),
    ).claim  # fmt: skip
    told = own.told(her, by=her)["listings"]
    assert {row["ref"] for row in told} == {public.ref, draft.ref}
    assert "13800138000" in {row["phone"] for row in told}

    (left,) = own.erase(her, by=her, at=NOON)
    assert "还有 1 条有人在等您答复" in left.why
    assert [one.ref for one in Listing.objects.all()] == [public.ref]

    applications.refuse(asked, by=her, at=NOON, note="人够了")
    assert own.erase(her, by=her, at=NOON) == []
    public.refresh_from_db()
    assert (public.owner, public.contact, public.phone, public.address) == (None, "", "", "")
    assert public.state == "CLOSED"
    assert "净滩" in public.title
    assert "周晓云" not in public.title
    assert "13800138000" not in public.text
    assert timeline.verify(public) is None
    assert timeline.rebuild(public) == timeline.snapshot(public)
    client.force_login(her)
    assert client.get(f"/exchange/{public.ref}/").status_code == 404
    assert own.told(her, by=her) == {}


def test_what_a_unit_offers_is_not_hers_to_take_away(her: User) -> None:
    shelf.listing()

    assert "listings" not in own.told(her, by=her)
    own.erase(her, by=her, at=NOON)
    assert Listing.objects.get().state == "PUBLISHED"


def test_what_did_not_fit_her_is_told_and_taken_away(her: User) -> None:
    """What she said for her unit stays with the unit."""
    profile = profiles.put(her, Told(wanted=["JOB"], title="会电工"), is_on=True, by=her, at=NOON)
    one, other = shelf.listing(title="水电维修"), shelf.listing(title="夜班")
    said = {"district": her.district, "by": her, "at": NOON}
    Feedback.objects.create(asker_id=profile.pk, listing=one, why="FAR", key=new_id(), **said)
    units = Feedback.objects.create(
        asker_id=new_id(), listing=other, why="TIME", key=new_id(), **said
    )
    told = own.told(her, by=her)["feedback"]
    assert [(row["title"], row["why"]) for row in told] == [
        ("水电维修", "太远"), ("夜班", "时间不合适"),
    ]  # fmt: skip

    (left,) = own.erase(her, by=her, at=NOON)

    assert "留给单位" in left.why
    assert list(Feedback.objects.all()) == [units]


def test_her_own_case_is_made_anonymous_once_it_is_over(her: User) -> None:
    case = make.case(answered=True, text="周晓云家楼道灯不亮，打 13800138000")
    Requester.objects.filter(case=case).update(user=her, name="周晓云", phone="13800138000")
    told = own.told(her, by=her)["cases"]
    assert [(row["ref"], row["phone"]) for row in told] == [(case.ref, "13800138000")]

    (left,) = own.erase(her, by=her, at=NOON)
    assert "还有 1 件诉求没有办结" in left.why

    dispatch.close(case, outcome="SOLVED", note="已回访", by=make.dispatcher(), at=NOON + DAY)
    assert own.erase(her, by=her, at=NOON + DAY) == []
    case.refresh_from_db()
    assert case.anonymised_at is not None
    assert "13800138000" not in case.text
    assert Requester.objects.get().user is None
    assert timeline.verify(case) is None
    assert own.told(her, by=her) == {}


def test_what_she_relayed_is_named_and_stays(her: User) -> None:
    """It tells of somebody else: she reads that she did it, not whom it was for."""
    case = make.case(answered=True)
    Case.objects.filter(pk=case.pk).update(relayed_by=her)
    (row,) = own.told(her, by=her)["cases"]
    assert row["ref"] == case.ref
    assert row["is_for_another"]
    assert not {"text", "name", "phone", "address"} & set(row)

    (left,) = own.erase(her, by=her, at=NOON)

    assert "登记人留着" in left.why
    assert Case.objects.get().relayed_by == her


def test_what_can_be_put_right_leads_there(client: Client) -> None:
    client.force_login(make.handler(make.organisation()))

    page = client.get("/my-data/").content.decode()

    for url in re.findall(r'<span class="rows__meta"><a href="([^"]+)"', page):
        assert client.get(url).status_code == 200, url
    assert "/exchange/mine/" in page
    assert "/exchange/saved/" in page


def test_a_volunteer_without_time_is_forgotten_whole(her: User) -> None:
    Volunteer.objects.create(
        district=make.district(), user=her, ref="WHV-26-1", name="周晓云", registered_at=NOON,
        about="会修水管",
    )  # fmt: skip

    assert own.erase(her, by=her, at=NOON) == []
    kept = Volunteer.objects.get()
    assert (kept.name, kept.user, kept.about) == (None, None, "")


def test_nobody_reads_or_takes_away_another_s(her: User) -> None:
    with pytest.raises(NotAllowed):
        own.told(her, by=make.dispatcher())
    with pytest.raises(NotAllowed):
        own.erase(her, by=make.dispatcher(), at=NOON)
