"""Every message of the room is worded, in both languages."""

from __future__ import annotations

import pytest

from lianxin.outbox import wording
from lianxin.volunteering.notices import KINDS, VolunteeringNotice
from tests.make import NOON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind, language):
    told = VolunteeringNotice(
        kind=kind, subject="给老人送餐", link="/x/", unit="潮汐队", text="周三起有空",
        when=NOON.isoformat(), place="海韵社区",
    )  # fmt: skip

    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "给老人送餐" in part
