from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import User


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("手机"),
        max_length=30,
        required=False,
        help_text=_("加密保存，只用于工作联系。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("语言"),
        required=False,
        choices=[("", _("跟随浏览器")), *settings.LANGUAGES],
        help_text=_("页面和消息都用这种语言。"),
    )

    @classmethod
    def of(cls, user: User) -> ProfileForm:
        return cls(
            initial={"name": user.name, "phone": user.phone or "", "language": user.language}
        )
