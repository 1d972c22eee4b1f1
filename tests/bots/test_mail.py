"""Letters become cases, from a real mailbox: threads, pictures, charsets, returned mail."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from email.mime.text import MIMEText
from typing import Any
from urllib.parse import quote

import pytest
import pytest_socket
from PIL import Image

from lianxin.bots.mail import mailbox, tasks
from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case, Photo, Requester, Source
from lianxin.kernel import timeline
from lianxin.network.models import District
from lianxin.outbox.models import Delivery, DeliveryState
from tests import make
from tests.bots.mailserver import PASSWORD, USER, clear, flags, letter, put, server

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def _running() -> Iterator[int]:
    pytest_socket.enable_socket()
    with server() as found:
        yield found


@pytest.fixture
def port(_running: int) -> int:
    clear(_running)
    return _running


@pytest.fixture
def district() -> District:
    return make.district()


def url(port: int) -> str:
    return f"imap://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/INBOX"


def empty(district: District, port: int, at: dt.datetime) -> dict[str, int]:
    return dict(mailbox.empty(district, url(port), at=at))


def test_a_letter_becomes_a_case_and_its_writer_is_told(
    district: District, port: int, noon: dt.datetime
) -> None:
    place = make.place(name="学苑社区")
    put(port, letter("学苑社区三号楼前的路灯不亮三天了。\n\n李阿姨", subject="路灯不亮"))

    done = empty(district, port, noon)

    case = Case.objects.get()
    assert done == {"FILED": 1}
    assert (case.subject, case.source, case.place) == ("路灯不亮", Source.EMAIL, place)
    assert "三号楼前的路灯不亮" in case.text
    who = Requester.objects.get()
    assert (who.name, who.email) == ("李阿姨", "li@example.org")
    assert Delivery.objects.filter(kind="case_received", channel="EMAIL").exists()
    assert "\\Seen" in flags(port)[0]


def test_the_same_letter_is_one_case_however_often_it_is_read(
    district: District, port: int, noon: dt.datetime
) -> None:
    """C2: a worker that died before it could mark the letter reads it again."""
    put(port, letter("路灯不亮"), letter("路灯不亮"))

    empty(district, port, noon)

    assert Case.objects.count() == 1


def test_an_answer_to_our_letter_reaches_its_case(
    district: District, port: int, noon: dt.datetime
) -> None:
    case = make.case(contact=make.contact(email="li@example.org"), assigned_to=make.organisation())
    dispatch.accept(case, by=None, at=noon)
    handling.ask(case, note="是哪一盏？", by=None, at=noon)
    asked = Delivery.objects.filter(kind="case_question", channel="EMAIL").get()
    text = (
        "南门进来第二盏。\n\n"
        "------------------ 原始邮件 ------------------\n发件人: 望海新区\n是哪一盏？"
    )
    put(port, letter(text, sender="x@example.org", in_reply_to=f"<{asked.pk}@example.org>"))

    done = empty(district, port, noon)

    case.refresh_from_db()
    assert done == {"ADDED": 1}
    assert case.state == "WORKING"
    assert make.last_entry(case).note == "南门进来第二盏。"
    assert Case.objects.count() == 1


def test_more_can_be_told_while_the_unit_works(
    district: District, port: int, noon: dt.datetime
) -> None:
    case = make.case(contact=make.contact(email="li@example.org"))
    put(port, letter("又坏了一盏。", subject=f"回复: {case.ref}"))

    empty(district, port, noon)

    entry = make.last_entry(case)
    assert (entry.verb, entry.note, entry.audience) == ("add", "又坏了一盏。", "PUBLIC")


def test_a_number_alone_opens_nobody_else_s_case(
    district: District, port: int, noon: dt.datetime
) -> None:
    case = make.case(contact=make.contact(email="li@example.org"))
    put(port, letter("请撤回", subject=f"回复: {case.ref}", sender="stranger@example.org"))

    empty(district, port, noon)

    assert Case.objects.count() == 2
    assert [entry.verb for entry in timeline.of(case)] == ["open"]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030", "big5"])
def test_letters_in_any_charset_are_read(
    district: District, port: int, noon: dt.datetime, charset: str
) -> None:
    text = "路燈不亮" if charset == "big5" else "路灯不亮"
    put(port, letter(text, subject="Lamp", charset=charset))

    empty(district, port, noon)

    assert Case.objects.get().text == text


def test_a_letter_in_html_loses_its_tags_not_its_words(
    district: District, port: int, noon: dt.datetime
) -> None:
    html = MIMEText("<style>p{}</style><p>路灯&nbsp;不亮<br>三天了</p><script>x</script>", "html")
    html["From"], html["Subject"], html["Message-ID"] = "a@example.org", "灯", "<h@example.org>"
    put(port, html)

    empty(district, port, noon)

    assert Case.objects.get().text == "路灯 不亮\n三天了"


def test_pictures_come_along_and_other_files_are_named(
    district: District, port: int, noon: dt.datetime
) -> None:
    one = letter("见附件")
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    one.add_attachment(out.getvalue(), maintype="image", subtype="jpeg", filename="灯.jpg")
    one.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="说明.pdf")
    put(port, one)

    empty(district, port, noon)

    assert Photo.objects.count() == 1
    assert "说明.pdf" in make.last_entry(Case.objects.get()).note


def test_the_end_of_a_very_long_letter_is_kept(
    district: District, port: int, noon: dt.datetime
) -> None:
    put(port, letter("灯" * 3990 + "\n" + "不亮" * 100))

    empty(district, port, noon)

    case = Case.objects.get()
    assert len(case.text) == 4000
    assert case.text + make.last_entry(case).note == "灯" * 3990 + "\n" + "不亮" * 100


def test_a_letter_that_came_back_is_told_to_who_handles_the_case(
    district: District, port: int, noon: dt.datetime
) -> None:
    case = make.case(contact=make.contact(email="gone@example.org"))
    sent = Delivery.objects.get(kind="case_received", channel="EMAIL")
    put(port, _report(f"<{sent.pk}@localhost>"))

    done = empty(district, port, noon)

    sent.refresh_from_db()
    assert done == {"RETURNED": 1}
    assert sent.state == DeliveryState.FAILED
    assert "退回" in make.last_entry(case).note
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.example.org>"},
    ],
)
def test_machines_are_not_answered(
    district: District, port: int, noon: dt.datetime, header: dict[str, Any]
) -> None:
    put(port, letter("我正在休假", **header))

    assert empty(district, port, noon) == {"IGNORED": 1}
    assert not Case.objects.exists()


def test_what_cannot_be_taken_stays_flagged_in_the_mailbox(
    district: District, port: int, noon: dt.datetime
) -> None:
    put(port, letter("", subject=""), letter("路灯不亮", number=2))

    done = empty(district, port, noon)

    assert done == {"REFUSED": 1, "FILED": 1}
    assert "\\Flagged" in flags(port)[0]
    assert "\\Flagged" not in flags(port)[1]
    assert empty(district, port, noon) == {}


def test_one_address_cannot_flood_the_desk(
    district: District, port: int, noon: dt.datetime
) -> None:
    put(port, *(letter(f"第 {n} 封", number=n) for n in range(23)))

    done = empty(district, port, noon)

    assert done == {"FILED": 20, "REFUSED": 3}


def test_the_worker_looks_into_the_mailboxes(
    district: District, port: int, settings: object, clock: object
) -> None:
    settings.MAILBOXES = {district.slug: url(port)}  # type: ignore[attr-defined]  # pytest-django's
    put(port, letter("路灯不亮"))

    tasks.empty_mailbox.call(district.slug)

    assert Case.objects.count() == 1


def _report(message_id: str) -> bytes:
    """As mail servers write it (RFC 3464)."""
    return f"""\
From: MAILER-DAEMON@example.org
To: office@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; gone@example.org
Action: failed
Status: 5.1.1
--b
Content-Type: message/rfc822

From: lianxin@localhost
To: gone@example.org
Subject: x
Message-ID: {message_id}

x
--b--
""".replace("\n", "\r\n").encode()
