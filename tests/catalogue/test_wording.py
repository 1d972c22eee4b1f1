"""Every message of the catalogue is worded, in both languages."""

from __future__ import annotations

import pytest

from lianxin.catalogue.notices import KINDS, CatalogueNotice
from lianxin.outbox import wording


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_message_says_what_it_is_about(kind, language):
    told = CatalogueNotice(kind=kind, subject="膜材料", link="/x/", text="耐盐膜材料", number=3)

    worded = wording.render(kind, vars(told), language)

    assert "膜材料" in worded.subject
    assert "膜材料" in worded.body
    assert "膜材料" in worded.short
