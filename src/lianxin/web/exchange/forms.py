from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.actions.claiming import MAX_TEXT, Who, Wish
from lianxin.exchange.kinds import choices
from lianxin.exchange.models import Listing, Mode
from lianxin.exchange.terms import ExchangeTerms
from lianxin.network import queries as network
from lianxin.network.models import District, User
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import Rating, choices_of, rows_of


class CatalogueForm(forms.Form):
    q = forms.CharField(
        label=_("找什么"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("种类"), required=False)
    mode = forms.ChoiceField(label=_("方式"), required=False)
    place = forms.ChoiceField(label=_("在哪里用"), required=False)
    is_free = forms.BooleanField(label=_("只看免费的"), required=False)

    def __init__(self, data: Any = None, *, district: District) -> None:
        super().__init__(data)
        choices_of(self, "kind").choices = [("", _("全部")), *choices()]
        choices_of(self, "mode").choices = [("", _("不限")), *Mode.choices]
        choices_of(self, "place").choices = places.choices(district)

    @property
    def asked(self) -> dict[str, Any]:
        """What was chosen well; what was not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OrderForm(Keyed):
    """What is needed, where, when, and how to reach her."""

    text = forms.CharField(
        label=_("有什么要说的？"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("例如：忌口、几点在家。请不要写病情和身份证号。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.ChoiceField(
        label=_("在哪里？"), error_messages={"required": _("请选在哪个社区。")}
    )
    address = forms.CharField(
        label=_("具体地址"),
        max_length=200,
        error_messages={"required": _("请写具体地址，例如：3 号楼 2 单元 502。")},
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    starts_at = forms.DateTimeField(
        label=_("希望什么时候？"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    name = forms.CharField(
        label=_("怎么称呼"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        error_messages={"required": _("请留手机号，接单的单位要联系您。")},
        help_text=_("只给接单的单位。替别人点，就写那个人的号码。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, data: Any = None, *, district: District, listing: Listing) -> None:
        super().__init__(data)
        self.district = district
        choices_of(self, "place").choices = places.choices(district)
        if listing.mode != Mode.AT_HOME:
            self.fields["address"].required = False

    def wish(self, user: User | None) -> Wish:
        told = self.cleaned_data
        return Wish(
            who=Who(name=told["name"], phone=told["phone"], user=user),
            text=told["text"],
            place=network.place_coded(self.district.pk, told["place"]),
            address=told["address"],
            starts_at=told["starts_at"],
        )


class FaultForm(Keyed):
    text = forms.CharField(
        label=_("哪里不对？"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(Keyed):
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AcceptForm(NoteForm):
    starts_at = forms.DateTimeField(
        label=_("什么时候去"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class DeclineForm(NoteForm):
    reason = forms.ChoiceField(label=_("原因"))

    field_order = ("reason", "note")

    def __init__(self, data: Any = None, *, terms: ExchangeTerms) -> None:
        super().__init__(data)
        choices_of(self, "reason").choices = [
            ("", _("请选择")),
            *((each.code, str(each.label)) for each in terms.reasons.values()),
        ]


class DispatchForm(NoteForm):
    listing = forms.ModelChoiceField(Listing.objects.none(), label=_("派给"), empty_label=None)

    field_order = ("listing", "note")

    def __init__(self, data: Any = None, *, found: Any) -> None:
        super().__init__(data)
        rows_of(self, "listing").queryset = found


class RateForm(Keyed):
    stars = forms.TypedChoiceField(
        label=_("您满意吗？"),
        coerce=int,
        choices=[
            ("5", _("很满意")),
            ("4", _("满意")),
            ("3", _("一般")),
            ("2", _("不满意")),
            ("1", _("很不满意")),
        ],
        widget=Rating,
        error_messages={"required": _("请选一项。")},
    )
    text = forms.CharField(
        label=_("想说的话"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
