from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MailForm(forms.Form):
    email = forms.EmailField(
        label=_("邮箱"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
