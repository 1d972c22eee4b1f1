from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.forms.checks import BadForm
from lianxin.forms.definition import Definition, read
from lianxin.forms.xlsform import reading
from lianxin.kernel.refusals import Refusal

LARGEST = 2_000_000
SALT, GOOD_FOR = "lianxin.questions", 3600  # seconds between looking at a form and using it


class UploadForm(forms.Form):
    """A spreadsheet with questions. It is only looked at here."""

    file = forms.FileField(
        label=gettext_lazy("XLSForm 文件"),
        help_text=gettext_lazy(
            "Excel 文件（.xlsx），含 survey、choices 和 settings 三张工作表，最大 2 MB。"
        ),
        error_messages={"required": gettext_lazy("请选一个 Excel 文件。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )

    def clean(self) -> dict[str, Any]:
        """With the form that the file holds, as `definition`."""
        values = self.cleaned_data
        file = cast("UploadedFile[Any] | None", values.get("file"))
        if file is None:
            return values
        if (file.size or 0) > LARGEST:
            self.add_error("file", _("文件超过 2 MB。表单里只放文字，请去掉图片。"))
            return values
        try:
            values["definition"] = reading.read(file.read())
        except BadForm as refusal:
            for line in refusal.lines:
                self.add_error("file", line)
        return values


def signed(definition: Definition) -> str:
    """A form that has been looked at, so that what is put in force is what was seen."""
    return signing.dumps(definition.document(), salt=SALT, compress=True)


def seen(draft: str) -> Definition:
    """The form that `signed` was given. Raises `Refusal` when too much time has passed."""
    try:
        return read(signing.loads(draft, salt=SALT, max_age=GOOD_FOR))
    except signing.BadSignature as error:
        raise Refusal(_("检查已过了一个小时，请把文件再传一次。")) from error
