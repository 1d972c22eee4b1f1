from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.cases.actions.outside import MOST_TEXT
from lianxin.web.me.forms import Keyed
from lianxin.web.uploads import PhotosField


class ReplyForm(Keyed):
    text = forms.CharField(
        label=_("您的答复"),
        max_length=MOST_TEXT,
        error_messages={"required": _("请写下答复，再提交。")},
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("只能提交一次，最多 4000 字。"),
    )
    photos = PhotosField(help_text=_("最多 6 张。照片里的拍摄位置会先删掉。"))
