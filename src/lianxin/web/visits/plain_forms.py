from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import Organisation
from lianxin.visits.actions.plain import LONGEST, Words
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import day_field, rows_of


class PlainForm(Keyed):
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("编写单位"), empty_label=None
    )
    title = forms.CharField(
        label=_("标题"), max_length=LONGEST["title"], help_text=_("一件事一张卡。")
    )
    text = forms.CharField(
        label=_("用大白话说"),
        max_length=LONGEST["text"],
        help_text=_("谁能办、带什么、去哪里、要多久。不评论，不劝说。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=_("来源"), max_length=LONGEST["source"], help_text=_("文件或办事指南的名称。")
    )
    source_url = forms.URLField(
        label=_("来源网址"), max_length=LONGEST["source_url"], assume_scheme="https",
        error_messages={"invalid": _("请写完整的网址，以 https:// 开头。")},
    )  # fmt: skip
    expires_on = day_field(_("有效到"), help_text=_("过了这天，卡上的话就不再显示。"))

    def __init__(self, data: Any = None, *, units: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            rows_of(self, "unit").queryset = units

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        return Words(**{name: given[name] for name in (*LONGEST, "expires_on")})
