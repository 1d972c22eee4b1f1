"""Discovery, services and their questions."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from lianxin.forms import actions as forms
from lianxin.forms.definition import Definition
from lianxin.forms.definition import read as read_form
from tests import make
from tests.api.open311.caller import MOMENT, App

FORMATS = ("json", "xml")
LAMP: dict[str, Any] = {
    "code": "LAMP",
    "title": "路灯",
    "questions": [
        {"name": "intro", "type": "note", "label": "请看灯杆上的编号。"},
        {"name": "lamps", "type": "integer", "label": "几盏不亮", "required": True},
        {
            "name": "where",
            "type": "select_one",
            "label": {"zh": "在哪里", "en": "Where"},
            "choices": [
                {"code": "road", "label": {"zh": "路边", "en": "Roadside"}},
                {"code": "yard", "label": {"zh": "院内", "en": "Yard"}},
            ],
        },
        {
            "name": "seen",
            "type": "select_multiple",
            "label": "还有什么",
            "choices": [{"code": "wire", "label": "电线"}, {"code": "pole", "label": "灯杆"}],
        },
        {"name": "since", "type": "date", "label": "从哪天起"},
    ],
}


def with_questions() -> Definition:
    """A district whose class ROADS asks something."""
    rules = deepcopy(make.RULES)
    rules["classes"][0] |= {"form": "LAMP", "examples": ["路灯不亮", "井盖松动"]}
    district = make.district(rules=rules)
    definition = read_form(LAMP)
    forms.put_form(district.pk, definition, by=None, at=make.NOON)
    return definition


@pytest.mark.parametrize("form", FORMATS)
def test_services_are_the_classes_of_both_kinds(anybody: App, form: str) -> None:
    """C24."""
    rows = anybody.get(f"services.{form}")

    assert [row["service_code"] for row in rows] == [one["code"] for one in make.RULES["classes"]]
    assert rows[0].keys() == {
        "service_code",
        "service_name",
        "description",
        "metadata",
        "type",
        "keywords",
        "group",
    }
    assert (rows[0]["service_name"], rows[0]["type"]) == ("道路与路灯", "realtime")
    assert {row["group"] for row in rows} == {"居民诉求", "企业诉求"}
    assert rows[0]["metadata"] is False or rows[0]["metadata"] == "false"


def test_a_class_with_questions_says_so(client: Client) -> None:
    with_questions()

    first, second, *_more = App(client).get("services.json")

    assert (first["metadata"], second["metadata"]) == (True, False)
    assert first["keywords"] == "路灯不亮, 井盖松动"
    assert "路灯不亮" in first["description"]


@pytest.mark.parametrize("path", ["services", "service"])
@pytest.mark.parametrize("form", FORMATS)
def test_questions_are_attributes(client: Client, path: str, form: str) -> None:
    """C24: also under the singular that one client asks for."""
    with_questions()

    found = App(client).get(f"{path}/ROADS.{form}")

    attributes = found["attributes"]
    assert found["service_code"] == "ROADS"
    assert [one["code"] for one in attributes] == ["intro", "lamps", "where", "seen", "since"]
    assert [str(one["order"]) for one in attributes] == ["1", "2", "3", "4", "5"]
    assert [str(one["variable"]).lower() for one in attributes] == ["false", *["true"] * 4]
    assert [str(one["required"]).lower() for one in attributes][:2] == ["false", "true"]
    assert [one["datatype"] for one in attributes] == [
        "string",
        "number",
        "singlevaluelist",
        "multivaluelist",
        "datetime",
    ]
    assert attributes[2]["values"] == [
        {"key": "road", "name": "路边"},
        {"key": "yard", "name": "院内"},
    ]


def test_a_class_without_questions_has_an_empty_definition(anybody: App) -> None:
    assert anybody.get("services/WATER.json") == {"service_code": "WATER", "attributes": []}


def test_words_come_in_the_language_that_is_asked_for(client: Client) -> None:
    with_questions()

    answer = client.get("/open311/v2/services.json", headers={"Accept-Language": "en"})

    assert answer.json()[0]["service_name"] == "Roads"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("root", ["/open311", "/open311/v2"])
def test_discovery_names_two_endpoints(client: Client, root: str, form: str) -> None:
    """C24."""
    make.district()

    found = App(client, root=root).get(f"discovery.{form}")

    assert MOMENT.fullmatch(found["changeset"])
    assert dt.datetime.fromisoformat(found["changeset"]) < make.NOON
    assert "wanghai" in found["contact"]
    assert found["key_service"]
    assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
    for one in found["endpoints"]:
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert set(one["formats"]) == {"text/xml", "application/json"}
        services = client.get(f"{one['url'].removeprefix('http://testserver')}/services.xml")
        assert services.status_code == 200


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    make.district()
    first = client.get("/open311/v2/services.json")

    again = client.get(
        "/open311/v2/services.json", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert (again.status_code, again.content) == (304, b"")


def test_a_head_is_answered_like_a_get_without_the_body(client: Client) -> None:
    make.district()

    answer = client.head("/open311/v2/services.xml")

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        "text/xml; charset=utf-8",
    )
