"""Several districts in one installation: each request is for one, and sees nothing of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from lianxin.kernel.refusals import NotAllowed, Refusal
from lianxin.network import actions, districts
from lianxin.network.middleware import DistrictMiddleware
from lianxin.network.models import District, Organisation, Role, User
from tests import make
from tests.make import NOON


def create(code: int, slug: str, *, host: str = "", by: User | None = None) -> District:
    district = actions.create_district(code, slug=slug, name=slug, host=host, by=by, at=NOON)
    actions.put_place(district, slug, kind="DISTRICT", name=slug, by=None, at=NOON)
    return district


def unit_in(district: District) -> Organisation:
    return make.organisation(name=f"{district.slug}市政中心", at=make.root(district))


@pytest.fixture
def two() -> tuple[District, District]:
    return create(310113, "dachang"), create(420111, "hongshan")


def seen(path: str, *, host: str = "testserver", user: User | None = None) -> Any:
    """The request as a view gets it."""
    request: Any = RequestFactory(headers={"host": host}).get(path)
    request.user = user or AnonymousUser()
    kept: list[Any] = []

    def view(request: Any) -> HttpResponse:
        request.home = reverse("account_login")
        kept.append(request)
        return HttpResponse()

    DistrictMiddleware(view)(request)
    return kept[0]


def test_the_only_district_needs_no_address() -> None:
    only = create(310113, "dachang")
    request = seen("/people/")

    assert request.district == only
    assert request.home == "/accounts/login/"


def test_the_only_district_answers_to_its_slug_too_so_that_printed_cards_last() -> None:
    only = create(310113, "dachang")
    request = seen("/dachang/people/")

    assert (request.district, request.path_info) == (only, "/people/")


def test_the_first_segment_says_which_and_stays_in_front_of_links(
    two: tuple[District, District],
) -> None:
    for district in two:
        request = seen(f"/{district.slug}/people/")

        assert request.district == district
        assert (request.path_info, request.path) == ("/people/", f"/{district.slug}/people/")
        assert request.home == f"/{district.slug}/accounts/login/"
    assert reverse("account_login") == "/accounts/login/"


def test_the_host_says_which_and_needs_no_segment(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [".example.cn"]
    create(310113, "dachang")
    hongshan = create(420111, "hongshan", host="Hongshan.example.cn")
    request = seen("/people/", host="hongshan.example.cn:8000")

    assert request.district == hongshan
    assert request.home == "/accounts/login/"
    assert districts.address(hongshan) == "http://hongshan.example.cn/"


def test_a_request_that_fits_no_district_gets_the_list_with_the_same_page(
    two: tuple[District, District], client: Client
) -> None:
    start, deep = client.get("/"), client.get("/people/?unit=a")

    assert (start.status_code, deep.status_code) == (200, 404)
    assert "/hongshan/people/?unit=a" in deep.content.decode()


def test_which_district_costs_no_query(two: tuple[District, District]) -> None:
    seen("/dachang/people/")
    with CaptureQueriesContext(connection) as queries:
        seen("/hongshan/people/")
    assert len(queries) == 0


def test_a_change_of_a_district_shows_at_once(two: tuple[District, District]) -> None:
    seen("/dachang/")
    actions.create_district(310113, slug="chang", name="大场镇", by=None, at=NOON)
    assert seen("/chang/").district.name == "大场镇"


def test_somebody_signed_in_is_a_stranger_in_another_district(
    two: tuple[District, District],
) -> None:
    user = make.user(of=two[0])

    assert seen("/dachang/", user=user).user == user
    assert not seen("/hongshan/", user=user).user.is_authenticated


def test_an_operator_of_the_installation_is_known_everywhere(
    two: tuple[District, District],
) -> None:
    operator = User.objects.create_superuser("root")
    assert seen("/hongshan/", user=operator).user == operator


def test_the_people_of_one_district_are_not_seen_from_another(
    two: tuple[District, District], client: Client
) -> None:
    units = [unit_in(district) for district in two]
    people = [make.seat(Role.OPERATOR, unit) for unit in units]
    client.force_login(people[0])

    assert people[0].name in client.get("/dachang/people/").content.decode()
    assert units[1].name not in client.get("/dachang/people/").content.decode()
    sent_away = client.get("/hongshan/people/")
    assert sent_away.status_code == 302
    assert sent_away.headers["Location"].startswith("/hongshan/accounts/login/")


def test_an_address_leads_to_the_district(two: tuple[District, District]) -> None:
    assert districts.address(two[0], "/report/") == "http://127.0.0.1:8000/dachang/report/"


def test_two_districts_cannot_share_an_address(two: tuple[District, District]) -> None:
    with pytest.raises(Refusal, match="另一个辖区"):
        create(500100, "dachang")


def test_only_operators_of_the_installation_set_up_districts(
    two: tuple[District, District],
) -> None:
    with pytest.raises(NotAllowed):
        create(500100, "yubei", by=make.seat(Role.OPERATOR, unit_in(two[0])))
    district = create(500100, "yubei", by=User.objects.create_superuser("root"))
    assert district.slug == "yubei"
