"""Every message about a case has words, in both languages."""

from __future__ import annotations

import pytest

from lianxin.cases.notices import KINDS
from lianxin.outbox.wording import render

FACTS = {
    "ref": "WH-26-00042",
    "subject": "路灯不亮",
    "link": "/cases/WH-26-00042/",
    "unit": "市政服务中心",
    "text": "请今天到场",
    "due_at": "2026-03-03T12:00:00+08:00",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_message_names_the_case_and_says_what_somebody_wrote(kind: str, language: str) -> None:
    full = render(kind, FACTS, language)
    bare = render(kind, FACTS | {"text": "", "due_at": ""}, language)

    for said in (full, bare):
        assert "WH-26-00042" in said.subject
        assert "WH-26-00042" in said.body
        assert "WH-26-00042" in said.short
        assert "\n" not in said.short
    assert full.url.endswith("/cases/WH-26-00042/")


@pytest.mark.parametrize("kind", KINDS)
def test_an_english_message_has_english_punctuation(kind: str) -> None:
    facts = FACTS | {"subject": "Street lamp", "unit": "Roads", "text": "Come today"}
    said = render(kind, facts, "en")

    assert not set("，。：；（）、") & set(said.subject + said.body + said.short)


@pytest.mark.parametrize("kind", ["case_assigned", "case_objected"])
def test_a_message_that_asks_for_a_move_says_until_when(kind: str) -> None:
    assert "12:00" in render(kind, FACTS).body
