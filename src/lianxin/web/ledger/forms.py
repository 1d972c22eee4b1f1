from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.sheets import SYNONYMS
from lianxin.kernel.ids import new_id
from lianxin.network.models import PlaceKind
from lianxin.papers.tables import BOOKS, TEXTS
from lianxin.web.cases.fields import Places
from lianxin.web.shell.forms import choices_of

LARGEST = 20 * 1024 * 1024
KINDS = BOOKS | TEXTS
LEFT_OUT = "-"
FIELDS: Mapping[str, str | Promise] = {
    "number": gettext_lazy("原编号"),
    "subject": gettext_lazy("标题"),
    "text": gettext_lazy("内容"),
    "received": gettext_lazy("受理时间"),
    "class": gettext_lazy("类别"),
    "grade": gettext_lazy("等级"),
    "place": gettext_lazy("发生地（社区、网格）"),
    "address": gettext_lazy("详细地址"),
    "name": gettext_lazy("联系人"),
    "phone": gettext_lazy("联系电话"),
    "email": gettext_lazy("邮箱"),
    "status": gettext_lazy("办理状态"),
    "answer": gettext_lazy("答复内容"),
    "answered": gettext_lazy("答复时间"),
    "unit": gettext_lazy("承办单位"),
}


class ExportForm(forms.Form):
    """Why, and as what kind of file. The list itself is named by the address."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    list = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    shape = forms.ChoiceField(
        label=gettext_lazy("内容"),
        choices=[
            ("xlsx", gettext_lazy("诉求台账，Excel")),
            ("csv", gettext_lazy("诉求台账，CSV")),
            ("bulk", gettext_lazy("Open311 批量格式（GeoReport Bulk），CSV")),
        ],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    has_bom = forms.BooleanField(
        label=gettext_lazy("CSV 要用 Excel 打开"),
        help_text=gettext_lazy("文件开头加 UTF-8 标记，否则 Excel 会显示成乱码。"),
        required=False,
        initial=True,
    )
    reason = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("名单里有群众写的话。谁在什么时候、为什么取走，都会记录。"),
        error_messages={"required": gettext_lazy("请写明导出做什么用，例如：三月例会。")},
    )

    def __init__(self, data: Any = None, *, listed: str = "", query: str = "") -> None:
        super().__init__(data, initial={"key": new_id(), "list": listed, "query": query})

    def asked(self) -> dict[str, Any]:
        typed = self.cleaned_data
        shape = typed["shape"]
        return {
            "list": typed["list"],
            "query": typed["query"],
            "shape": "bulk" if shape == "bulk" else "ledger",
            "format": "xlsx" if shape == "xlsx" else "csv",
            "has_bom": typed["has_bom"],
        }


class UploadForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("台账文件"),
        help_text=gettext_lazy("Excel 或 CSV，最大 20 MB、50,000 行。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(sorted(KINDS))}),
        error_messages={
            "required": gettext_lazy("请选择要导入的台账文件。"),
            "empty": gettext_lazy("这个文件是空的，请选别的文件。"),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": new_id()})

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if Path(str(file.name)).suffix.lower() not in KINDS:
            raise forms.ValidationError(_("只能读 .xlsx、.xls 和 .csv 文件，请另存为其中一种。"))
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几个。"))
        return file


class MatchForm(forms.Form):
    """Which of our fields each heading is, what to do without a place, whose dates count."""

    place = forms.ChoiceField(
        label=gettext_lazy("没写地点的行登记到"),
        required=False,
    )
    as_new = forms.BooleanField(
        label=gettext_lazy("时限从现在起算"),
        help_text=gettext_lazy("不选就按台账里的受理时间；选了，原来的时间写进内部备注。"),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        headings: Sequence[str],
        asked: Mapping[str, Any],
        places: Places,
    ) -> None:
        chosen = {"place": asked.get("place", ""), "as_new": asked.get("as_new", False)}
        super().__init__(data, initial=chosen)
        above = (PlaceKind.STREET, PlaceKind.COMMUNITY)
        choices_of(self, "place").choices = [("", _("全区")), *places.choices(above)]
        self.headings = list(headings)
        choices = [(LEFT_OUT, _("不导入")), *((name, FIELDS[name]) for name in SYNONYMS)]
        for number, heading in enumerate(self.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                initial=asked.get("columns", {}).get(heading) or LEFT_OUT,
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{number}"] for number in range(len(self.headings))]

    def asked(self) -> dict[str, Any]:
        typed = self.cleaned_data
        chosen = [typed[f"column_{number}"] for number in range(len(self.headings))]
        columns = {
            heading: "" if ours == LEFT_OUT else ours
            for heading, ours in zip(self.headings, chosen, strict=True)
        }
        return {"columns": columns, "place": typed["place"], "as_new": typed["as_new"]}
