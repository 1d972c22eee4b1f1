from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from lianxin.kernel.refs import next_ref
from lianxin.network.models import District
from tests.kernel.race import race

NEW_YEAR = dt.datetime(2025, 12, 31, 16, 0, tzinfo=dt.UTC)  # midnight in Shanghai


@pytest.fixture
def district() -> District:
    return District.objects.create(id=310113, slug="dachang", name="大场镇")


def test_numbers_count_up_within_a_series(district: District, noon: dt.datetime) -> None:
    assert next_ref(district.pk, "DC", at=noon) == "DC-26-00001"
    assert next_ref(district.pk, "DC", at=noon) == "DC-26-00002"
    assert next_ref(district.pk, "LX", at=noon) == "LX-26-00001"


def test_each_district_counts_for_itself(district: District, noon: dt.datetime) -> None:
    other = District.objects.create(id=510302, slug="ziliujing", name="自流井区")
    next_ref(district.pk, "DC", at=noon)
    assert next_ref(other.pk, "DC", at=noon) == "DC-26-00001"


def test_the_year_changes_at_midnight_in_shanghai(district: District) -> None:
    before = NEW_YEAR - dt.timedelta(seconds=1)
    assert next_ref(district.pk, "DC", at=before) == "DC-25-00001"
    assert next_ref(district.pk, "DC", at=NEW_YEAR) == "DC-26-00001"


def test_a_deed_that_fails_gives_its_number_back(district: District, noon: dt.datetime) -> None:
    with transaction.atomic():
        next_ref(district.pk, "DC", at=noon)
        transaction.set_rollback(True)
    assert next_ref(district.pk, "DC", at=noon) == "DC-26-00001"


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_twice(district: District, noon: dt.datetime) -> None:
    def ten(_number: int) -> list[str]:
        taken = []
        for _ in range(10):
            with transaction.atomic():
                taken.append(next_ref(district.pk, "DC", at=noon))
        return taken

    refs = sorted(ref for taken in race(ten, runners=4) for ref in taken)

    assert refs == [f"DC-26-{n:05}" for n in range(1, 41)]
