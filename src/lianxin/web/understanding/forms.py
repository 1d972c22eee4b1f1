from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RulesForm(forms.Form):
    """Rules of routing as a playbook writes them. Nothing is changed by trying them."""

    text = forms.CharField(
        label=_("改过的规则"),
        max_length=100_000,
        help_text=_("和工作手册 routing 一节的写法一样。试算不会改变任何诉求。"),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "input--code"}),
    )
