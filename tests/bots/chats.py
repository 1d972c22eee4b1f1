"""WeCom and DingTalk as their documents describe them: who writes to the bot, signs and seals."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
from typing import Any
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.test import Client

from tests import make

TOKEN, CORP, SECRET = "QDG6eK", "wx5823bf96d3bd56c7", "SEC-of-the-robot"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CHAT = {
    "wanghai": {
        "wecom": {"token": TOKEN, "aes_key": AES_KEY, "corp_id": CORP},
        "dingtalk": {"secret": SECRET},
    }
}


def _aes() -> Any:
    key = base64.b64decode(AES_KEY + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def seal(message: str, corp: str = CORP) -> str:
    content = message.encode()
    plain = b"0123456789abcdef" + struct.pack(">I", len(content)) + content + corp.encode()
    plain += bytes([32 - len(plain) % 32]) * (32 - len(plain) % 32)
    encryptor = _aes().encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def unseal(cipher_text: str) -> str:
    decryptor = _aes().decryptor()
    plain = decryptor.update(base64.b64decode(cipher_text)) + decryptor.finalize()
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    assert plain[20 + length :].decode() == CORP
    message: str = plain[20 : 20 + length].decode()
    return message


def fields(xml: str | bytes) -> dict[str, str]:
    return {child.tag: child.text or "" for child in ET.fromstring(xml)}  # noqa: S314  of our own bot


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  WeCom does


class WeCom:
    """Members of the corporation, who write to the app."""

    path = "/bots/wecom/"

    def __init__(self, client: Client, path: str = path) -> None:
        self.client, self.at, self.path = client, make.NOON, path

    def post(self, cipher_text: str, **told: str) -> Any:
        stamp = str(int(self.at.timestamp()))
        query = {
            "msg_signature": sha1(TOKEN, stamp, "nonce", cipher_text),
            "timestamp": stamp,
            "nonce": "nonce",
        } | told
        body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{cipher_text}</Encrypt></xml>"
        return self.client.post(self.path, body, content_type="text/xml", query_params=query)

    def say(
        self, text: str, *, message: int = 1, sender: str = "zhang", kind: str = "text"
    ) -> str:
        root = ET.Element("xml")
        for name, value in {
            "ToUserName": CORP,
            "FromUserName": sender,
            "CreateTime": "1348831860",
            "MsgType": kind,
            "Content": text,
            "MsgId": str(message),
            "AgentID": "1",
        }.items():
            ET.SubElement(root, name).text = value
        answer = self.post(seal(ET.tostring(root, encoding="unicode")))
        assert answer.status_code == 200
        return self.read(answer, to=sender)

    def read(self, answer: Any, *, to: str) -> str:
        outer = fields(answer.content)
        signed = sha1(TOKEN, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
        assert outer["MsgSignature"] == signed
        inner = fields(unseal(outer["Encrypt"]))
        assert (inner["ToUserName"], inner["FromUserName"]) == (to, CORP)
        assert inner["MsgType"] == "text"
        return inner["Content"]


class DingTalk:
    def __init__(self, client: Client) -> None:
        self.client, self.at = client, make.NOON

    def post(self, body: Any, **headers: str) -> Any:
        stamp = str(int(self.at.timestamp() * 1000))
        told = f"{stamp}\n{SECRET}".encode()
        sign = base64.b64encode(hmac.new(SECRET.encode(), told, hashlib.sha256).digest()).decode()
        return self.client.post(
            "/bots/dingtalk/",
            body if isinstance(body, bytes) else json.dumps(body),
            content_type="application/json",
            headers={"timestamp": stamp, "sign": sign} | headers,
        )

    def say(self, text: str, *, message: int = 1, conversation: str = "1") -> str:
        answer = self.post(
            {
                "msgtype": "text",
                "text": {"content": f" {text}"},
                "msgId": f"msg{message}",
                "senderStaffId": "user123",
                "senderNick": "张三",
                "conversationType": conversation,
            }
        )
        assert answer.status_code == 200
        told = answer.json()
        assert told["msgtype"] == "text"
        return str(told["text"]["content"])


def keys_in(answer: str) -> tuple[str, str]:
    found = re.search(r"/track/([^/]+)/([^/]+)/", answer)
    assert found
    return found[1], found[2]
