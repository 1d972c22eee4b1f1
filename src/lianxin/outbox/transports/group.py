"""Bots of group chats. Only three kinds, with fixed hosts and a token of plain letters: nobody can
make the server call an address of their own choice."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import quote_plus

import httpx
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.outbox import letters
from lianxin.outbox.models import TOKEN, Delivery, GroupChannel, Provider
from lianxin.outbox.transports import TIMEOUT, NotSent

ADDRESSES = {
    Provider.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={token}",
    Provider.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token={token}",
    Provider.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/{token}",
}


def send(delivery: Delivery) -> None:
    """A bot knows no duplicate: killed between the chat's answer and our note of it, the message
    comes twice."""
    group = delivery.group
    if not (group and group.is_active):
        raise NotSent(_("群机器人已停用。"), is_final=True)
    if not (TOKEN.fullmatch(group.token) and TOKEN.fullmatch(group.secret or "x")):
        raise NotSent(_("群机器人的令牌格式不对，请重新填写。"), is_final=True)
    text = letters.words(delivery)
    url, body = _request(group, f"{text.short}\n{text.url}".strip())
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
            answer = client.post(url, json=body)
    except httpx.TransportError as error:
        raise NotSent(_("接收方连接不上：%s") % error, is_down=True) from error
    _require_taken(answer)


def _request(group: GroupChannel, text: str) -> tuple[str, dict[str, Any]]:
    provider = Provider(group.provider)
    url, now = ADDRESSES[provider].format(token=group.token), timezone.now().timestamp()
    if provider == Provider.FEISHU:
        body = {"msg_type": "text", "content": {"text": text}}
        stamp = str(int(now))
        signed = {"timestamp": stamp, "sign": _sign(f"{stamp}\n{group.secret}", b"")}
        return url, body | (signed if group.secret else {})
    body = {"msgtype": "text", "text": {"content": text}}
    if provider == Provider.DINGTALK and group.secret:
        stamp = str(int(now * 1000))
        sign = quote_plus(_sign(group.secret, f"{stamp}\n{group.secret}".encode()))
        url += f"&timestamp={stamp}&sign={sign}"
    return url, body


def _sign(key: str, message: bytes) -> str:
    return base64.b64encode(hmac.new(key.encode(), message, hashlib.sha256).digest()).decode()


def _require_taken(answer: httpx.Response) -> None:
    """A bot says no with status 200 too: WeCom and DingTalk in `errcode`, Feishu in `code`."""
    if not answer.is_success:
        raise NotSent(_("接收方答复 %d。") % answer.status_code)
    try:
        told = answer.json()
        code, why = told.get("errcode", told.get("code")), told.get("errmsg", told.get("msg"))
    except (ValueError, AttributeError):
        code, why = None, answer.text[:100]
    if code != 0:
        raise NotSent(_("群机器人没有收下这条消息：%(code)s %(why)s") % {"code": code, "why": why})
