"""One plain value, written as JSON or as XML.

Lists become an element with one child for each item, named by `ITEMS`; JSON has the bare list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import TypeAlias

from django.utils import timezone

Value: TypeAlias = "str | int | float | bool | Mapping[str, Value] | Sequence[Value] | None"

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ITEMS = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_request_updates": "request_update",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
# What XML 1.0 has no way to write, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(root: str, value: Value, *, form: str) -> bytes:
    """`value` as a document whose XML root is `root`, in UTF-8."""
    if form == "json":
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return (HEAD + _element(root, value)).encode()


def _element(name: str, value: Value) -> str:
    inside = _inside(name, value)
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _inside(name: str, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A bare carriage return would be read as a line feed.
        return escape(UNWRITABLE.sub("\ufffd", value), quote=False).replace("\r", "&#13;")
    if isinstance(value, Mapping):
        return "".join(_element(key, item) for key, item in value.items())
    if isinstance(value, Sequence):
        return "".join(_element(ITEMS[name], item) for item in value)
    return str(value)


def w3c(moment: datetime) -> str:
    """With the offset of the district's own time."""
    return timezone.localtime(moment).isoformat(timespec="seconds")
