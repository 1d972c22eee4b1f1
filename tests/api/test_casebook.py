"""Answers for machines: public, and only what is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.test import Client

from lianxin.casebook.actions import using
from lianxin.kernel.ids import new_id
from tests import make
from tests.casebook import stories
from tests.casebook.stories import LAMP


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon, tick=False):
        yield


def test_answers_are_listed_without_a_token(client: Client, noon: dt.datetime) -> None:
    lamp = stories.article()
    drain = stories.article(replace(LAMP, title="下水道堵了找谁？", class_code="WATER"))
    stories.article(replace(LAMP, title="草稿"), is_published=False)
    using.deflect(lamp, at=noon, key=new_id())

    def refs(query: str) -> list[str]:
        rows = client.get(f"/api/v1/casebook/articles{query}").json()
        return [row["ref"] for row in rows]

    assert set(refs("")) == {lamp.ref, drain.ref}
    assert refs("?class_code=WATER") == [drain.ref]
    assert refs("?q=下水道") == [drain.ref]
    assert {*refs("?limit=1"), *refs("?limit=1&offset=1")} == {lamp.ref, drain.ref}
    one = client.get(f"/api/v1/casebook/articles/{lamp.ref}").json()
    assert (one["answer"], one["used"], one["solved"]) == (LAMP.answer, 1, 1)


def test_a_draft_does_not_exist(client: Client) -> None:
    draft = stories.article(is_published=False)

    answer = client.get(f"/api/v1/casebook/articles/{draft.ref}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert make.district().pk == draft.district_id
