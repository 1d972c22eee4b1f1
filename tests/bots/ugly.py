"""Letters as they really come: each raw, with what must become of it."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache

from PIL import Image

TEXT = "学苑社区三号楼前的路灯不亮，镕基路口也是。"
LATIN = "Die Straßenlaterne vor dem Haus 3 ist kaputt, große Gefahr."


@dataclass(frozen=True)
class Ugly:
    """`text` is the case's, where one is filed; `named` what its note names."""

    name: str
    raw: bytes
    taken: str = "FILED"
    text: str = TEXT
    subject: str | None = None
    photos: int = 0
    named: Sequence[str] = field(default=())


def head(
    number: int, subject: bytes | None = b"Lamp", kind: str = "text/plain", **more: str
) -> bytes:
    lines = [
        f"From: Li <li{number}@example.org>".encode(),
        b"To: office@example.org",
        f"Message-ID: <ugly-{number}@example.org>".encode(),
        b"MIME-Version: 1.0",
        f"Content-Type: {kind}".encode(),
        *(f"{name.replace('_', '-')}: {value}".encode() for name, value in more.items()),
    ]
    lines += [b"Subject: " + subject] if subject is not None else []
    return b"\r\n".join(lines) + b"\r\n\r\n"


def plain(number: int, label: str, content: bytes, **more: str) -> bytes:
    return head(number, b"Lamp", f"text/plain{label}", **more) + content


def coded(text: str, label: str, encoding: str) -> bytes:
    return f"=?{label}?B?{base64.b64encode(text.encode(encoding)).decode()}?=".encode()


def multi(number: int, kind: str, *parts: bytes, **more: str) -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    mixture = f'multipart/{kind}; boundary="b"'
    return head(number, b"Lamp", mixture, **more) + body + b"--b--\r\n"


def part(kind: str, content: bytes, **more: str) -> bytes:
    lines = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    coded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + coded


def words(text: str = TEXT, kind: str = "plain") -> bytes:
    return part(f"text/{kind}; charset=utf-8", text.encode())


@cache
def picture(kind: str = "JPEG", tint: int = 0, side: int = 60) -> bytes:
    out = io.BytesIO()
    image = Image.effect_noise((side, side), 90)
    Image.merge("RGB", (image, image, image.point(lambda one: (one + tint) % 256))).save(out, kind)
    return out.getvalue()


def file(name: str, content: bytes, kind: str = "application/octet-stream") -> bytes:
    return part(kind, content, Content_Disposition=f'attachment; filename="{name}"')


def _nested() -> bytes:
    inner: EmailMessage = EmailMessage()
    inner.set_content(TEXT)
    inner.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    for _ in range(12):
        outer = EmailMessage()
        outer.make_mixed()
        outer.attach(inner)
        inner = outer
    for name, value in (("From", "n@example.org"), ("Message-ID", "<nested@example.org>")):
        inner[name] = value
    return inner.as_bytes()


def _report(number: int, action: str) -> bytes:
    lines = ("Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx", "")
    status = "\r\n".join(
        (*lines, "Final-Recipient: rfc822; x@example.org", f"Action: {action}", "")
    )
    kind = 'report; report-type="delivery-status"'
    body = b"--b\r\n" + words("late") + b"\r\n--b\r\n" + status.encode() + b"\r\n--b--\r\n"
    return head(number, kind=f'multipart/{kind}; boundary="b"') + body


GBK, UTF = TEXT.encode("gbk"), TEXT.encode()
HTML = f"<html><head><style>p {{}}</style></head><body><p>{TEXT}</p><img src=x></body></html>"
LOGO = picture(side=8)
HANDED = "请处理。\n\n-------- 转发的邮件 --------\n发件人: 物业\n主题: 停水\n\n明天停水一天。"

