from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxin.cases.actions.intake import Contact
from lianxin.visits.actions.visiting import LONGEST
from lianxin.web.me.forms import Keyed


class WordsForm(Keyed):
    """What stands in the log, in the household's own words."""

    note = forms.CharField(
        label=_("用您自己的话写"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句；整条不要的，点“删除”。")},
    )


class AskForm(Keyed):
    text = forms.CharField(
        label=_("想说什么事、什么时候方便"),
        max_length=LONGEST,
        help_text=_("例如：楼道灯坏了，想请人来看看，周末在家。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句想说什么事，来的人好有准备。")},
    )
    name = forms.CharField(
        label=_("怎么称呼您"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("电话"),
        max_length=40,
        required=False,
        help_text=_("可以不留。留了，来之前会先给您打电话。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    @property
    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        language = get_language() or ""
        contact = Contact(name=given["name"], phone=given["phone"], language=language)
        return {"text": given["text"], "contact": contact, "key": given["key"]}
