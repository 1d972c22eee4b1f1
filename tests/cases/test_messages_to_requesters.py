"""What reaches the requester, as it is sent."""

from __future__ import annotations

import pytest

from lianxin.cases.notices import TO_REQUESTER
from lianxin.outbox import wording

FACTS = {
    "ref": "WH-26-00042",
    "subject": "路灯不亮",
    "link": "/track/WH-26-00042/7K3M/",
    "unit": "市政中心",
    "text": "配件 <已领> & 下午到场",
    "due_at": "2026-03-03T04:00:00+00:00",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("due_at", [FACTS["due_at"], ""])
@pytest.mark.parametrize("kind", TO_REQUESTER)
def test_every_message_names_the_case_and_leads_to_it(
    kind: str, due_at: str, language: str
) -> None:
    if kind == "case_extended" and not due_at:
        return  # an extension always has its date
    said = wording.render(
        kind, FACTS | {"kind": kind, "due_at": due_at}, language, site="https://x.cn"
    )

    for part in (said.subject, said.body, said.short):
        assert "WH-26-00042" in part
    assert "路灯不亮" in said.body
    assert said.url == "https://x.cn/track/WH-26-00042/7K3M/"
    assert "\n\n\n" not in said.body


@pytest.mark.parametrize(
    "kind", ["case_question", "case_feedback", "case_paused", "case_answered", "case_closed"]
)
def test_what_staff_wrote_arrives_as_they_wrote_it(kind: str) -> None:
    said = wording.render(kind, FACTS | {"kind": kind}, "zh-hans")

    assert FACTS["text"] in said.body


def test_times_are_local() -> None:
    said = wording.render("case_received", FACTS | {"kind": "case_received"}, "zh-hans")

    assert "3月3日 12:00" in said.body
