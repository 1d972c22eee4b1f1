"""Write a form as a spreadsheet that survey tools take."""

from __future__ import annotations

import io

from lianxin.forms.definition import SELECTS, Definition

LANGUAGES = {"zh": "中文 (zh)", "en": "English (en)"}
PLAIN = ("name", "required", "relevant", "constraint", "appearance")
WORDED = ("label", "hint", "required_message", "constraint_message")


def write(definition: Definition, *, version: int) -> bytes:
    """The Excel file; `reading.read` gives the same form back."""
    import xlsxwriter  # noqa: PLC0415  seldom needed, and 2 MB in each process

    content = io.BytesIO()
    quiet = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, quiet) as book:
        bold = book.add_format({"bold": True})
        for name, table in _tables(definition, version).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table[0]) - 1, 22)
            for line, row in enumerate(table):
                sheet.write_row(line, 0, row, bold if line == 0 else None)
    return content.getvalue()


def _tables(definition: Definition, version: int) -> dict[str, list[list[str]]]:
    survey = [["type", *PLAIN, *(head for name in WORDED for head in _headings(name))]]
    choices = [["list_name", "name", *_headings("label")]]
    written: set[str] = set()
    for one in definition.questions:
        kind = f"{one.kind} {one.list_name}" if one.kind in SELECTS else one.kind.value
        plain = [one.name, "yes" if one.is_required else ""]
        plain += [one.relevant, one.constraint, one.appearance]
        words = [getattr(one, name) for name in WORDED]
        survey.append([kind, *plain, *(text for pair in words for text in (pair.zh, pair.en))])
        if one.list_name not in written:
            written.add(one.list_name)
            for choice in one.choices:
                row = [one.list_name, choice.code, choice.label.zh, choice.label.en]
                choices.append(row)
    title = definition.title
    settings = [
        ["form_title", "form_title_en", "form_id", "version", "default_language"],
        [title.zh, title.en, definition.code, str(version), LANGUAGES["zh"]],
    ]
    return {"survey": survey, "choices": choices, "settings": settings}


def _headings(name: str) -> list[str]:
    return [f"{name}::{language}" for language in LANGUAGES.values()]
