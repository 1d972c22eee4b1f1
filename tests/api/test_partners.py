"""Partners and lineage by REST."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from lianxin.cases.actions.intake import Contact
from lianxin.kernel.ids import new_id
from lianxin.network.models import User
from lianxin.outbox.models import Delivery
from tests import make
from tests.exchange import shelf
from tests.incubation.test_incubation import nest, registered
from tests.partnering import pacts

API = "/api/v1"


@pytest.fixture(autouse=True)
def _noon(noon: dt.datetime) -> Iterator[None]:
    with time_machine.travel(noon + dt.timedelta(hours=1), tick=False):
        yield


def ask(path: str, person: User | None = None, **said: Any) -> Any:
    headers = {"Authorization": f"Bearer {make.token(person)}"} if person else {}
    if "json" in said:
        return Client().post(
            f"{API}{path}", said["json"], content_type="application/json", headers=headers
        )
    return Client().get(f"{API}{path}", said, headers=headers)


def test_both_sign_and_settle_by_rest_and_everybody_reads_the_sums() -> None:
    made = pacts.pact()
    ref = made.agreement.ref
    assert ask(f"/partnerships/{ref}").status_code == 404
    for party, by in (("HOST", made.host), ("PARTNER", made.partner)):
        seen = ask(f"/partnerships/{ref}", by).json()["seq"]
        stale = {"party": party, "seen": seen - 1, "key": str(new_id())}
        assert ask(f"/partnerships/{ref}/sign", by, json=stale).status_code == 409
        signed = ask(f"/partnerships/{ref}/sign", by, json=stale | {"seen": seen})
        assert signed.status_code == 200
    told = {
        "party": "PARTNER",
        "term": 2,
        "amount": 400,
        "given_on": "2026-03-02",
        "key": str(new_id()),
    }

    first = ask(f"/partnerships/{ref}/handovers", made.partner, json=told)
    again = ask(f"/partnerships/{ref}/handovers", made.partner, json=told)
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    path = f"/partnerships/{ref}/handovers/{first.json()['id']}"
    assert ask(f"{path}/dispute", made.host, json={}).status_code == 422
    assert ask(f"{path}/confirm", made.partner, json={}).status_code == 403
    assert ask(f"{path}/confirm", made.host, json={}).json()["state"] == "CONFIRMED"

    whole = ask(f"/partnerships/{ref}").json()
    assert whole["handovers"] == []
    assert whole["accounts"][1]["sums"] == {
        "promised": 1200, "given": 400, "confirmed": 400, "disputed": 0, "open": 800,
    }  # fmt: skip
    assert len(ask(f"/partnerships/{ref}", made.host).json()["handovers"]) == 1


def test_the_list_goes_page_by_page() -> None:
    refs = {pacts.pact(signed=True).agreement.ref for _n in range(3)}
    pacts.pact()

    first = ask("/partnerships", limit=2).json()
    rest = ask("/partnerships", limit=2, cursor=first["next"]).json()

    assert {one["ref"] for one in first["items"] + rest["items"]} == refs
    assert rest["next"] is None


def test_everybody_reads_groups_beyond_an_idea() -> None:
    made = registered()
    nest()

    told = ask("/groups", stage="REGISTERED").json()
    assert [one["ref"] for one in told["items"]] == [made.group.ref]
    assert len(ask("/groups").json()["items"]) == 1


def put(path: str, person: User, json: dict[str, Any], **headers: str) -> Any:
    own = {"Authorization": f"Bearer {make.token(person)}"} | headers
    return Client().put(f"{API}{path}", json, content_type="application/json", headers=own)


def words(made: pacts.Pact, **fields: Any) -> dict[str, Any]:
    line = {"what": "HOURS", "text": "理发", "amount": 1200, "every": "MONTH"}
    return {
        "key": str(new_id()), "title": "活动室换理发", "way": "SPACE",
        "host": made.agreement.host.code, "partner": made.agreement.partner.code,
        "starts_on": "2026-03-02", "ends_on": "2027-03-01",
        "terms": [line | {"giver": "HOST"}, line | {"giver": "PARTNER"}],
    } | fields  # fmt: skip


def test_an_agreement_is_written_worded_anew_renewed_and_ended_by_rest() -> None:
    made = pacts.pact()
    said = words(made, contact={"name": "王师傅", "email": "wang@example.cn"})

    first = ask("/partnerships", made.host, json=said)
    again = ask("/partnerships", made.host, json=said)
    assert (first.status_code, first.json()["ref"]) == (201, again.json()["ref"])
    path, tag = f"/partnerships/{first.json()['ref']}", f'"{first.json()["seq"]}"'
    wrong: list[dict[str, object]] = [{"ends_on": "2026-01-01"}, {"terms": []}, {"host": "nobody"}]
    for bad in wrong:
        fresh = {"key": str(new_id())}
        assert ask("/partnerships", made.host, json=said | bad | fresh).status_code == 422
    assert (
        ask("/partnerships", make.handler(make.organisation()), json=words(made)).status_code
        == 403
    )

    told = words(made, title="换一个名字")
    assert put(path, made.host, told, **{"If-Match": '"99"'}).status_code == 409
    assert put(path, made.host, told, **{"If-Match": tag}).json()["title"] == "换一个名字"
    for party, by in (("HOST", made.host), ("PARTNER", made.partner)):
        seen = ask(path, by).json()["seq"]
        assert ask(f"{path}/sign", by, json={"party": party, "seen": seen}).status_code == 200
    assert put(path, made.host, words(made)).status_code == 409
    assert ask(f"{path}/renew", made.host, json={}).status_code == 422
    new = ask(f"{path}/renew", made.host, json={"ends_on": "2028-03-01"})
    assert (new.status_code, new.json()["starts_on"]) == (201, "2027-03-02")
    assert ask(f"{path}/say", made.partner, json={"party": "PARTNER"}).status_code == 200
    assert ask(f"{path}/end", made.host, json={"reason": ""}).status_code == 422
    ended = {"reason": "店铺搬走", "key": str(new_id())}
    for _twice in range(2):
        assert ask(f"{path}/end", made.host, json=ended).json()["state"] == "ENDED"
    ref = new.json()["ref"]
    assert ask(f"/partnerships/{ref}/drop", made.host, json={"reason": "不续"}).status_code == 200


def test_a_group_is_founded_led_on_and_its_project_run_by_rest() -> None:
    made = nest()
    said = {
        "key": str(new_id()), "name": "读书会", "about": "读书", "place": made.group.place.code,
        "incubator": made.group.incubator.code, "people": 4,
    }  # fmt: skip

    first = ask("/groups", made.host, json=said)
    assert first.status_code == 201
    assert ask("/groups", made.host, json=said).json()["ref"] == first.json()["ref"]
    path = f"/groups/{first.json()['ref']}"
    assert (ask(path).status_code, ask(path, made.host).status_code) == (404, 200)
    assert ask(f"{path}/go_on", made.host, json={}).status_code == 422
    for item in first.json()["needed"]:
        ask(f"{path}/show", made.host, json={"code": item["code"]})
    assert ask(f"{path}/go_on", made.host, json={}).json()["stage"] == "TRIAL"
    assert ask(f"{path}/go_on", make.handler(make.organisation()), json={}).status_code == 404

    plan = {"title": "换书", "plan": "一个月", "starts_on": "2026-03-02", "ends_on": "2026-04-01"}
    project = ask(f"{path}/projects", made.host, json=plan)
    assert project.status_code == 201
    deeds = f"{path}/projects/{project.json()['id']}"
    assert ask(f"{deeds}/accept", made.host, json={}).status_code == 409
    for verb, words_said in (
        ("begin", {"fen": 100}), ("report", {"text": "办了", "fen": 80}), ("accept", {}),
    ):  # fmt: skip
        assert ask(f"{deeds}/{verb}", made.host, json=words_said).status_code == 200
    whole = ask(path).json()
    assert [one["state"] for one in whole["projects"]] == ["ACCEPTED"]
    assert len(ask("/groups", place=made.group.place.code).json()["items"]) == 1
    assert ask("/groups", place="nowhere").json()["items"] == []


def test_a_need_and_a_case_become_a_service_and_tell_where_they_went() -> None:
    desk, provider = make.dispatcher(), make.organisation()
    need = shelf.listing(kind="NEED", title="要坡道")
    case = make.case(contact=Contact(email="wang@example.com"))
    said = {
        "key": str(new_id()), "kind": "SERVICE", "title": "上门装坡道", "provider": provider.code,
        "sources": [need.ref], "case": case.ref,
    }  # fmt: skip

    first = ask("/conversions", desk, json=said)
    again = ask("/conversions", desk, json=said)

    assert (first.status_code, first.json()["ref"]) == (201, again.json()["ref"])
    assert Delivery.objects.filter(kind="case_enlisted").count() == 1
    up = ask(f"/lineage/{first.json()['ref']}", desk).json()["came_from"]
    assert {one["ref"] for one in up} == {need.ref, ""}
    down = ask(f"/lineage/{need.ref}").json()["became"]
    assert [(one["ref"], one["title"], one["hops"]) for one in down] == [("", "", 1)]
    for wrong in ({"sources": ["NO-26-1"]}, {"kind": "JOB"}, {"case": "NO-26-1"}):
        fresh = {"key": str(new_id())}
        assert ask("/conversions", desk, json=said | wrong | fresh).status_code == 422


def test_a_unit_that_signs_with_the_two_does_so_here_too() -> None:
    """NET-06."""
    club = make.organisation(name="业余剧社")
    made = pacts.pact(kind="COOPERATION", way="", others=[club])
    path = f"/partnerships/{made.agreement.ref}"
    host, member = made.host, make.handler(club)
    seen = ask(path, host).json()["seq"]
    stranger = ask(f"{path}/sign", host, json={"unit": "none", "seen": seen})
    assert stranger.status_code == 422
    told = ask(f"{path}/sign", member, json={"unit": club.code, "seen": seen}).json()
    assert [(one["unit"], bool(one["signed_at"])) for one in told["others"]] == [(club.code, True)]
    assert told["state"] == "HALF_SIGNED"
