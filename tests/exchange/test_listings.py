"""Put something into the catalogue, and keep it true."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.exchange import policy
from lianxin.exchange.actions import listings, orders
from lianxin.exchange.actions.listings import Incomplete
from lianxin.exchange.models import Listing
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import NotAllowed, Refusal
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)


def test_what_is_missing_is_named_all_at_once_before_it_is_published():
    """X11: no offer without provider, contact, area, mode and refresh interval."""
    bare = shelf.draft(contact="", phone="", area=None, mode="", confirm_days=None, details={})

    with pytest.raises(Incomplete) as refused:
        listings.publish(bare, by=None, at=NOON)

    names = [name for name, _label in refused.value.missing]
    assert names == ["contact", "phone", "area", "mode", "confirm_days", "subjects"]
    assert "联系人、联系电话、服务范围、方式、确认周期（天）、服务内容" in str(refused.value)
    bare.refresh_from_db()
    assert bare.state == "DRAFT"


def test_what_lacks_one_thing_names_that_one_only():
    """X11."""
    bare = shelf.draft(mode="")

    with pytest.raises(Incomplete) as refused:
        listings.publish(bare, by=None, at=NOON)

    assert [name for name, _label in refused.value.missing] == ["mode"]


def test_an_offer_goes_stale_by_itself_and_one_tap_restores_it():
    """X12: unconfirmed after its interval, not to be ordered 30 days later, until confirmed."""
    offer = shelf.listing(confirm_days=183)
    last_day, last_order = NOON + 183 * DAY, NOON + 213 * DAY

    assert not offer.is_unconfirmed(on=last_day.date())
    assert offer.is_unconfirmed(on=(last_day + DAY).date())
    shelf.ordered(offer, at=last_order)
    with pytest.raises(Refusal) as refused:
        shelf.ordered(offer, at=last_order + DAY)
    assert refused.value.code == "stale"

    listings.confirm(offer, by=None, at=last_order + 2 * DAY, is_by_link=True)

    shelf.ordered(offer, at=last_order + 3 * DAY)
    assert not offer.is_unconfirmed(on=(last_order + 3 * DAY).date())


def test_the_same_key_is_one_listing():
    provider = make.organisation()
    key = new_id()
    first = listings.draft(provider.district, shelf.told(provider), by=None, at=NOON, key=key)
    again = listings.draft(provider.district, shelf.told(provider), by=None, at=NOON, key=key)

    assert again.pk == first.pk
    assert Listing.objects.filter(district_id=provider.district_id).count() == 1


def test_nobody_offers_in_the_name_of_another_unit():
    stranger = make.unit_lead(make.organisation(name="别的单位"))
    provider = make.organisation()

    with pytest.raises(NotAllowed, match="不能用它的名义发布"):
        listings.draft(provider.district, shelf.told(provider), by=stranger, at=NOON, key=new_id())


def test_what_a_person_offers_is_looked_at_first():
    person, desk = make.user(), make.dispatcher()
    told = shelf.told(title="教老人用手机")
    own = listings.Draft(**{**vars(told), "provider": None})
    offer = listings.draft(make.district(), own, by=person, at=NOON, key=new_id())

    listings.submit(offer, by=person, at=NOON)

    assert offer.state == "REVIEWING"
    stranger = make.user()
    seen = policy.listings_visible_to(stranger, offer.district_id, on=NOON.date())
    assert not seen.filter(pk=offer.pk).exists()
    listings.publish(offer, by=desk, at=NOON)
    assert seen.all().filter(pk=offer.pk).exists()


def test_a_detail_that_does_not_fit_is_named():
    with pytest.raises(Refusal) as refused:
        shelf.draft(details={"subjects": ["助餐"], "minutes": "很久"})

    assert refused.value.field == "minutes"


def test_what_was_ordered_goes_on_after_the_offer_is_withdrawn():
    offer = shelf.listing()
    claim = shelf.ordered(offer).claim

    listings.withdraw(offer, by=None, at=NOON)

    orders.accept(claim, by=None, at=NOON)
    with pytest.raises(Refusal, match="已经下架"):
        shelf.ordered(offer)
