from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.web.me.forms import Keyed

CONSENT, DECLINE, SIGN = "consent", "decline", "sign"


class PartyForm(Keyed):
    """Which button was pressed. A signature says which text was read."""

    deed = forms.ChoiceField(choices=[(CONSENT, ""), (DECLINE, ""), (SIGN, "")])
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("我看过协议全文，自愿签署"), required=False)

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("deed") == SIGN and not said.get("agreed"):
            self.add_error("agreed", _("请先看完协议，勾选后再签署。"))
        return said
