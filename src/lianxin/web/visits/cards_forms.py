from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.web.me.forms import Keyed


class RenewForm(Keyed):
    is_new = forms.BooleanField(
        label=_("换了住户"), required=False,
        help_text=_("以前的记录新住户看不到，谢绝走访也重新算。卡丢了的不用勾。"),
    )  # fmt: skip
