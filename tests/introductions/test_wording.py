"""Every message of the introductions is worded, in both languages."""

from __future__ import annotations

import pytest

from lianxin.introductions.notices import KINDS, IntroductionNotice
from lianxin.outbox import wording


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind, language):
    told = IntroductionNotice(
        kind=kind, ref="WHI-26-00001", subject="抗污染膜中试", link="/x/", other="海晶膜业",
        text="一方说合同，另一方说意向", when="2026-11-30",
    )  # fmt: skip

    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "WHI-26-00001" in part
        assert "抗污染膜中试" in part
