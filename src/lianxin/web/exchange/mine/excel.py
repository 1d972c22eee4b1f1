"""Many listings at once: the empty table, the filled one, and the lists that go out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianxin.catalogue import importing, sheets
from lianxin.exchange.kinds import KINDS, Kind, choices
from lianxin.kernel.refusals import Refusal
from lianxin.papers import actions as papers
from lianxin.papers import lists
from lianxin.papers.models import Job
from lianxin.papers.tables import BOOKS, TEXTS
from lianxin.web import respond
from lianxin.web.exchange import exporting
from lianxin.web.exchange.mine import build, pages
from lianxin.web.exchange.mine.views import WORKING
from lianxin.web.ledger import asking, looking
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Link
from lianxin.web.seats import holding
from lianxin.web.shell.forms import choices_of

LARGEST = 30 * 1024 * 1024
SHORT_LIST = 250  # characters of choices that a sheet offers


class UploadForm(Keyed):
    kind = forms.ChoiceField(label=gettext_lazy("这张表里是什么"))
    unit = forms.ChoiceField(label=gettext_lazy("没写单位的行算谁的"), required=False)
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy("Excel 或 CSV，最大 30 MB、100,000 行。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(sorted(BOOKS | TEXTS))}),
        error_messages={
            "required": gettext_lazy("请选择要导入的表格文件。"),
            "empty": gettext_lazy("这个文件是空的，请选别的文件。"),
        },
    )
    publishes = forms.BooleanField(
        label=gettext_lazy("齐全的直接上架"),
        required=False,
        initial=True,
        help_text=gettext_lazy("不选就都存成草稿。"),
    )
    makes_firms = forms.BooleanField(
        label=gettext_lazy("表里没有登记过的单位，登记为企业"),
        required=False,
        help_text=gettext_lazy("先看试读的结果：写错的名称也会成为新单位。"),
    )

    def __init__(self, *args: Any, units: list[Any] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "kind").choices = choices()
        if units is None:
            del self.fields["unit"]
            return
        del self.fields["makes_firms"]
        choices_of(self, "unit").choices = [(unit.code, unit.name) for unit in units]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].code

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if Path(str(file.name)).suffix.lower() not in BOOKS | TEXTS:
            raise forms.ValidationError(_("只能读 .xlsx、.xls 和 .csv 文件，请另存为其中一种。"))
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("文件超过 30 MB，请分成几个。"))
        return file


class TakeOutForm(Keyed):
    what = forms.ChoiceField(label=gettext_lazy("导出什么"))
    has_people = forms.BooleanField(
        label=gettext_lazy("带上点单人的称呼、电话和地址"),
        required=False,
        help_text=gettext_lazy("只有自己单位办的单子带。"),
    )
    reason = forms.CharField(
        label=gettext_lazy("用途"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("要带个人信息就写明用途。谁在什么时候、为什么取走，都会记录。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "what").choices = [
            (exporting.ORDERS, _("点单")),
            *((code, _("清单：%s") % label) for code, label in choices()),
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("has_people") and not told.get("reason", "").strip():
            self.add_error("reason", _("请写明导出做什么用，例如：安排下周上门。"))
        return told


@require_http_methods(["GET", "HEAD", "POST"])
@holding(*WORKING)
def excel(request: respond.StaffRequest) -> HttpResponse:
    """Keep the file and look at it; nothing is put in before somebody has seen what it is."""
    units, is_sent = build.units(request), request.method == "POST"
    sent = (request.POST, request.FILES) if is_sent else ()
    form = UploadForm(*sent, units=units)
    if is_sent and form.is_valid():
        job = _drafted(request, form)
        try:
            looking.first(job, at=timezone.now())
        except Refusal as refusal:
            papers.discard(job)
            form.add_error("file", refusal.message)
        else:
            return redirect("ledger:job", job.pk)
    return _shown(request, form, TakeOutForm(), status=422 if form.errors else 200)


def _drafted(request: respond.StaffRequest, form: UploadForm) -> Job:
    told = form.cleaned_data
    file = told["file"]
    names = ("kind", "unit", "publishes", "makes_firms")
    return papers.draft(
        importing.KIND,
        title=str(file.name)[:200],
        by=request.user,
        district_id=request.district.pk,
        key=told["key"],
        at=timezone.now(),
        asked={name: told[name] for name in names if name in told},
        source=file,
        source_name=f"listings.{str(file.name).rsplit('.', 1)[-1].lower()}",
    )


@require_safe
@holding(*WORKING)
def blank(request: respond.StaffRequest, slug: str) -> HttpResponse:  # noqa: ARG001  the same for all
    """An empty table of the kind, with the words that may be chosen."""
    chosen = _kind(slug)
    answer = HttpResponse(_blank(chosen), content_type=lists.XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="lianxin-{slug}.xlsx"'
    return answer


def _blank(kind: Kind) -> bytes:
    columns = sheets.columns(kind)
    head = [f"{one.label}{_('（必填）')}" if one.is_needed else str(one.label) for one in columns]
    offered = {n: [str(word) for word in one.choices.values()] for n, one in enumerate(columns)}
    short = {n: words for n, words in offered.items() if 0 < len(",".join(words)) < SHORT_LIST}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.xlsx"
        wide = [n for n, one in enumerate(columns) if one.name in ("title", "text")]
        lists.write_xlsx(path, title=str(kind.label), head=head, rows=[], wide=wide, choices=short)
        return path.read_bytes()


@require_POST
@holding(*WORKING)
def take_out(request: respond.StaffRequest) -> HttpResponse:
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        return _shown(request, UploadForm(units=build.units(request)), form, status=422)
    told, now = form.cleaned_data, timezone.now()
    what = told["what"]
    label = dict(choices_of(form, "what").choices)[what]  # type: ignore[arg-type]  # pairs
    job = papers.draft(
        sheets.EXPORT,
        title=str(label),
        by=request.user,
        district_id=request.district.pk,
        key=told["key"],
        at=now,
        asked={"what": what, "has_people": told["has_people"]},
        reason=told["reason"].strip(),
        total=exporting.count(request.user, what, at=now),
    )
    asking.begin(job, exporting.export, exporting.make, at=now)
    return redirect("ledger:job", job.pk)


def _shown(
    request: respond.StaffRequest, form: UploadForm, out: TakeOutForm, *, status: int
) -> HttpResponse:
    context = pages.Excel(
        form=form,
        blanks=[
            Link(str(kind.label), build.address("blank", code.lower()))
            for code, kind in KINDS.items()
        ],
        out_form=out,
        crumbs=build.crumbs(),
    )
    return respond.page(request, "exchange/mine/excel", context, status=status)


def _kind(code: str) -> Kind:
    if code.upper() not in KINDS:
        raise Http404
    return KINDS[code.upper()]
