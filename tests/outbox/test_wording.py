from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps

from lianxin.outbox import wording
from lianxin.outbox.actions import Notice
from tests.outbox.letters import LampMended

MOMENT = "2026-03-02T12:00:00+08:00"
FACTS = {
    "due_at": MOMENT,
    "until": MOMENT,
    "when": MOMENT,
    "link": "/cases/x/",
    "tie": "REPORTED",
    "on": "2026-03-02",
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def _notices() -> Iterator[Notice]:
    """One of each kind of message that the rooms can send, with plain words for facts."""
    for config in apps.get_app_configs():
        name = f"{config.name}.notices"
        if config.name.startswith("lianxin.") and find_spec(name):
            module = import_module(name)
            for made in vars(module).values():
                is_own = isinstance(made, type) and made.__module__ == name
                if is_own and issubclass(made, Notice):
                    yield from _of_each_kind(made, getattr(module, "KINDS", ()))


def _of_each_kind(made: type[Notice], kinds: tuple[str, ...]) -> Iterator[Notice]:
    facts: dict[str, Any] = {
        field.name: 2 if field.type == "int" else FACTS.get(field.name, f"x-{field.name}")
        for field in dataclasses.fields(made)
        if field.name != "kind"
    }
    if isinstance(getattr(made, "kind", None), str):
        yield made(**facts)
        return
    for kind in kinds:
        yield made(**{"kind": kind, **facts})


NOTICES = list(_notices())


def test_every_room_is_asked() -> None:
    assert {"invited", "case_answered"} <= {notice.kind for notice in NOTICES}


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.kind)
def test_every_message_is_worded_in_chinese(notice: Notice) -> None:
    text = wording.render(notice.kind, dataclasses.asdict(notice), "zh-hans")
    for part in (text.subject, text.body, text.short):
        assert HAN.search(part)
        assert "&" not in part
        assert MOMENT not in part
    assert len(text.short) <= 140


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.kind)
def test_every_message_is_worded_in_english(notice: Notice) -> None:
    text = wording.render(notice.kind, dataclasses.asdict(notice), "en")
    for part in (text.subject, text.body, text.short):
        assert part
        assert not HAN.search(part)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.kind)
def test_every_message_is_worded_without_its_optional_facts(notice: Notice) -> None:
    optional = [field.name for field in dataclasses.fields(notice) if field.default == ""]
    bare = dataclasses.replace(notice, **dict.fromkeys(optional, ""))
    assert wording.render(bare.kind, dataclasses.asdict(bare)).subject


def test_what_people_wrote_goes_out_as_they_wrote_it() -> None:
    text = wording.render("lamp_mended", {"where": 'A & B <"1">', "since": MOMENT})
    assert text.subject == 'A & B <"1">: mended'


def test_times_are_told_in_the_recipients_language() -> None:
    facts = dataclasses.asdict(LampMended())
    assert "3月2日 12:00" in wording.render("lamp_mended", facts, "").body


def test_a_subject_is_one_line_whatever_people_wrote() -> None:
    text = wording.render("lamp_mended", {"where": "A\r\nBcc: evil@example.org", "since": MOMENT})
    assert text.subject == "A Bcc: evil@example.org: mended"


def test_the_short_line_stays_short_whatever_people_wrote() -> None:
    text = wording.render("lamp_mended", {"where": "灯" * 4000, "since": MOMENT})
    assert len(text.short) == wording.SHORT
    assert text.short.endswith("…")


def test_a_full_address_leads_where_it_says() -> None:
    facts = {"where": "A", "since": MOMENT, "link": "https://elsewhere.example/x"}
    assert wording.render("lamp_mended", facts).url == "https://elsewhere.example/x"
