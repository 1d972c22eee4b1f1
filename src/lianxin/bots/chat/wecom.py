"""WeCom's callback: signed, encrypted XML in, signed, encrypted XML out.

Signature: SHA-1 over token, timestamp, nonce and cipher text, sorted. Cipher: AES-256-CBC with the
first half of the key as its vector, padded to 32 bytes; within, 16 random bytes, the length, the
message and the corporation's id.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from datetime import datetime
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from lianxin.bots.chat.channels import WeCom
from lianxin.bots.chat.said import Forged, Said, clean, require_recent

BLOCK = 32
RANDOM, LENGTH = 16, 4


def require_signed(
    keys: WeCom, *, signature: str, timestamp: str, nonce: str, cipher_text: str, at: datetime
) -> None:
    """Raises `Forged` when WeCom did not sign this, or did so long ago."""
    expected = sign(keys, timestamp, nonce, cipher_text)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise Forged("signature")
    require_recent(timestamp, per_second=1, at=at)


def sign(keys: WeCom, timestamp: str, nonce: str, cipher_text: str) -> str:
    parts = "".join(sorted([keys.token, timestamp, nonce, cipher_text]))
    return hashlib.sha1(parts.encode()).hexdigest()  # noqa: S324  as WeCom prescribes


def opened(keys: WeCom, cipher_text: str) -> str:
    """The message within. Raises `Forged` when it was not sealed for this corporation."""
    try:
        sealed = b64decode(cipher_text, validate=True)
        decryptor = _cipher(keys).decryptor()
        padded = decryptor.update(sealed) + decryptor.finalize()
        plain = padded[: -padded[-1]]
        start = RANDOM + LENGTH
        end = start + int.from_bytes(plain[RANDOM:start])
        message, corp_id = plain[start:end].decode(), plain[end:].decode()
    except (ValueError, IndexError) as error:
        raise Forged("cipher text") from error
    if corp_id != keys.corp_id:
        raise Forged("corporation")
    return message


def sealed(keys: WeCom, message: str) -> str:
    content = message.encode()
    plain = secrets.token_bytes(RANDOM) + len(content).to_bytes(LENGTH)
    plain += content + keys.corp_id.encode()
    padding = BLOCK - len(plain) % BLOCK
    encryptor = _cipher(keys).encryptor()
    return b64encode(
        encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
    ).decode()


def encrypted_part(body: bytes) -> str:
    """What the outer XML holds. Raises `Forged` for anything else."""
    return _field(_read(body), "Encrypt")


def said(message: str) -> Said | None:
    """What a member wrote; None for what is no text (an event, a picture)."""
    root = _read(message.encode())
    if _field(root, "MsgType") != "text":
        return None
    sender = _field(root, "FromUserName")
    moment = _field(root, "CreateTime")
    return Said(
        channel="WECOM",
        sender=sender,
        message_id=_field(root, "MsgId") or f"{sender} {moment}",
        text=clean(_field(root, "Content")),
    )


def is_greeting(message: str) -> bool:
    """Somebody opens the app, or sends what is no text: they are told what the bot can do."""
    root = _read(message.encode())
    is_event = _field(root, "MsgType") == "event"
    return not is_event or _field(root, "Event") in {"subscribe", "enter_agent"}


def reply(keys: WeCom, message: str, text: str, *, at: datetime) -> bytes:
    """The answer to the member who wrote `message`, sealed and signed."""
    root, stamp = _read(message.encode()), str(int(at.timestamp()))
    inner = _written(
        ToUserName=_field(root, "FromUserName"),
        FromUserName=_field(root, "ToUserName"),
        CreateTime=stamp,
        MsgType="text",
        Content=text,
    )
    cipher_text, nonce = sealed(keys, inner.decode()), secrets.token_hex(8)
    return _written(
        Encrypt=cipher_text,
        MsgSignature=sign(keys, stamp, nonce, cipher_text),
        TimeStamp=stamp,
        Nonce=nonce,
    )


def _cipher(keys: WeCom) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(keys.aes_key), modes.CBC(keys.aes_key[:16]))


def _read(body: bytes) -> ET.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Forged("XML with declarations")
    try:
        return ET.fromstring(body)  # noqa: S314  declares nothing
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Forged("XML") from error


def _field(root: ET.Element, name: str) -> str:
    return (root.findtext(name) or "").strip()


def _written(**fields: str) -> bytes:
    root = ET.Element("xml")
    for name, value in fields.items():
        ET.SubElement(root, name).text = value
    return ET.tostring(root, encoding="unicode").encode()
