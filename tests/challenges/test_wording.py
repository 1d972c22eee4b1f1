"""Every message of the challenges is worded, in both languages."""

from __future__ import annotations

import pytest

from lianxin.challenges.notices import KINDS, ChallengeNotice
from lianxin.outbox import wording
from tests.make import NOON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind, language):
    told = ChallengeNotice(
        kind=kind, ref="WHG-26-00001", subject="海水淡化膜抗污染", link="/x/", team="膜课题组",
        text="理由", when=NOON.isoformat(),
    )  # fmt: skip

    worded = wording.render(kind, vars(told), language)

    for part in (worded.subject, worded.body, worded.short):
        assert "WHG-26-00001" in part
        assert "海水淡化膜抗污染" in part
