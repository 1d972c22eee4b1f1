"""What stands in a body: a form, with or without files, or one JSON object, in any encoding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from lianxin.api.open311.faults import BAD, Fault

MULTIPART, FORM, JSON = "multipart/form-data", "application/x-www-form-urlencoded", "json"
BOM = b"\xef\xbb\xbf"
ATTRIBUTES = ("attribute", "attributes")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE | re.ASCII)
USUAL = ("utf-8", "gb18030")
"""The standard wants UTF-8, whatever the label says; older programs here write GBK."""


def parameters(request: HttpRequest) -> Mapping[str, Sequence[str]]:
    """Each with its values. Raises `Fault` for what cannot be read."""
    label = CHARSET.search(request.META.get("CONTENT_TYPE", ""))
    request.encoding = "utf-8"  # else Django refuses any other label, even where it is wrong
    kind = request.content_type or FORM
    if request.method != "POST":
        return {}
    if kind == MULTIPART:
        return dict(request.POST.lists())
    body = request.body.removeprefix(BOM)
    if kind.endswith(JSON):
        return _of_json(body)
    if kind == FORM:
        return _of_form(body, label[1] if label else "")
    if not body.strip():
        return {}
    said = _("请把参数写成 %s 或 application/json，带文件的写成 multipart/form-data。")
    raise Fault(BAD, said % FORM)


def _of_form(body: bytes, label: str) -> Mapping[str, Sequence[str]]:
    plain = unquote_to_bytes(body)
    for encoding in dict.fromkeys([USUAL[0], label or USUAL[1], *USUAL]):
        try:
            plain.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return dict(QueryDict(body, encoding=encoding).lists())
    raise Fault(BAD, _("请求的内容读不懂，请用 UTF-8 编码。"))


def _of_json(body: bytes) -> Mapping[str, Sequence[str]]:
    """Numbers as they are written."""
    try:
        told = json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Fault(BAD, _("请求的内容不是 JSON，请检查。")) from error
    if not isinstance(told, dict):
        raise Fault(BAD, _('JSON 须是一个对象，例如 {"service_code": "ROADS"}。'))
    found: dict[str, Sequence[str]] = {}
    for name, value in told.items():
        if name in ATTRIBUTES and isinstance(value, dict):
            found |= {f"attribute[{code}]": list(_texts(own)) for code, own in value.items()}
        else:
            found[name] = list(_texts(value))
    return found


def _texts(value: Any) -> Iterator[str]:
    """The plain values in `value`; what is nested says nothing that is known here."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool):
            yield "true" if one else "false"
        elif isinstance(one, str):
            yield one
