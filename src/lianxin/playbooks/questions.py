"""The forms of a playbook: written in it, or kept as spreadsheets beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lianxin.forms import actions, checks, queries
from lianxin.forms.checks import BadForm
from lianxin.forms.xlsform import reading
from lianxin.network.models import District, User
from lianxin.playbooks.document import BadPlaybook, Document, Problem, Steps


def resolved(document: Document, folder: Path) -> Document:
    """The document with the forms in place of the names of their files. Raises `BadPlaybook`."""
    book = document.value
    if not isinstance(book, dict) or not isinstance(book.get("forms"), list):
        return document
    forms = list(book["forms"])
    problems: list[Problem] = []
    for number, form in enumerate(forms):
        if isinstance(form, str):
            try:
                forms[number] = _from_file(folder, form)
            except BadForm as refusal:
                lines = [f"{form}：{line}" for line in refusal.lines]
                problems += [document.problem(("forms", number), line) for line in lines]
    if problems:
        raise BadPlaybook(problems)
    return replace(document, value={**book, "forms": forms})


def _from_file(folder: Path, name: str) -> dict[str, Any]:
    path = folder / Path(name).name
    if not path.is_file():
        text = _("手册旁边没有这个文件。")
        raise BadForm([checks.Mistake((), text)])
    return reading.read(path.read_bytes()).document()


def mistakes(book: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    for number, form in enumerate(book.get("forms", [])):
        for found in checks.mistakes(form):
            yield ("forms", number, *found.where), found.text


def references(book: Mapping[str, Any]) -> Iterator[tuple[Steps, Any, list[str]]]:
    """Each class that names a form, and the forms there are."""
    known = [form["code"] for form in book.get("forms", [])]
    for number, row in enumerate(book["cases"]["classes"]):
        yield ("cases", "classes", number, "form"), row.get("form"), known


def shortest(book: dict[str, Any]) -> dict[str, Any]:
    """The book with its forms in the one way to write them, by code."""
    if "forms" not in book:
        return book
    forms = [checks.checked(form).document() for form in book["forms"]]
    return {**book, "forms": sorted(forms, key=lambda form: str(form["code"]))}


def put(
    district: District, book: Mapping[str, Any], *, at: datetime, by: User | None
) -> Iterator[str]:
    """Put the book's forms in force, and say of each that changed which version it has now."""
    for document in book.get("forms", []):
        form = checks.checked(document)
        before = queries.latest(district.pk, form.code)
        put = actions.put_form(district.pk, form, by=by, at=at)
        if before is None or before.version != put.version:
            what = {"code": put.code, "title": put.title, "version": put.version}
            yield _("表单 %(code)s %(title)s：第 %(version)d 版生效") % what


def of(district: District) -> list[dict[str, Any]]:
    """The newest version of each of the district's forms."""
    newest = {form.code: form for form in reversed(queries.versions(district.pk))}
    return [newest[code].read().document() for code in sorted(newest)]
