"""Signed webhooks. The receiver checks X-Lianxin-Signature: the hexadecimal HMAC-SHA256, under the
shared secret, of X-Lianxin-Timestamp, a full stop and the body; and drops an X-Lianxin-Event-Id
that it has seen. See docs/api/webhooks.md."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import socket

import httpx
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.outbox import renewal
from lianxin.outbox.models import Delivery, Endpoint
from lianxin.outbox.transports import TIMEOUT, NotSent, hurried

TAKEN = range(200, 300)


def send(delivery: Delivery) -> None:
    endpoint = delivery.endpoint
    if not (endpoint and endpoint.is_active):
        raise NotSent(_("事件订阅已停用。"), is_final=True)
    url = httpx.URL(endpoint.url)
    if url.scheme not in {"http", "https"}:
        raise NotSent(_("接收地址必须以 https:// 开头。"), is_final=True)
    body = _body(delivery)
    headers = _headers(delivery, body, endpoint) | {"Host": url.netloc.decode()}
    try:
        # To the very address that was checked: the name may mean another one a moment later.
        status = hurried.post(
            url, address=_address(url), body=body, headers=headers, seconds=TIMEOUT
        )
    except OSError as error:
        raise NotSent(_("接收方连接不上：%s") % error, is_down=True) from error
    if status not in TAKEN:
        raise NotSent(_("接收方答复 %d。") % status)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    text = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _body(delivery: Delivery) -> bytes:
    told = {
        "id": delivery.pk,
        "event": delivery.kind,
        "event_id": delivery.about,
        "at": delivery.queued_at,
        "district": delivery.district_id,
        "data": delivery.facts,
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def _headers(delivery: Delivery, body: bytes, endpoint: Endpoint) -> dict[str, str]:
    at = timezone.now()
    timestamp = str(int(at.timestamp()))
    former, secret = renewal.former_secret(endpoint, at=at), str(endpoint.secret)
    beside = {"X-Lianxin-Signature-Next": sign(secret, timestamp, body)} if former else {}
    return beside | {
        "Content-Type": "application/json",
        "User-Agent": "Lianxin",
        "X-Lianxin-Event": delivery.kind,
        "X-Lianxin-Event-Id": str(delivery.about),
        "X-Lianxin-Delivery": str(delivery.pk),
        "X-Lianxin-Timestamp": timestamp,
        "X-Lianxin-Signature": sign(former or secret, timestamp, body),
    }


def _address(url: httpx.URL) -> str:
    """An address of the host. Refuses hosts of which any address is not on the open internet,
    unless the installation says that its webhooks stay in the house."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotSent(_("接收方的域名解析不了。"), is_down=True) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.WEBHOOK_PRIVATE and not all(map(_is_public, addresses)):
        raise NotSent(_("接收地址在内网，按规定不发送。"), is_final=True)
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast
