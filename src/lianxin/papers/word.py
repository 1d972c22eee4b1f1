"""A document as .docx, for those who must go on writing in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from lianxin.papers.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Pictures,
    Table,
    plain,
)

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SONG, HEI = "宋体", "黑体"  # on every office computer
LATIN = "Times New Roman"
ACROSS = 3  # pictures in a row
WIDTH_CM = 16.6  # of what is written, on A4
QUIET = "595959"


def docx(document: Document) -> bytes:
    import docx as library

    file = library.Document()
    _dress(file, document)
    file.add_heading(plain(document.title), level=0)
    for block in document.blocks:
        WRITE[type(block)](file, block)
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def _dress(file: Any, document: Document) -> None:
    """Paper, fonts, what stands on each page, and what the file says of itself."""
    from docx.shared import Cm

    _style(file, "Normal", SONG, 10.5)
    for name, size in (("Title", 18), ("Heading 1", 14), ("Heading 2", 12)):
        _style(file, name, HEI, size)
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    _quiet(section.header.paragraphs[0].add_run(plain(document.running)))
    foot = section.footer.paragraphs[0]
    _quiet(foot.add_run(plain(document.made) + "  ·  "))
    _field(foot, "PAGE")
    _quiet(foot.add_run(" / "))
    _field(foot, "NUMPAGES")
    about = file.core_properties
    about.title, about.author, about.comments = plain(document.title), "", ""
    about.language = "zh-CN" if document.is_chinese else "en"
    about.created = about.modified = document.at.astimezone(UTC).replace(tzinfo=None)


def _style(file: Any, name: str, chinese: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style = file.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)


def _field(paragraph: Any, code: str) -> None:
    """A number that the reader's program fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        _quiet(run)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._r.append(mark)  # noqa: SLF001  the library has no fields


def _quiet(run: Any) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(QUIET)


def _heading(file: Any, block: Heading) -> None:
    written = file.add_heading(plain(block.text), level=block.level)
    written.paragraph_format.page_break_before = block.on_new_page


def _paragraph(file: Any, block: Paragraph) -> None:
    run = file.add_paragraph().add_run(plain(block.text))
    if block.is_quiet:
        _quiet(run)


def _facts(file: Any, block: Facts) -> None:
    _fill(file.add_table(len(block.rows), 2), block.rows, (4, 13))


def _table(file: Any, block: Table) -> None:
    from docx.oxml import OxmlElement

    table = file.add_table(len(block.rows) + 1, len(block.head), style="Table Grid")
    _fill(table, [block.head, *block.rows], block.widths)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  as above
    for cell in head.cells:
        cell.paragraphs[0].runs[0].bold = True


def _fill(table: Any, rows: Iterable[Iterable[str]], widths: Iterable[int]) -> None:
    from docx.shared import Cm

    table.autofit = False
    shares = list(widths)
    lengths = [Cm(WIDTH_CM * share / sum(shares)) for share in shares]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text, length in zip(row.cells, cells, lengths, strict=True):
            cell.width = length
            cell.paragraphs[0].add_run(plain(text))
    for column, length in zip(table.columns, lengths, strict=True):
        column.width = length


def _pictures(file: Any, block: Pictures) -> None:
    from docx.shared import Cm

    for start in range(0, len(block.items), ACROSS):
        paragraph = file.add_paragraph()
        for one in block.items[start : start + ACROSS]:
            shape = paragraph.add_run().add_picture(
                io.BytesIO(one.content), width=Cm(WIDTH_CM / ACROSS - 0.3)
            )
            shape._inline.docPr.set("descr", plain(one.alt))  # noqa: SLF001  as above
            paragraph.add_run(" ")
        alts = "　".join(plain(one.alt) for one in block.items[start : start + ACROSS])
        _quiet(file.add_paragraph().add_run(alts))


WRITE: dict[type[Block], Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Facts: _facts,
    Table: _table,
    Pictures: _pictures,
}