UGLY = [
    # Encodings and their labels
    Ugly("gbk called gb2312", plain(1, "; charset=gb2312", GBK)),
    Ugly("gbk called gb18030", plain(2, '; charset="GB18030"', GBK)),
    Ugly("gbk called x-gbk", plain(3, "; charset=x-gbk", GBK)),
    Ugly("gbk called utf-8", plain(4, "; charset=utf-8", GBK)),
    Ugly("utf-8 called gb2312", plain(5, "; charset=gb2312", UTF)),
    Ugly("gbk without a label", plain(6, "", GBK)),
    Ugly("utf-8 called us-ascii", plain(7, "; charset=us-ascii", UTF)),
    Ugly("unknown label", plain(8, "; charset=unknown-8bit", GBK)),
    Ugly("latin", plain(9, "; charset=iso-8859-1", LATIN.encode("latin-1")), text=LATIN),
    Ugly(
        "utf-16",
        plain(
            10,
            "; charset=utf-16",
            base64.encodebytes(TEXT.encode("utf-16")),
            Content_Transfer_Encoding="base64",
        ),
    ),
    Ugly("hz", plain(11, "; charset=hz-gb-2312", "路灯不亮".encode("hz")), text="路灯不亮"),
    Ugly("byte order mark", plain(12, "; charset=utf-8", b"\xef\xbb\xbf" + UTF)),
    Ugly("control characters", plain(13, "; charset=utf-8", UTF[:12] + b"\x00\x0b" + UTF[12:])),
    # Headers
    Ugly("subject in raw gbk", head(14, "路灯不亮".encode("gbk")) + UTF, subject="路灯不亮"),
    Ugly("subject in raw utf-8", head(15, "路灯不亮".encode()) + UTF, subject="路灯不亮"),
    Ugly(
        "subject coded in gb2312",
        head(16, coded("镕基路灯", "gb2312", "gbk")) + UTF,
        subject="镕基路灯",
    ),
    Ugly(
        "subject cut within a character",
        head(17, b"=?utf-8?B?6Lev54Gv5LiN?=\r\n =?utf-8?B?5Lqu?=") + UTF,
        subject="路灯不亮",
    ),
    Ugly("subject in broken base64", head(18, b"=?utf-8?B?6Lev54G?=") + UTF),
    Ugly("no subject", head(19, None) + UTF),
    Ugly(
        "no words but a subject",
        head(20, coded("路灯不亮", "utf-8", "utf-8")),
        text="路灯不亮",
        subject="路灯不亮",
    ),
    Ugly("nothing at all", head(21, b""), taken="REFUSED"),
    Ugly(
        "no sender",
        head(22).replace(b"From: Li <li22@example.org>\r\n", b"") + UTF,
        taken="IGNORED",
    ),
    # Bodies
    Ugly(
        "broken base64",
        plain(
            23,
            "; charset=utf-8",
            base64.b64encode(UTF)[:-3] + b"!!\r\n",
            Content_Transfer_Encoding="base64",
        ),
        text=TEXT[:-1],
    ),
    Ugly("twelve times nested", _nested()),
    Ugly("html alone", head(24, kind="text/html; charset=utf-8") + HTML.encode()),
    Ugly("html in gbk that calls itself utf-8", head(25, kind="text/html") + HTML.encode("gbk")),
    Ugly("empty plain beside html", multi(26, "alternative", words(" "), words(HTML, "html"))),
    Ugly("html before plain", multi(27, "alternative", words(HTML, "html"), words())),
    Ugly("no end of the last part", multi(28, "mixed", words()).replace(b"--b--\r\n", b"")),
    Ugly(
        "a calendar invitation",
        multi(
            29, "alternative", words(), part("text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")
        ),
    ),
    Ugly("forwarded with a word", plain(30, "; charset=utf-8", HANDED.encode()), text=HANDED),
    Ugly(
        "forwarded as a file",
        multi(
            31, "mixed", b"Content-Type: message/rfc822\r\n\r\n" + plain(99, "; charset=gbk", GBK)
        ),
        named=["Lamp.eml"],
    ),
    Ugly(
        "encrypted",
        multi(
            32,
            "encrypted",
            part("application/pgp-encrypted", b"Version: 1"),
            file("encrypted.asc", b"-----BEGIN PGP MESSAGE-----"),
        ),
        text="Lamp",
        named=["encrypted.asc"],
    ),
    # Enclosures
    Ugly(
        "winmail.dat",
        multi(33, "mixed", words(), file("winmail.dat", b"x\x9f\x3e\x22", "application/ms-tnef")),
        named=["winmail.dat"],
    ),
    Ugly(
        "a logo within",
        multi(34, "related", words(HTML, "html"), part("image/jpeg", LOGO, Content_ID="<a>")),
    ),
    Ugly(
        "a photo within",
        multi(
            35,
            "related",
            words(HTML, "html"),
            part("image/jpeg", picture(side=120), Content_ID="<a>"),
        ),
        photos=1,
    ),
    Ugly("a photo called data", multi(36, "mixed", words(), file("灯.jpg", picture())), photos=1),
    Ugly(
        "a gif and a false jpeg",
        multi(
            37,
            "mixed",
            words(),
            file("logo.gif", b"GIF89a" + bytes(30), "image/gif"),
            file("virus.jpg", b"MZ" * 9, "image/jpeg"),
        ),
        named=["logo.gif", "virus.jpg"],
    ),
    Ugly(
        "thirty megabytes",
        multi(38, "mixed", words(), file("big.jpg", picture() + bytes(30 << 20))),
        named=["big.jpg"],
    ),
    Ugly(
        "twenty photos",
        multi(39, "mixed", words(), *(file(f"{n}.jpg", picture(tint=n * 9)) for n in range(20))),
        photos=6,
        named=["6.jpg", "19.jpg"],
    ),
    Ugly(
        "a photo alone",
        multi(40, "mixed", file("a.jpg", picture())).replace(b"Subject: Lamp\r\n", b""),
        text="（来信没有写字，请看附件）",
        photos=1,
    ),
    Ugly(
        "a name as RFC 2231 has it",
        multi(
            41,
            "mixed",
            words(),
            part(
                "application/pdf",
                b"%PDF",
                Content_Disposition="attachment; filename*=gb2312''%CB%B5%C3%F7.pdf",
            ),
        ),
        named=["说明.pdf"],
    ),
    Ugly(
        "a name coded as a header",
        multi(
            42,
            "mixed",
            words(),
            part(
                f'application/pdf; name="{coded("说明.pdf", "gbk", "gbk").decode()}"',
                b"%PDF",
                Content_Disposition="attachment",
            ),
        ),
        named=["说明.pdf"],
    ),
    # Machines
    Ugly(
        "an automatic reply without marks",
        head(43, coded("自动回复: 您好", "utf-8", "utf-8")) + UTF,
        taken="IGNORED",
    ),
    Ugly(
        "a receipt that it was read",
        multi(44, 'report; report-type="disposition-notification"', words()),
        taken="IGNORED",
    ),
    Ugly("a report that it is late", _report(45, "delayed"), taken="IGNORED"),
    Ugly("an empty return path", head(46, Return_Path="<>") + UTF, taken="IGNORED"),
    Ugly(
        "a machine's own complaint",
        head(47).replace(b"Li <li47@", b"<postmaster@") + UTF,
        taken="IGNORED",
    ),
]
