from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianxin.network.models import User


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Labels above the fields, as everywhere; nothing inside them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名或邮箱")
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Without a password unless one asks otherwise: what people mean by a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名称")
        self.fields["name"].help_text = _("好认就行，例如“办公室电脑”。")
        self.fields["passwordless"].label = _("不输密码，只用它登录")
        self.fields["passwordless"].help_text = _("不勾选，就在输过密码以后再用它。")
        self.fields["passwordless"].initial = True


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
