"""Any gateway that takes a JSON request over HTTPS, described by LIANXIN_SMS:

{"url": "https://…", "headers": {"Authorization": "…"}, "json": {"to": "{phone}", "text": "{text}",
"id": "{id}"}, "expect": {"code": "0"}}

`{phone}`, `{text}` and `{id}` (the same at each try) are filled in wherever they stand. `expect`
are the values that the JSON answer must have; without it a 2xx status is enough.
"""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from lianxin.outbox import letters
from lianxin.outbox.models import Delivery
from lianxin.outbox.transports import TIMEOUT, NotSent


def send(delivery: Delivery) -> None:
    gateway = settings.SMS_GATEWAY
    phone = letters.contact(delivery, "phone")
    if not (gateway and phone):
        raise NotSent(_("没有配置短信网关，或收件人没有手机号。"), is_final=True)
    text = letters.words(delivery)
    fill = {"phone": phone, "text": f"{text.short} {text.url}".strip(), "id": str(delivery.pk)}
    try:
        answer = httpx.post(
            gateway["url"],
            headers=gateway.get("headers"),
            json=_filled(gateway["json"], fill),
            timeout=TIMEOUT,
        )
    except httpx.TransportError as error:
        raise NotSent(_("短信网关连接不上：%s") % error, is_down=True) from error
    if not answer.is_success or not _is_expected(answer, gateway.get("expect", {})):
        told = {"code": answer.status_code, "text": answer.text[:200]}
        raise NotSent(_("短信网关答复 %(code)d：%(text)s") % told)


def _filled(value: Any, fill: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, fill) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, fill) for item in value]
    if isinstance(value, str):
        for name, text in fill.items():
            value = value.replace(f"{{{name}}}", text)
    return value


def _is_expected(answer: httpx.Response, expect: dict[str, Any]) -> bool:
    if not expect:
        return True
    try:
        told = answer.json()
    except ValueError:
        return False
    return isinstance(told, dict) and all(str(told.get(k)) == str(v) for k, v in expect.items())
