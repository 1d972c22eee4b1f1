from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.ids import new_id
from lianxin.network.models import District, Scope, User
from lianxin.web.shell.forms import rows_of

A_YEAR = 365


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, person: User) -> str:
        """People may share a name; what they sign in with tells them apart."""
        return f"{person} · {person.username}"


class TokenForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("用途"),
        max_length=60,
        help_text=_("写明给哪个系统用，以后好认。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    user = PersonField(
        User.objects.none(),
        label=_("代表谁"),
        empty_label=_("请选择"),
        help_text=_("令牌能看到和能做的，不会多过这个人；做的事记在这个人名下。"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("范围"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("有效天数"),
        min_value=1,
        help_text=_("到期后自动失效。"),
    )

    def __init__(self, data: QueryDict | None = None, *, district: District) -> None:
        super().__init__(data, initial={"key": new_id(), "days": A_YEAR})
        people = User.objects.filter(district=district, is_active=True)
        rows_of(self, "user").queryset = people.order_by("name", "username")
