"""一事一档: what is written equals what happened, to the minute, and to whom it may be told."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from django.utils import timezone, translation

from lianxin.cases import contacts, history, states
from lianxin.cases.actions import dispatch, handling, meeting, verifying
from lianxin.cases.actions.photos import make_ready
from lianxin.cases.dossier import Dossier, minute
from lianxin.cases.models import Case, Photo
from lianxin.cases.policy import Standing
from lianxin.network.models import User
from lianxin.papers import pdf, word
from tests import make
from tests.papers.reading import docx_table, docx_text, in_order, pdf_text

HEAD = ("时间", "做了什么", "经手", "说明")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def desk() -> User:
    return make.dispatcher()


def long_story(noon: dt.datetime, desk: User) -> Case:
    unit = make.organisation()
    case = make.case(assigned_to=unit, accepted=True, class_code="ROADS", contact=make.contact())
    handler = make.handler(unit)
    handling.feedback(case, note="已查看现场。", by=handler, at=noon + 17 * MINUTE)
    handling.note(case, note="配件在仓库。", by=handler, at=noon + 18 * MINUTE)
    dispatch.escalate(case, reason="涉及两个社区", by=desk, at=noon + 63 * MINUTE)
    handling.ask_extension(
        case, until=noon + dt.timedelta(days=5), reason="等配件", by=handler, at=noon + 64 * MINUTE
    )
    handling.grant_extension(case, note="同意", by=desk, at=noon + 65 * MINUTE)
    meeting.park(
        case, reason="要几家商量", meeting_on=dt.date(2026, 3, 27), by=desk, at=noon + 66 * MINUTE
    )
    return case


def dossier(case: Case, by: User, at: dt.datetime, *, inside: bool = True) -> Dossier:
    fresh = Case.objects.select_related("place", "lead", "district", "handler", "relayed_by")
    contact = contacts.masked(case, to=Standing(by, on=timezone.localdate(at)))
    return Dossier(fresh.get(pk=case.pk), by, at, inside=inside, contact=contact)


def told(case: Case, *, inside: bool = True) -> list[list[str]]:
    return [
        [
            minute(entry.at),
            states.label(entry.verb),
            history.who(entry),
            history.note(entry, inside=inside),
        ]
        for entry in history.entries(case, inside=inside)
    ]


def test_its_events_equal_the_history_in_both_files(noon: dt.datetime, desk: User) -> None:
    """C22."""
    case = long_story(noon, desk)
    paper = dossier(case, desk, noon + 70 * MINUTE).document()

    assert docx_table(word.docx(paper), *HEAD) == told(case)
    cells = [cell for row in told(case) for cell in row if cell]
    assert in_order(pdf_text(pdf.pdf(paper)), cells)


def test_escalations_stand_in_it_to_the_minute_with_their_reason(
    noon: dt.datetime, desk: User
) -> None:
    """X10."""
    case = long_story(noon, desk)
    paper = dossier(case, desk, noon + 70 * MINUTE).document()

    rows = docx_table(word.docx(paper), "时间", "方式", "经手", "层级与理由")
    assert rows == [["2026-03-02 13:03", "上报", str(desk), "网格 → 社区：涉及两个社区"]]
    text = pdf_text(pdf.pdf(paper))
    assert in_order(text, ["上报与升级", "2026-03-02 13:03", "上报", "涉及两个社区"])


def test_it_names_who_has_a_case_that_waits_for_verification(
    noon: dt.datetime, desk: User
) -> None:
    case = make.case(accepted=True, class_code="NOISE", grade="MINOR", contact=make.contact())
    verifying.submit(case, outcome="SOLVED", note="噪声已停。", by=None, at=noon)

    written = docx_text(word.docx(dossier(case, desk, noon).document()))

    assert "社区工作者或调度员 · " in written


def test_promises_show_what_was_promised_first_and_what_now(noon: dt.datetime, desk: User) -> None:
    case = long_story(noon, desk)
    rows = docx_table(
        word.docx(dossier(case, desk, noon + 70 * MINUTE).document()),
        "时限", "开始", "原定时限", "现在的时限", "完成", "结果",
    )  # fmt: skip

    by_name = {row[0]: row for row in rows}
    assert by_name["响应"][1:] == [
        "2026-03-02 12:00",
        "2026-03-03 12:00",
        "2026-03-03 12:00",
        "2026-03-02 12:02",
        "按时",
    ]
    assert by_name["反馈"][4] == "2026-03-02 12:17"
    extended = [row for row in rows if row[2] != row[3]]
    assert [row[3] for row in extended] == ["2026-03-07 12:00"] * len(extended)
    assert extended


def test_its_head_says_where_it_stands_and_who_has_it(noon: dt.datetime, desk: User) -> None:
    case = long_story(noon, desk)
    text = docx_text(word.docx(dossier(case, desk, noon + 70 * MINUTE).document()))

    for wanted in (
        case.ref, "海韵街道 · 学苑社区 · 第一网格", "办理中", "望海新区市政服务中心", "社区",
        "等配件", "同意 2026-03-02 13:05", "要几家商量", "2026-03-27",
    ):  # fmt: skip
        assert wanted in text


def test_the_contact_is_masked_unless_it_was_revealed(noon: dt.datetime, desk: User) -> None:
    case = long_story(noon, desk)
    masked = dossier(case, desk, noon)
    full = Dossier(
        masked.case, desk, noon, inside=True, contact=contacts.in_full(case), is_revealed=True
    )

    assert "13800138000" not in pdf_text(pdf.pdf(masked.document()))
    assert "联系方式已隐去一部分" in pdf_text(pdf.pdf(masked.document()))
    assert "13800138000" in pdf_text(pdf.pdf(full.document()))


def test_who_only_relayed_it_gets_what_the_requester_sees(noon: dt.datetime, desk: User) -> None:
    case = long_story(noon, desk)
    volunteer = make.volunteer()
    written = word.docx(dossier(case, volunteer, noon, inside=False).document())

    assert docx_table(written, *HEAD) == told(case, inside=False)
    text = docx_text(written)
    for kept in ("配件在仓库", "李", "涉及两个社区", "要几家商量"):
        assert kept not in text


def test_photos_come_with_it(noon: dt.datetime, desk: User) -> None:
    case = make.case(photos=[make.upload(), make.upload(colour="red")])
    for photo in Photo.objects.all():
        make_ready.func(str(photo.pk))
    written = word.docx(dossier(case, desk, noon).document())

    shapes = docx.Document(io.BytesIO(written)).inline_shapes
    assert [one._inline.docPr.get("descr") for one in shapes] == [
        "现场照片 1 · 2026-03-02 12:00",
        "现场照片 2 · 2026-03-02 12:00",
    ]


def test_three_hundred_entries_in_any_script_stand_in_order(noon: dt.datetime, desk: User) -> None:
    case = make.case(assigned_to=make.organisation(), accepted=True)
    words = ["正常", "𠮷先生说", "谢谢🙏😀", "#panic() *x*", "第一行\n第二行", "\x07铃"]
    for n in range(300):
        note = f"{n:03d} {words[n % len(words)]}"
        handling.note(case, note=note, by=desk, at=noon + n * MINUTE)
    paper = dossier(case, desk, noon + 301 * MINUTE).document()

    rows = docx_table(word.docx(paper), *HEAD)
    assert [row[3].replace("\x07", "") for row in told(case)] == [row[3] for row in rows]
    text = pdf_text(pdf.pdf(paper))
    assert in_order(text, [f"{n:03d}" for n in range(300)])
    assert "〔U+20BB7〕先生说" in text


def test_in_english_its_labels_are_english(noon: dt.datetime, desk: User) -> None:
    case = long_story(noon, desk)
    with translation.override("en"):
        written = docx_text(word.docx(dossier(case, desk, noon).document()))

    assert "What was reported" in written
    assert "已查看现场" in written
