"""The forms for asking somebody outside."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.models import Consultation
from lianxin.web.cases.forms import DeedForm, words


class AskOutside(DeedForm):
    party = forms.CharField(
        label=gettext_lazy("问谁"),
        max_length=120,
        help_text=gettext_lazy("没有账号的单位或个人，例如：区邮政公司。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    question = words(
        label=gettext_lazy("请对方答复什么"),
        most=1000,
        help_text=gettext_lazy("对方会看到这段话和地点。不要写诉求人的姓名、电话。"),
    )
    address = forms.CharField(
        label=gettext_lazy("对方的邮箱或手机"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("可以不填：提交后会出现链接和二维码，直接交给对方。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def hint(self) -> str:
        return _("对方凭链接答复一次，14 天内有效；到期没有答复也会记录并提醒您。")


class EndOutside(DeedForm):
    consultation = forms.UUIDField(widget=forms.HiddenInput)

    def clean_consultation(self) -> Consultation:
        asked = self.cleaned_data["consultation"]
        found = next((row for row in self.ground.consultations if row.pk == asked), None)
        if found is None:
            raise forms.ValidationError(_("没有找到这份征询，请刷新后再看。"))
        return found
