"""Somebody who speaks GeoReport v2, and what the standard says an answer looks like."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

from django.test import Client

from lianxin.cases.models import Case

LISTS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
REQUEST = (
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
)


class App:
    def __init__(self, client: Client, key: str = "", *, root: str = "/open311/v2") -> None:
        self.client, self.key, self.root = client, key, root

    def get(self, path: str, **params: Any) -> Any:
        """What is answered, which must be 200."""
        status, found = self.ask(path, **params)
        assert status == 200, found
        return found

    def ask(self, path: str, **params: Any) -> tuple[int, Any]:
        told = {"api_key": self.key, **params} if self.key else params
        answer = self.client.get(f"{self.root}/{path}", told)
        return answer.status_code, read(answer)

    def post(self, path: str, headers: Any = None, **params: Any) -> tuple[int, Any]:
        told = {"api_key": self.key, **params} if self.key else params
        answer = self.client.post(f"{self.root}/{path}", told, headers=headers)
        return answer.status_code, read(answer)

    def file(self, headers: Any = None, **params: Any) -> Case:
        """A case, filed with as little as the standard asks for."""
        told = {"service_code": "ROADS", "address_string": "学苑社区门口"} | params
        status, rows = self.post("requests.json", headers, **told)
        assert status == 200, rows
        return Case.objects.get(ref=rows[0]["service_request_id"])


def read(answer: Any) -> Any:
    """The answer in plain values, whichever way it is written."""
    kind = answer.headers["Content-Type"]
    content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
    if not content:
        return None
    if kind == "application/json; charset=utf-8":
        return json.loads(content.decode("utf-8"))
    assert kind == "text/xml; charset=utf-8", kind
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return plain(ET.fromstring(content))  # noqa: S314  our own


def plain(element: ET.Element) -> Any:
    """By the Spark convention: what holds one kind of children is a list."""
    assert not element.attrib
    if element.tag in LISTS:
        assert {child.tag for child in element} <= {LISTS[element.tag]}
        assert not (element.text or "").strip()
        return [plain(child) for child in element]
    if len(element):
        tags = [child.tag for child in element]
        assert len(tags) == len(set(tags))
        return {child.tag: plain(child) for child in element}
    return element.text
