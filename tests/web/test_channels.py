"""The operator tells group chats and other systems too."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.kernel.ids import new_id
from lianxin.network.models import Role
from lianxin.outbox.models import Delivery, Endpoint, GroupChannel
from tests import make
from tests.web.swap import soup


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make.seat(Role.OPERATOR, make.desk()))
    return client


def group(**fields: str) -> dict[str, str]:
    unit = make.organisation()
    filled = {
        "organisation": str(unit.pk),
        "provider": "WECOM",
        "name": "值班群",
        "token": "token-of-the-group",
    }
    return {"key": str(new_id())} | filled | fields


def endpoint(**fields: str) -> dict[str, str]:
    filled = {"name": "市平台", "url": "https://example.org/hook", "events": "case.closed"}
    return {"key": str(new_id())} | filled | fields


def test_a_group_is_added_once_and_its_token_is_not_readable(operator: Client) -> None:
    told = group()
    for _twice in range(2):
        assert operator.post("/operator/channels/groups/", told).status_code == 302
    added = GroupChannel.objects.get()
    assert (added.name, added.token, added.is_active) == ("值班群", "token-of-the-group", True)
    page = operator.get("/operator/channels/").content.decode()
    assert "值班群" in page
    assert "token-of-the-group" not in page


def test_a_whole_address_is_not_a_token(operator: Client) -> None:
    answer = operator.post("/operator/channels/groups/", group(token="https://x.example/?k=1"))
    assert answer.status_code == 422
    assert "最后的那一段" in answer.content.decode()
    assert not GroupChannel.objects.exists()


def test_the_unit_must_be_of_the_district(operator: Client) -> None:
    elsewhere = make.desk(make.district("elsewhere"))
    told = group(organisation=str(elsewhere.pk))
    assert operator.post("/wanghai/operator/channels/groups/", told).status_code == 422


def test_the_secret_of_a_system_is_shown_once(operator: Client) -> None:
    page = soup(operator.post("/operator/channels/endpoints/", endpoint()))
    added = Endpoint.objects.get()
    [code] = page.select("code")
    assert code.get_text() == added.secret
    assert len(str(added.secret)) >= 32
    assert str(added.secret) not in operator.get("/operator/channels/").content.decode()


@pytest.mark.parametrize("kind", ["groups", "endpoints"])
def test_the_address_of_a_form_opened_again_shows_the_form(operator: Client, kind: str) -> None:
    page = soup(operator.get(f"/operator/channels/{kind}/"))
    assert page.select_one(f"form[action='/operator/channels/{kind}/']")


@pytest.mark.parametrize(
    "wrong", [{"url": "http://example.org/"}, {"url": "nowhere"}, {"events": "everything!"}]
)
def test_a_system_needs_a_safe_address_and_events(operator: Client, wrong: dict[str, str]) -> None:
    answer = operator.post("/operator/channels/endpoints/", endpoint(**wrong))
    assert answer.status_code == 422
    assert not Endpoint.objects.exists()


def test_what_is_switched_off_can_be_switched_on(operator: Client) -> None:
    operator.post("/operator/channels/endpoints/", endpoint())
    added = Endpoint.objects.get()
    for value, is_active in (("0", False), ("1", True)):
        operator.post(f"/operator/channels/endpoints/{added.pk}/", {"on": value})
        added.refresh_from_db()
        assert added.is_active is is_active


def test_only_operators_of_the_district_may(client: Client) -> None:
    told = group()
    elsewhere = make.seat(Role.OPERATOR, make.desk(make.district("elsewhere")))
    for person in (make.user(), make.dispatcher(), elsewhere):
        client.force_login(person)
        assert client.get("/wanghai/operator/channels/").status_code in {302, 403}
        for path, data in (("groups", told), ("endpoints", endpoint())):
            answer = client.post(f"/wanghai/operator/channels/{path}/", data)
            assert answer.status_code in {302, 403}
    assert not GroupChannel.objects.exists()
    assert not Endpoint.objects.exists()


@pytest.fixture
def told(operator: Client) -> Endpoint:
    """A system that was sent two events, of which it took one."""
    operator.post("/operator/channels/endpoints/", endpoint(events="case.*"))
    for text in ("路灯不亮", "水管漏水"):
        make.case(text=text)
    added = Endpoint.objects.get()
    rows = Delivery.objects.filter(endpoint=added).order_by("pk")
    Delivery.objects.filter(pk=rows[0].pk).update(state="SENT", attempts=1)
    Delivery.objects.filter(pk=rows[1].pk).update(
        state="FAILED", attempts=6, last_error="接收方答复 500。"
    )
    return added


def test_what_a_system_was_sent_is_listed(operator: Client, told: Endpoint) -> None:
    channels = soup(operator.get("/operator/channels/"))
    [link] = channels.select("a.rows__title")

    page = soup(operator.get(str(link["href"])))

    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(rows) == 2
    assert "接收方答复 500。" in rows[0]
    assert "已收下" in rows[1]
    tally = page.select_one("#events-tally")
    assert tally is not None
    assert "没有收下 1 条" in tally.get_text()
    assert "data-hx-get" not in tally.attrs


def test_one_event_or_all_since_a_moment_are_sent_again(operator: Client, told: Endpoint) -> None:
    here = f"/operator/channels/endpoints/{told.pk}"
    failed = Delivery.objects.get(state="FAILED")

    answer = operator.post(f"/operator/channels/events/{failed.pk}/resend/")
    assert answer.headers["Location"] == f"{here}/events/"
    assert operator.post(f"/operator/channels/events/{failed.pk}/resend/").status_code == 409
    tally = soup(operator.get(f"{here}/events/")).select_one("#events-tally")
    assert tally is not None
    assert tally["data-hx-get"] == f"{here}/events/"

    assert operator.post(f"{here}/replay/", {"since": "yesterday"}).status_code == 422
    assert operator.post(f"{here}/replay/", {"since": "2999-01-01T08:00"}).status_code == 422
    assert operator.post(f"{here}/replay/", {"since": "2026-03-01T08:00"}).status_code == 302
    assert set(Delivery.objects.values_list("state", flat=True)) == {"QUEUED"}


def test_the_secret_is_renewed_and_shown_once(operator: Client, told: Endpoint) -> None:
    here, former = f"/operator/channels/endpoints/{told.pk}", told.secret

    page = soup(operator.post(f"{here}/secret/"))

    told.refresh_from_db()
    [code] = page.select("code")
    assert code.get_text() == told.secret != former
    assert told.former_secret == former
    assert str(told.secret) not in operator.get(f"{here}/events/").content.decode()
    assert operator.get(f"{here}/secret/").status_code == 405


def test_others_neither_see_nor_resend(client: Client, told: Endpoint) -> None:
    delivery = Delivery.objects.earliest("pk")
    client.force_login(make.seat(Role.OPERATOR, make.desk(make.district("elsewhere"))))
    paths = ("endpoints/%s/replay", "endpoints/%s/secret")
    for path in (*(one % told.pk for one in paths), f"events/{delivery.pk}/resend"):
        for slug in ("wanghai", "elsewhere"):
            data = {"since": "2026-03-01T08:00"}
            answer = client.post(f"/{slug}/operator/channels/{path}/", data)
            assert answer.status_code in {302, 404}
    assert Delivery.objects.filter(state="SENT").exists()
    assert not Endpoint.objects.get().former_secret
