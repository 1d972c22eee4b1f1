"""Whoever reported something may tell more at any time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lianxin.kernel.ids import new_id
from tests import make

pytestmark = pytest.mark.usefixtures("clock")


def test_more_can_be_told_while_the_unit_works(client: Client) -> None:
    case = make.case(accepted=True)
    address = reverse("me:case", args=[case.ref, make.code(case)])
    page = client.get(address).content.decode()

    answer = client.post(
        reverse("me:supply", args=[case.ref, make.code(case)]),
        {"key": str(new_id()), "note": "又坏了一盏。"},
        follow=True,
    )

    assert "还有情况要补充" in page
    assert "又坏了一盏。" in answer.content.decode()
    entry = make.last_entry(case)
    assert (entry.verb, entry.audience) == ("add", "PUBLIC")
    case.refresh_from_db()
    assert case.state == "WORKING"


def test_an_empty_addition_is_told_and_changes_nothing(client: Client) -> None:
    case = make.case(accepted=True)

    answer = client.post(
        reverse("me:supply", args=[case.ref, make.code(case)]), {"key": str(new_id()), "note": ""}
    )

    assert answer.status_code == 422
    assert "请写下要补充的内容。" in answer.content.decode()
    assert make.last_entry(case).verb == "accept"


def test_an_answered_case_is_rated_not_added_to(client: Client) -> None:
    case = make.case(answered=True)

    page = client.get(reverse("me:case", args=[case.ref, make.code(case)])).content.decode()

    assert "还有情况要补充" not in page
