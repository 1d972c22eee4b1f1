"""Pictures in forms: one field that takes several, handed on as what `cases` expects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.actions.photos import LARGEST, MOST, Upload
from lianxin.web.shell.forms import Photos

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"


class PhotosInput(Photos):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:  # noqa: ARG002  as Django calls it
        return list(files.getlist(name)) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002  as Django calls it
        return name not in files


class PhotosField(forms.Field):
    """Cleans to a list of `Upload`. Number and size are checked here, so that a form can say so
    beside the field; whether it is a picture, the action finds out."""

    widget = PhotosInput
    default_error_messages = {
        "too_many": gettext_lazy("最多上传 6 张照片，请去掉几张。"),
    }

    def __init__(
        self, *, label: Words = "", help_text: Words = "", required: bool = False
    ) -> None:
        super().__init__(
            label=label or gettext_lazy("照片"), help_text=help_text, required=required
        )

    def clean(self, value: Sequence[UploadedFile[Any]]) -> list[Upload]:
        super().clean(value)
        if len(value) > MOST:
            raise forms.ValidationError(self.error_messages["too_many"])
        for file in value:
            if (file.size or 0) > LARGEST:
                text = _("照片“%(name)s”超过 20 MB，请压缩后再传。")
                raise forms.ValidationError(text % {"name": file.name})
        return [Upload(str(f.name), f.size or 0, cast("BinaryIO", f)) for f in value]
