from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds import event
from lianxin.exchange.models import Listing
from lianxin.network.models import Organisation, Place
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of, day_field, rows_of

FORMATS = next(each for each in event.KIND.details if each.name == "format").choices


class FindForm(forms.Form):
    """Narrows the calendar."""

    format = forms.ChoiceField(label=_("形式"), required=False)
    place = forms.ChoiceField(label=_("哪个街道"), required=False)
    year = forms.IntegerField(
        label=_("哪一年"), required=False, min_value=2000, max_value=2200, widget=forms.HiddenInput
    )

    def __init__(self, data: Any = None, *, streets: Sequence[Place]) -> None:
        super().__init__(data)
        choices_of(self, "format").choices = [("", _("不限")), *FORMATS.items()]
        told = [(place.code, place.name) for place in streets]
        choices_of(self, "place").choices = [("", _("全部街道")), *told]

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen well; what was not is left out."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class SeriesForm(Keyed):
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("主办单位"), empty_label=None
    )
    name = forms.CharField(
        label=_("名称"), max_length=80, error_messages={"required": _("请写一个名称。")}
    )
    code = forms.SlugField(
        label=_("代码"), max_length=40, help_text=_("小写字母和短横，网址里用，例如 ocean-talks。")
    )
    about = forms.CharField(
        label=_("做什么"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    begun_on = day_field(_("开始日期"), required=False)

    def __init__(self, data: Any = None, *, units: Any) -> None:
        super().__init__(data)
        rows_of(self, "unit").queryset = units


class PutInForm(Keyed):
    listing = forms.ModelChoiceField(
        Listing.objects.none(), label=_("放进哪场活动"), empty_label=_("请选择"),
        error_messages={"required": _("请选一场活动。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, listings: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "listing").queryset = listings


class TicketForm(Keyed):
    """Checks one ticket where scripts are off: what its code says, or what is typed of it."""

    text = forms.CharField(
        label=_("票上的编号和查询码"),
        max_length=300,
        help_text=_("例如 WHB-26-00012 7K3M-9QTX-2F4H-PWN8-0ABC，或者整条链接。"),
        error_messages={"required": _("请扫一扫，或者把票上的编号和查询码打进来。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReportForm(Keyed):
    text = forms.CharField(
        label=_("小结"),
        max_length=4000,
        help_text=_(
            "办得怎么样、讲了什么、下次怎么办。不要写别人的姓名和电话。来了多少人由系统数。"
        ),
        error_messages={"required": _("请写几句小结。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
