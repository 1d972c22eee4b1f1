"""The page on which a short table is handed in: all of its rows, or none and what is wrong with
which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lianxin.kernel.refusals import Refusal
from lianxin.papers.filing import Fault
from lianxin.papers.incoming import Looked
from lianxin.web import respond
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Link

T = TypeVar("T")


class FileForm(Keyed):
    file = forms.FileField(label=_("Excel 或 CSV 文件"))


@dataclass(frozen=True)
class Page:
    """`about` says which columns there have to be."""

    about: str
    template_url: str
    crumbs: Sequence[Link]
    form: FileForm
    url: str
    faults: Sequence[Fault] = ()


def answer(
    request: respond.StaffRequest,
    *,
    look: Callable[[str, BinaryIO], Looked[T]],
    file: Callable[[Sequence[T], UUID], int],
    about: str,
    template_url: str,
    crumbs: Sequence[Link],
) -> HttpResponse:
    """Show the page, or `look` at the table that was sent and `file` its rows, which says how many
    there were; then the page of the last crumb follows."""
    is_sent, faults = request.method == "POST", list[Fault]()
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    if is_sent and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            looked = look(given["file"].name, given["file"])
            faults = list(looked.faults)
            if not faults:
                count = file(looked.found, given["key"])
                respond.tell(request, ngettext("已导入 %d 行。", "已导入 %d 行。", count) % count)
                return redirect(crumbs[-1].url)
        except Refusal as refusal:
            form.refuse(refusal)
    page = Page(about, template_url, crumbs, form, request.path, faults)
    return respond.page(request, "bringing/bring_in", page, status=422 if is_sent else 200)
