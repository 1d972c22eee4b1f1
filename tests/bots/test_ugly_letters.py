"""Letters in every state that mail programs and servers leave them in."""

from __future__ import annotations

import datetime as dt

import pytest
from imap_tools import MailMessage

from lianxin.bots.mail import letter, mailbox
from lianxin.bots.mail.quoting import own_words
from lianxin.bots.mail.taking import take
from lianxin.cases.actions import dispatch, handling
from lianxin.cases.models import Case, Photo
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network.models import District, User
from lianxin.outbox.models import Delivery
from tests import make
from tests.bots import mailserver
from tests.bots.test_mail import url
from tests.bots.ugly import UGLY, Ugly, coded, head, multi, plain, words


@pytest.fixture
def district() -> District:
    return make.district()


def _take(district: District, raw: bytes, at: dt.datetime) -> str:
    try:
        return str(take(district, letter.read(MailMessage.from_bytes(raw)), at=at))
    except Refusal:
        return "REFUSED"


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in UGLY])
def test_what_becomes_of_it(district: District, noon: dt.datetime, one: Ugly) -> None:
    assert _take(district, one.raw, noon) == one.taken

    case = Case.objects.first()
    assert (case is not None) == (one.taken == "FILED")
    if case is None:
        return
    note = "\n".join(entry.note for entry in timeline.of(case))
    assert case.text == one.text
    assert one.subject in (None, case.subject)
    assert Photo.objects.count() == one.photos
    assert [name for name in one.named if name not in note] == []


@pytest.mark.enable_socket
def test_none_of_them_holds_up_the_mailbox(district: District, noon: dt.datetime) -> None:
    with mailserver.server() as port:
        mailserver.put(port, *(one.raw for one in UGLY if len(one.raw) < 1 << 20))
        done = mailbox.empty(district, url(port), at=noon)

    assert done.keys() <= {"FILED", "IGNORED", "REFUSED"}
    assert done["REFUSED"] == 1


# --- Threads ------------------------------------------------------------------------------------

QUOTE = "望海新区：是哪一盏？"
ANSWERS = {
    "QQ": "南门第二盏\n\n\n----------\xa0原始邮件\xa0----------\n发件人: 望海;\n{}",
    "QQ on a phone": "南门第二盏\n\n\n原始邮件\n发件人：望海< a@b.example>\n发件时间：2026年\n{}",
    "163": '南门第二盏\n\n在 2026-03-02 12:00:00，"望海" <a@b.example> 写道：\n>{}',
    "163 master": "南门第二盏\n\n---- 回复的原邮件 ----\n| 发件人 | 望海 |\n{}",
    "Outlook": "南门第二盏\n\n________________________________\n发件人: 望海 <a@b.example>\n"
    "发送时间: 2026年3月2日\n收件人: Li\n主题: 请补充\n\n{}",
    "Foxmail": "南门第二盏\n-----原始邮件-----\n发件人： 望海\n发送时间： 2026\n{}",
    "Aliyun": "南门第二盏\n----------------\n发件人：望海\n日　期：2026年\n收件人：Li\n{}",
    "Gmail": "南门第二盏\n\n望海 <a@b.example> 于2026年3月2日周一 12:00写道：\n\n> {}\n",
    "Apple": "南门第二盏\n\n发自我的 iPhone\n\n> 在 2026年3月2日，望海 写道：\n> \n> {}",
    "English": "南门第二盏\n\nOn Mon, Mar 2, 2026 at 12:00 PM Wanghai\n<a@b.example> wrote:\n> {}",
    "below": "在 2026-03-02，望海 <a@b.example> 写道：\n> {}\n> 请说明\n\n南门第二盏",
    "between": "> {}\n南门第二盏\n",
    "with a signature": "南门第二盏\n-- \n李四\n{}",
}


@pytest.mark.parametrize("program", ANSWERS)
def test_of_an_answer_only_what_is_new_is_kept(program: str) -> None:
    assert own_words(ANSWERS[program].format(QUOTE).replace("\n", "\r\n")) == "南门第二盏"


@pytest.mark.parametrize(
    "text",
    [
        "注意：电线掉下来了\n谢谢，请快来\n- 三号楼\n- 五号楼",
        "时间：昨晚\n地点：三号楼",
        "物业贴通知写道：\n三天内修好，到现在没修",
        "> 只有引用",
    ],
)
def test_nothing_is_taken_for_a_quotation_that_is_none(text: str) -> None:
    assert own_words(text) == text


