"""A document says the same as docx and as PDF, in any script, and never runs what it quotes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from django.contrib.staticfiles import finders
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types
from PIL import Image

from lianxin.papers import characters, pdf, word
from lianxin.papers.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Table,
)
from tests.make import NOON
from tests.papers.reading import bare, docx_text, pdf_text


def document(*blocks: Block, language: str = "zh-hans") -> Document:
    return Document("一事一档", "望海新区 · WH-26-00001", "王芳 制作", language, NOON, blocks)


def picture(colour: str = "teal") -> Picture:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "JPEG")
    return Picture(content.getvalue(), "现场照片 1")


def test_it_is_made_at_any_moment() -> None:
    at = NOON.replace(microsecond=123456)
    paper = Document("一事一档", "", "", "zh-hans", at, [Paragraph("路灯")])

    assert "路灯" in pdf_text(pdf.pdf(paper))
    about = docx.Document(io.BytesIO(word.docx(paper))).core_properties
    assert about.created is not None
    assert about.created.hour == 4  # in UTC


def test_each_kind_of_block_stands_in_both() -> None:
    paper = document(
        Heading("基本情况"),
        Facts([("编号", "WH-26-00001")]),
        Paragraph("路灯不亮。\n台阶看不见。"),
        Table(["时间", "事项"], [["2026-03-02 12:00", "反映"]], [1, 2]),
        Pictures([picture()]),
    )

    made, written = pdf.pdf(paper), word.docx(paper)

    for text in (pdf_text(made), bare(docx_text(written))):
        for wanted in ("一事一档", "基本情况", "WH-26-00001", "台阶看不见。", "2026-03-0212:00"):
            assert wanted in text
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages[0].images) == 1
    shapes = docx.Document(io.BytesIO(written)).inline_shapes
    assert shapes[0]._inline.docPr.get("descr") == "现场照片 1"


def test_the_pdf_is_tagged_and_says_its_language_and_title() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.pdf(document(Heading("经过")))))

    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "一事一档"
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert b"pdfuaid" in xmp.stream.get_data()


def test_a_pdf_in_english_says_so() -> None:
    made = pdf.pdf(document(Paragraph("Street lamp"), language="en"))

    assert str(pypdf.PdfReader(io.BytesIO(made)).root_object["/Lang"]) == "en"


def test_a_docx_names_chinese_fonts_and_repeats_a_tables_head() -> None:
    written = word.docx(document(Table(["时间"], [["12:00"]], [1])))

    file = docx.Document(io.BytesIO(written))
    fonts = file.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"
    assert file.tables[0].rows[0]._tr.xpath("w:trPr/w:tblHeader")
    section = file.sections[0]
    assert section.header.paragraphs[0].text == "望海新区 · WH-26-00001"
    assert section.footer._element.xpath("//w:instrText")
    assert file.core_properties.language == "zh-CN"


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x") #read("/etc/passwd") *粗* _斜_ $x^2$ `code` <label> @ref \\ // = 标题',
        "{{ 7 * 7 }} {% debug %} <w:p>&amp; ]]> ${x}",
    ],
)
def test_what_is_quoted_is_never_run(text: str) -> None:
    paper = document(Paragraph(text), Facts([(text, text)]), Table([text], [[text]], [1]))

    assert pdf_text(pdf.pdf(paper)).count(bare(text)) == 5
    assert docx_text(word.docx(paper)).count(text) == 5


def test_control_characters_are_left_out_and_text_is_not_turned_round() -> None:
    paper = document(Paragraph("甲\x00\x07乙\x1b\u202e丙\ud800丁\r\n戊\u2028己"))

    assert "甲乙丙丁戊己" in pdf_text(pdf.pdf(paper))
    assert "甲乙丙丁\n戊\n己" in docx_text(word.docx(paper))


def test_a_character_without_a_glyph_is_named_not_left_blank() -> None:
    paper = document(Paragraph("𠮷野家 😀👍🏽 👨‍👩‍👧 ❤️ 䶮㙓龘 ✅ ابجد"))

    made = pdf_text(pdf.pdf(paper))

    assert "〔U+20BB7〕野家" in made
    assert "䶮㙓龘" in made
    assert "😀" in made
    assert "〔U+0627〕" in made
    assert "𠮷野家 😀👍🏽 👨‍👩‍👧 ❤️ 䶮㙓龘 ✅ ابجد" in docx_text(word.docx(paper))


def test_every_common_character_has_its_glyph() -> None:
    """The 20,902 of GBK: what an office's ledger can hold, it can print."""
    common = "".join(chr(code) for code in range(0x4E00, 0x9FA6))

    assert characters.shown(common) == common


def test_no_glyph_in_the_pdf_is_the_one_for_missing_characters() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.pdf(document(Paragraph("望海新区路灯不亮 WH-26")))))

    page: Any = reader.pages[0]
    fonts = page["/Resources"]["/Font"]
    used = set()
    for font in fonts.values():
        stream = font.get_object()["/ToUnicode"].get_object().get_data()
        assert b"<0000> <FFFD>" not in stream
        used.add(font.get_object()["/BaseFont"])
    assert all("NotoSansSC" in name for name in used)
    assert "\ufffd" not in page.extract_text()


def test_the_table_of_characters_is_read_as_others_read_it() -> None:
    for path in characters.fonts():
        with TTFont(path, lazy=True) as font:
            theirs = set(font.getBestCmap())
        assert set(characters._codes(path.read_bytes())) == theirs


def test_without_fonts_it_says_so_rather_than_print_blanks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(characters, "FONTS", tmp_path)
    characters.fonts.cache_clear()
    characters._known.cache_clear()
    try:
        with pytest.raises(characters.NoFonts, match="make install"):
            pdf.pdf(document(Paragraph("路灯")))
    finally:
        monkeypatch.undo()
        characters.fonts.cache_clear()
        characters._known.cache_clear()


def test_the_fonts_are_not_served_to_browsers() -> None:
    assert finders.find("fonts/NotoSansSC_400Regular.ttf") is None
    assert "static" not in str(characters.FONTS)
