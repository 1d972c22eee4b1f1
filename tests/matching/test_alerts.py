"""Telling of what is new: asked for twice, once a day at most."""

from __future__ import annotations

import datetime as dt

import pytest

from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.matching.actions import alerts
from lianxin.matching.models import Profile
from lianxin.outbox.models import Message
from tests import make
from tests.make import NOON
from tests.matching import fits

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def told(profile: Profile) -> list[str]:
    rows = Message.objects.filter(district_id=profile.district_id, to=profile.user)
    return list(rows.order_by("queued_at", "pk").values_list("kind", flat=True))


def tell(profile: Profile, at: dt.datetime) -> None:
    alerts.tell(profile.district_id, at=at)


def test_nothing_is_told_before_she_has_asked_and_confirmed() -> None:
    profile = fits.profile()
    with pytest.raises(Refusal):
        alerts.confirm(profile, by=profile.user, at=NOON)
    alerts.ask(profile, by=profile.user, at=NOON)
    fits.listing("JOB", at=NOON + HOUR)
    tell(profile, NOON + DAY)
    assert told(profile) == ["alerts_confirm"]


def test_what_is_new_is_told_once_a_day_at_most_until_she_ends_it() -> None:
    fits.listing("JOB", title="早先的电工")
    profile = fits.profile()
    alerts.ask(profile, by=profile.user, at=NOON)
    for _twice in range(2):
        alerts.confirm(profile, by=profile.user, at=NOON + HOUR)
    fits.listing("JOB", title="新来的电工", at=NOON + 2 * HOUR)
    for hours in (3, 20, 21, 22):
        tell(profile, NOON + hours * HOUR)
    assert told(profile) == ["alerts_confirm", "fits_found"]
    message = Message.objects.get(district_id=profile.district_id, kind="fits_found")
    assert (message.facts["text"], message.facts["number"]) == ("新来的电工", 1)
    tell(profile, NOON + 2 * DAY)
    assert told(profile) == ["alerts_confirm", "fits_found"]
    alerts.end(profile, by=profile.user)
    fits.listing("JOB", title="更新的电工", at=NOON + 3 * DAY)
    tell(profile, NOON + 4 * DAY)
    assert told(profile) == ["alerts_confirm", "fits_found"]


def test_nobody_asks_for_another_and_not_while_it_is_off() -> None:
    profile = fits.profile()
    with pytest.raises(NotAllowed):
        alerts.ask(profile, by=make.user(), at=NOON)
    off = fits.profile(profile.user, is_on=False)
    with pytest.raises(Refusal):
        alerts.ask(off, by=off.user, at=NOON)