def test_html_quotations_are_left_out(district: District, noon: dt.datetime) -> None:
    case = make.case(contact=make.contact(email="li1@example.org"))
    html = (
        f'<div>南门第二盏</div><blockquote type="cite"><p>{QUOTE}</p></blockquote>'
        '<div class="gmail_quote"><blockquote class="x">更早的话</blockquote></div>'
    )
    raw = multi(1, "alternative", words(html, "html")).replace(b"Lamp", case.ref.encode())

    assert _take(district, raw, noon) == "ADDED"
    assert make.last_entry(case).note == "南门第二盏"


@pytest.mark.parametrize("subject", ["回复：诉求{}的补充", "答复: ({})", "Re: Re[2]: {} lamp"])
def test_the_number_is_found_wherever_it_stands(
    district: District, noon: dt.datetime, subject: str
) -> None:
    case = make.case(contact=make.contact(email="li1@example.org"))
    said = coded(subject.format(case.ref), "utf-8", "utf-8")

    assert _take(district, head(1, said) + "又坏了".encode(), noon) == "ADDED"


def test_a_second_letter_follows_the_first(district: District, noon: dt.datetime) -> None:
    """Before anything of ours has come: by the letter's own number."""
    _take(district, plain(1, "", "路灯不亮了".encode()), noon)
    more = plain(1, "", "还有一盏。".encode(), References="<x@y> <ugly-1@example.org>")
    more = more.replace(b"Message-ID: <ugly-1@", b"Message-ID: <more@")
    other = more.replace(b"<more@", b"<other@").replace(b"li1@", b"other@")

    taken = [_take(district, raw, noon) for raw in (more, more, other)]

    assert taken == ["ADDED", "ADDED", "FILED"]
    case = Case.objects.order_by("ref").first()
    assert case
    assert [entry.verb for entry in timeline.of(case)] == ["open", "add"]


def test_a_forged_sender_speaks_for_nobody(district: District, noon: dt.datetime) -> None:
    case = make.case(contact=make.contact(email="li1@example.org"))
    raw = head(1, case.ref.encode(), Authentication_Results="mx; spf=pass; dmarc=fail") + b"stop"

    assert _take(district, raw, noon) == "FILED"
    assert make.last_entry(case).verb == "open"


def test_a_letter_from_staff_is_a_letter(district: District, noon: dt.datetime) -> None:
    """The From line proves nothing: it gives nobody's rights."""
    staff = make.dispatcher()
    User.objects.filter(pk=staff.pk).update(email="li1@example.org")

    assert _take(district, plain(1, "", "路灯不亮了".encode()), noon) == "FILED"
    assert Case.objects.get().relayed_by is None


def test_words_after_the_end_are_kept(district: District, noon: dt.datetime) -> None:
    case = make.case(contact=make.contact(email="li1@example.org"), answered=True)
    dispatch.close(case, outcome="SOLVED", note="修好了", by=None, at=noon)

    taken = _take(district, head(1, case.ref.encode()) + "谢谢你们".encode(), noon)

    case.refresh_from_db()
    assert (taken, case.state) == ("ADDED", "CLOSED")
    assert "谢谢你们" in make.last_entry(case).note


@pytest.mark.parametrize(
    "subject", ["系统退信/Systems bounce", "Undelivered Mail", "failure notice"]
)
def test_what_servers_send_instead_of_a_report_counts(
    district: District, noon: dt.datetime, subject: str
) -> None:
    case = make.case(contact=make.contact(email="gone@example.org"))
    sent = Delivery.objects.get(kind="case_received", channel="EMAIL")
    raw = head(1, coded(subject, "utf-8", "utf-8")).replace(b"Li <li1@", b"<PostMaster@")

    taken = _take(district, raw + f"550 Message-ID: <{sent.pk}@localhost>".encode(), noon)

    sent.refresh_from_db()
    assert (taken, sent.state) == ("RETURNED", "FAILED")
    assert "退回" in make.last_entry(case).note


def test_an_answer_while_the_unit_waits(district: District, noon: dt.datetime) -> None:
    case = make.case(
        contact=make.contact(email="li1@example.org"), assigned_to=make.organisation()
    )
    dispatch.accept(case, by=None, at=noon)
    handling.ask(case, note="是哪一盏？", by=None, at=noon)
    asked = Delivery.objects.get(kind="case_question", channel="EMAIL")
    text = ANSWERS["Outlook"].format(QUOTE).encode("gbk")
    raw = plain(7, "; charset=gb2312", text, In_Reply_To=f"<{asked.pk}@localhost>")

    assert _take(district, raw, noon) == "ADDED"
    case.refresh_from_db()
    assert (case.state, make.last_entry(case).note) == ("WORKING", "南门第二盏")
