from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.forms import queries as questions
from lianxin.network import queries as network
from lianxin.network.models import District, Organisation, Place, PlaceKind, Role, User
from lianxin.visits.actions.campaigns import Told
from lianxin.visits.states import Aim, CallState, CampaignState
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of, day_field, rows_of

ABOVE = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)
SEASON = timedelta(days=90)
MOST = 500
SPARED = "SPARED"  # declined, or not there


class CampaignsForm(forms.Form):
    state = forms.ChoiceField(
        label=pgettext_lazy("campaign", "状态"), required=False,
        choices=[("", _("不限")), *CampaignState.choices],
    )  # fmt: skip

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CampaignForm(Keyed):
    title = forms.CharField(label=_("名称"), max_length=120)
    aim = forms.ChoiceField(label=_("走访对象"), choices=Aim.choices, initial=Aim.HOUSEHOLDS)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("组织单位"), empty_label=None
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("范围"), empty_label=None,
        help_text=_("这个地方下面的都走到。"),
    )  # fmt: skip
    starts_on = day_field(_("开始日期"))
    ends_on = day_field(_("结束日期"))
    quota = forms.IntegerField(
        label=_("每人最多走访"), min_value=1, max_value=MOST, initial=40,
        help_text=_("多少户，或者多少家企业、多少处地方；分配时各人最多差一个。"),
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("上门时问的问题"), required=False,
        help_text=_("在“表单”里写好的短问题，中英文都有；可以不问。"),
    )  # fmt: skip
    about = forms.CharField(
        label=_("说明"), required=False, max_length=2000,
        help_text=_("走访的人打开名单上的每一处都看得到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, district: District, units: QuerySet[Organisation]
    ) -> None:
        today = timezone.localdate()
        initial = {"starts_on": today, "ends_on": today + SEASON}
        super().__init__(data, initial=initial)
        places = Place.objects.filter(district_id=district.pk, kind__in=ABOVE, is_active=True)
        rows_of(self, "unit").queryset = units
        rows_of(self, "place").queryset = places.defer("shape").order_by("path")
        newest = {one.code: one.title for one in reversed(questions.versions(district.pk))}
        choices_of(self, "form").choices = [("", _("不问")), *sorted(newest.items())]

    @property
    def told(self) -> Told:
        given = self.cleaned_data
        return Told(**{name: given[name] for name in self.fields if name != "key"})


class EngageForm(Keyed):
    """People by name or account, and all who work in a unit."""

    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("一个单位的全部人员"), required=False,
        empty_label=_("不按单位加"),
    )  # fmt: skip
    people = forms.CharField(
        label=_("按姓名或账号"), required=False, max_length=20_000,
        help_text=_("一行一个，可以从表格里整列粘贴。"), widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, district_id: int) -> None:
        super().__init__(data, auto_id="id_engage_%s")
        self.district_id = district_id
        rows_of(self, "unit").queryset = network.units_with_people(
            district_id, on=timezone.localdate()
        ).order_by("name")

    def clean_people(self) -> list[User]:
        """Each line is one person, by the account or by a name that only one has."""
        lines = [one.strip() for one in self.cleaned_data["people"].splitlines() if one.strip()]
        if not lines:
            return []
        known = User.objects.filter(district_id=self.district_id, is_active=True)
        people: dict[str, list[User]] = {}
        for user in known.filter(username__in=lines) | known.filter(name__in=lines):
            for word in {user.username, user.name}:
                people.setdefault(word, []).append(user)
        if unknown := [one for one in lines if one not in people]:
            raise forms.ValidationError(
                gettext("没有找到：%s。请先在“人员”里建账号。") % gettext("、").join(unknown)
            )
        if several := [one for one in lines if len(people[one]) > 1]:
            raise forms.ValidationError(
                gettext("不止一个人叫：%s。请写账号。") % gettext("、").join(several)
            )
        return [people[one][0] for one in lines]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors and not self.users:
            self.add_error("people", _("请写明谁去走访。"))
        return told

    @property
    def users(self) -> list[User]:
        unit = self.cleaned_data.get("unit")
        seated = network.people_in(unit, *Role, on=timezone.localdate()) if unit else ()
        return [*seated, *self.cleaned_data.get("people", ())]


class CallsForm(forms.Form):
    """Which calls of a campaign."""

    state = forms.ChoiceField(
        label=pgettext_lazy("call", "状态"), required=False,
        choices=[("", _("不限")), *CallState.choices, (SPARED, _("不用走访"))],
    )  # fmt: skip
    officer = forms.ChoiceField(label=_("走访人员"), required=False)
    building = forms.UUIDField(required=False, widget=forms.HiddenInput)
    area = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.UUIDField(required=False, widget=forms.HiddenInput)
    week = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, officers: Sequence[User]) -> None:
        super().__init__(data)
        names = [(str(one.pk), one.name) for one in officers]
        choices_of(self, "officer").choices = [
            ("", _("不限")), ("NOBODY", _("还没有人")), *names
        ]  # fmt: skip

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HandOverForm(Keyed):
    """To whom; the calls are checked in the list."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("交给谁"), empty_label=_("请选择")
    )  # fmt: skip
    is_whole = forms.BooleanField(label=_("这里列出的、还没走访的全部"), required=False)

    def __init__(self, data: Any = None, *, officers: Sequence[User], left: str) -> None:
        super().__init__(data, auto_id="id_hand_%s")
        users = User.objects.filter(pk__in=[one.pk for one in officers])
        rows_of(self, "to").queryset = users.order_by("name")
        self.fields["is_whole"].label = gettext("这里列出的、还没走访的全部 %s") % left
