"""Many at once."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.cases.models import Case
from lianxin.kernel.ids import new_id
from lianxin.kernel.models import Entry
from tests import make
from tests.api.open311.caller import App
from tests.kernel.race import race

AT_ONCE = 8


@pytest.mark.django_db(transaction=True)
def test_one_key_at_once_files_one_case() -> None:
    """C2, C24."""
    make.grid()
    secret = make.token(make.volunteer(), "CASES_FILE")
    headers = {"Idempotency-Key": str(new_id())}
    told = {"service_code": "ROADS", "address_string": "第一网格", "description": "路灯不亮"}

    answers = race(
        lambda _n: App(Client(), secret).post("requests.json", headers, **told), runners=AT_ONCE
    )

    case = Case.objects.get()
    assert [status for status, _rows in answers] == [200] * AT_ONCE
    assert {rows[0]["service_request_id"] for _status, rows in answers} == {case.ref}


@pytest.mark.django_db(transaction=True)
def test_one_update_at_once_is_added_once() -> None:
    """C2, C24."""
    make.grid()
    secret = make.token(make.volunteer(), "CASES_FILE")
    case = App(Client(), secret).file()
    told = {"service_request_id": case.ref, "update_id": "41", "description": "还是不亮"}

    answers = race(
        lambda _n: App(Client(), secret).post("servicerequestupdates.json", **told),
        runners=AT_ONCE,
    )

    assert [status for status, _rows in answers] == [200] * AT_ONCE
    assert len({rows[0]["update_id"] for _status, rows in answers}) == 1
    assert Entry.objects.filter(subject_id=case.pk, verb="add").count() == 1
