"""Who asks a tour of experts to come, and whom those who give it choose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.actions.claiming import MAX_TEXT, Who, Wish
from lianxin.exchange.models import Listing
from lianxin.exchange.policy import units_of
from lianxin.fulfilment.actions import touring
from lianxin.network import queries as network
from lianxin.network.models import Organisation, User
from lianxin.web.cases.fields import UnitField, Units
from lianxin.web.exchange.taking_forms import TakingForm
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of


class HostForm(TakingForm):
    """Who asks a tour of experts to come, what about, and where."""

    MORE = ("text", "starts_at")
    MORE_LABEL = _("希望的时间和要求（可不填）")

    host = forms.CharField(
        label=_("哪个社区、园区或企业请？"),
        max_length=60,
        help_text=_("写单位的名称；定下来以后公开列在行程里。"),
        error_messages={"required": _("请写是哪个单位请。")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    topic = forms.ChoiceField(label=_("想听、想看什么？"), required=False)
    place = forms.ChoiceField(
        label=_("在哪个社区？"), error_messages={"required": _("请选在哪个社区。")}
    )
    address = forms.CharField(
        label=_("具体地址"), max_length=200, help_text=_("例如：创业大厦 3 楼会议室。")
    )
    text = forms.CharField(
        label=_("有什么要说的？"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("多少人听、遇到了什么难题。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_at = forms.DateTimeField(
        label=_("希望什么时候？"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    field_order = ("host", "topic", "name", "phone", "place", "address", "text", "starts_at")

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data, listing=listing)
        self.fields["name"].label = gettext("联系人怎么称呼")
        topics = listing.details.get("topics", ())
        choices_of(self, "topic").choices = [
            ("", gettext("都可以")),
            *((one, one) for one in topics),
        ]
        choices_of(self, "place").choices = places.choices(listing.district)

    def wish(self, user: User | None) -> Wish:
        """In the name of the host, where whoever asks speaks for it."""
        told, wish = self.cleaned_data, super().wish(user)
        host = told["host"].strip()
        ours = units_of(user, on=timezone.localdate()) if user else set()
        named = Organisation.objects.filter(
            district_id=self.listing.district_id, pk__in=ours, name=host
        )
        return replace(
            wish,
            subject=touring.subject(self.listing, host),
            text=told["text"],
            place=network.place_coded(self.listing.district_id, told["place"]),
            address=told["address"],
            starts_at=told["starts_at"],
            details=touring.details(host, told["topic"]),
            ordered_by=named.first() if ours else None,
        )


class StopForm(Keyed):
    """Those who give the tour choose a host themselves."""

    host = UnitField(label=_("去哪家？"), error_messages={"required": _("请选去哪家。")})
    starts_at = forms.DateTimeField(
        label=_("什么时候去"),
        error_messages={"required": _("请写什么时候去。")},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    topic = forms.ChoiceField(label=_("讲什么、看什么"), required=False)
    address = forms.CharField(label=_("具体地址"), required=False, max_length=200)
    name = forms.CharField(label=_("对方联系人"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("联系人的手机"),
        required=False,
        max_length=40,
        help_text=_("对方没有账号，就写手机或邮箱：收到的链接不用登录，能取消、能评。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("联系人的邮箱"), required=False)

    def __init__(self, data: Any = None, *, listing: Listing) -> None:
        super().__init__(data)
        field = self.fields["host"]
        assert isinstance(field, UnitField)
        field.units = Units(listing.district_id)
        self.unit_names = field.units.labels
        topics = listing.details.get("topics", ())
        choices_of(self, "topic").choices = [("", _("还没定")), *((one, one) for one in topics)]

    def stop(self) -> touring.Stop:
        told = self.cleaned_data
        who = Who(**{name: told[name] for name in ("name", "phone", "email")})
        names = ("host", "starts_at", "topic", "address")
        return touring.Stop(**{name: told[name] for name in names}, who=who)
