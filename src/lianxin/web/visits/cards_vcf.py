"""Contacts for a phone's address book: vCard 4.0 (RFC 6350)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpResponse

TYPE: Final = "text/vcard; charset=utf-8"
WIDTH: Final = 75  # octets a line


@dataclass(frozen=True)
class Contact:
    """Each of `phone`, `url` and `note` may be empty."""

    uid: UUID
    name: str
    phone: str
    url: str = ""
    note: str = ""


def vcards(contacts: Sequence[Contact]) -> str:
    return "".join(_vcard(one) for one in contacts)


def file(contacts: Sequence[Contact], name: str) -> HttpResponse:
    answer = HttpResponse(vcards(contacts), content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return answer


def _vcard(one: Contact) -> str:
    lines = ["BEGIN:VCARD", "VERSION:4.0", "KIND:org", f"UID:urn:uuid:{one.uid}"]
    lines += [f"FN:{_text(one.name)}", f"ORG:{_text(one.name)}"]
    if one.phone:
        lines.append(f'TEL;VALUE=uri;TYPE="voice,work":tel:{_dialled(one.phone)}')
    if one.url:
        lines.append(f"URL:{one.url}")
    if one.note:
        lines.append(f"NOTE:{_text(one.note)}")
    lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _dialled(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign in "+-")


def _folded(line: str) -> str:
    """No line is longer than 75 octets, and none is cut within a character."""
    parts, width = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if width + octets > WIDTH:
            parts.append("")
            width = 1  # the blank it begins with
        parts[-1] += sign
        width += octets
    return "\r\n ".join(parts)
