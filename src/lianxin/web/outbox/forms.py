from __future__ import annotations

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.kernel.ids import new_id
from lianxin.network.models import District, Organisation
from lianxin.web.shell.forms import rows_of

EVENT = re.compile(r"[a-z]+\.([a-z_]+|\*)")
PROVIDERS = [
    ("WECOM", gettext_lazy("企业微信")),
    ("DINGTALK", gettext_lazy("钉钉")),
    ("FEISHU", gettext_lazy("飞书")),
]


class GroupForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("单位"))
    provider = forms.ChoiceField(label=gettext_lazy("平台"), choices=PROVIDERS)
    name = forms.CharField(label=gettext_lazy("群名称"), max_length=60)
    token = forms.CharField(
        label=gettext_lazy("机器人令牌"),
        help_text=gettext_lazy("机器人地址最后的那一段，key= 或 access_token= 后面的部分。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("加签密钥"),
        required=False,
        help_text=gettext_lazy("只有钉钉机器人选了“加签”才要填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, district: District) -> None:
        super().__init__(data)
        units = Organisation.objects.filter(district=district, is_active=True).order_by("code")
        rows_of(self, "organisation").queryset = units


class EndpointForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    name = forms.CharField(label=gettext_lazy("系统名称"), max_length=60)
    url = forms.URLField(label=gettext_lazy("接收地址"), max_length=300, assume_scheme="https")
    events = forms.CharField(
        label=gettext_lazy("订阅的事件"),
        help_text=gettext_lazy("事件名，用空格分开，例如 case.open case.close；case.* 是全部。"),
    )

    def clean_events(self) -> list[str]:
        events = str(self.cleaned_data["events"]).split()
        if wrong := [event for event in events if not EVENT.fullmatch(event)]:
            told = {"event": wrong[0]}
            raise forms.ValidationError(_("“%(event)s”不是事件名。例如 case.close。") % told)
        return events


class ReplayForm(forms.Form):
    since = forms.DateTimeField(
        label=gettext_lazy("从什么时候起"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("这以后的事件全部再发一遍。编号不变，收过的，对方会丢掉。"),
    )
