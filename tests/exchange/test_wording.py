"""Every message of the exchange is worded, in both languages."""

from __future__ import annotations

import pytest

from lianxin.exchange.notices import KINDS, ExchangeNotice
from lianxin.outbox import wording
from tests.make import NOON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind, language):
    told = ExchangeNotice(
        kind=kind, ref="WHD-26-00001", subject="午餐送到家", link="/x/", unit="学苑餐厅",
        text="周三起有空", when=NOON.isoformat(), number=3,
    )  # fmt: skip

    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "WHD-26-00001" in part
        assert "午餐送到家" in part or part == worded.subject
