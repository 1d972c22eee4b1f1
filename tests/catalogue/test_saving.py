"""Who saves a search is told once a day at most of what is new."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lianxin.catalogue.actions import saving
from lianxin.catalogue.models import SavedSearch
from lianxin.exchange.actions import listings
from lianxin.kernel import privacy
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network.models import User
from lianxin.outbox.models import Delivery, Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)


def saved(by: User | None = None, *, q: str = "膜材料", **how: Any) -> SavedSearch:
    told: dict[str, Any] = {"title": q, "key": new_id(), "at": NOON} | how
    return saving.save(make.district(), {"q": q}, by=by, **told)


def tell(day: int) -> list[Message]:
    """What has been told by that day, the oldest first."""
    saving.tell(make.district().pk, at=NOON + day * DAY)
    found = Message.objects.filter(district_id=make.district().pk, kind="search_found")
    return list(found.order_by("queued_at"))


def test_what_is_new_is_told_once() -> None:
    user = make.user()
    saved(user)
    shelf.listing(title="耐盐膜材料", at=NOON + DAY / 2)
    shelf.listing(title="午餐", at=NOON + DAY / 2)

    (message,) = tell(1)
    assert (message.to, message.facts["number"]) == (user, 1)
    assert message.facts["text"] == "耐盐膜材料"
    assert "q=" in message.facts["link"]
    assert len(tell(1)) == len(tell(2)) == 1


def test_nothing_is_told_of_what_was_there() -> None:
    shelf.listing(title="膜材料", at=NOON - DAY)
    saved(make.user())
    assert tell(1) == []


def test_what_is_confirmed_anew_is_told_again() -> None:
    old = shelf.listing(title="膜材料", at=NOON - DAY)
    saved(make.user())
    listings.confirm(old, by=None, at=NOON + DAY / 2)
    assert len(tell(1)) == 1


def test_a_day_has_one_message_whatever_comes() -> None:
    saved(make.user())
    shelf.listing(title="膜材料一", at=NOON + DAY / 2)
    assert len(tell(1)) == 1
    shelf.listing(title="膜材料二", at=NOON + DAY + dt.timedelta(hours=1))
    saving.tell(make.district().pk, at=NOON + DAY + dt.timedelta(hours=5))
    assert len(tell(1)) == 1
    assert len(tell(2)) == 2


def test_the_same_search_of_the_same_person_is_one() -> None:
    user = make.user()
    assert saved(user).pk == saved(user).pk
    assert saved(make.user(name="别人")).pk != saved(user).pk


def test_without_anything_asked_nothing_is_kept() -> None:
    with pytest.raises(Refusal):
        saving.save(make.district(), {"x": "1"}, title="x", by=make.user(), key=new_id(), at=NOON)


def test_an_address_is_asked_first_and_told_nothing_before() -> None:
    one = saved(email="li@example.org", language="zh-hans")
    letter = Delivery.objects.get(district_id=one.district_id, kind="search_confirm")
    assert privacy.tracking_code(one.pk) in letter.address
    shelf.listing(title="膜材料", at=NOON + DAY / 2)
    tell(1)
    assert not Delivery.objects.filter(district_id=one.district_id, kind="search_found").exists()

    saving.confirm(one, at=NOON + DAY)
    shelf.listing(title="膜材料二", at=NOON + DAY * 1.2)
    tell(2)
    assert Delivery.objects.filter(district_id=one.district_id, kind="search_found").count() == 1


def test_who_ends_it_is_told_no_more() -> None:
    user = make.user()
    one, other = saved(user), saved(email="li@example.org")
    saving.confirm(other, at=NOON)
    saving.end(one, by=user, at=NOON)
    saving.end(other, code=privacy.tracking_code(other.pk), at=NOON)
    shelf.listing(title="膜材料", at=NOON + DAY / 2)

    assert tell(1) == []
    assert not Delivery.objects.filter(district_id=one.district_id, kind="search_found").exists()


def test_nobody_else_can_end_it() -> None:
    one = saved(make.user())
    for how in ({"by": make.user(name="别人")}, {"code": "AAAA-AAAA-AAAA-AAAA-AAAA"}):
        with pytest.raises(NotAllowed):
            saving.end(one, at=NOON, **how)


@pytest.mark.parametrize("email", ["", "li", "li@"])
def test_a_wrong_address_is_refused_where_it_was_typed(email: str) -> None:
    with pytest.raises(Refusal) as refused:
        saved(email=email)
    assert refused.value.field == "email"
