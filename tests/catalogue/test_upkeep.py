"""What is offered is kept true: its owner is asked, and anybody says what is wrong."""

from __future__ import annotations

import datetime as dt

from lianxin.catalogue.actions import upkeep
from lianxin.exchange.actions import listings
from lianxin.kernel.ids import new_id
from lianxin.outbox.models import Message
from tests import make
from tests.exchange import shelf
from tests.make import NOON

DAY = dt.timedelta(days=1)


def test_its_owner_is_asked_once_whether_it_still_holds():
    """X12: one message when the interval is over."""
    provider = make.organisation(name="学苑餐厅", kind="FIRM")
    lead = make.unit_lead(provider)
    offer = shelf.listing(provider)
    late = NOON + 184 * DAY

    assert upkeep.ask_to_confirm(offer.district_id, at=late - DAY) == 0
    assert upkeep.ask_to_confirm(offer.district_id, at=late) == 1
    assert upkeep.ask_to_confirm(offer.district_id, at=late + DAY) == 0

    told = Message.objects.filter(district_id=offer.district_id, to=lead, kind="listing_confirm")
    assert told.count() == 1


def test_anybody_may_say_that_something_is_wrong_and_confirming_settles_it():
    offer = shelf.listing()
    key = new_id()
    fault = upkeep.report_fault(offer, "电话是空号", at=NOON, key=key)

    assert upkeep.report_fault(offer, "电话是空号", at=NOON, key=key).pk == fault.pk

    listings.confirm(offer, by=None, at=NOON + DAY)
    fault.refresh_from_db()
    assert fault.settled_at == NOON + DAY
