from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.incubation.actions import Idea, Told
from lianxin.incubation.models import Group
from lianxin.incubation.needs import CYCLE, NEEDED
from lianxin.incubation.states import GroupStage
from lianxin.network.models import District, Organisation, Place, PlaceKind
from lianxin.web.me.forms import Keyed
from lianxin.web.money import YuanField
from lianxin.web.shell.forms import choices_of, day_field, rows_of


class ListForm(forms.Form):
    state = forms.ChoiceField(
        label=pgettext_lazy("group", "阶段"),
        required=False,
        choices=[("", _("不限")), *GroupStage.choices],
    )

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class GroupForm(Keyed):
    name = forms.CharField(label=_("名称"), max_length=120)
    about = forms.CharField(
        label=_("想做什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("所在社区"), empty_label=None)
    incubator = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("孵化平台"), empty_label=None
    )
    people = forms.IntegerField(label=_("现在有几个人"), min_value=0, initial=3)

    def __init__(self, data: Any = None, *, district: District, incubators: Any) -> None:
        super().__init__(data)
        places = communities_of(district).defer("shape").order_by("path")
        rows_of(self, "place").queryset = places
        rows_of(self, "incubator").queryset = incubators

    @property
    def told(self) -> Told:
        given = self.cleaned_data
        return Told(**{name: given[name] for name in self.fields if name != "key"})


class TownForm(forms.Form):
    """Whose groups, for everybody."""

    place = forms.ChoiceField(label=_("哪个街道"), required=False)

    def __init__(self, data: Any = None, *, streets: Sequence[Place]) -> None:
        super().__init__(data)
        told = [(place.code, place.name) for place in streets]
        choices_of(self, "place").choices = [("", _("全部街道")), *told]

    @property
    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("place") or "")


class ProposeForm(Keyed):
    """What a resident writes on her phone. Who is signed in is known already."""

    name = forms.CharField(
        label=_("团队叫什么"),
        max_length=120,
        help_text=_("先起一个，以后可以改。例如：清河读书会。"),
        error_messages={"required": _("请起一个名称，以后可以改。")},
    )
    about = forms.CharField(
        label=_("想做什么、给谁做"),
        max_length=2000,
        help_text=_("一两句话就可以。"),
        error_messages={"required": _("请写想做什么，一两句话就可以。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("在哪个社区"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选社区，由那里的街道答复您。")},
    )
    people = forms.IntegerField(label=_("现在有几个人"), min_value=1, max_value=100_000, initial=3)
    contact = forms.CharField(
        label=_("怎么称呼您"),
        max_length=60,
        error_messages={"required": _("请写怎么称呼您。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        help_text=_("只给街道的孵化平台，用来和您商量。"),
        error_messages={"required": _("请留一个能打通的手机号。")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(
        self, data: Any = None, *, district: District, is_known: bool, place: str = ""
    ) -> None:
        super().__init__(data)
        communities = communities_of(district).defer("shape").order_by("path")
        rows_of(self, "place").queryset = communities
        if place:
            self.initial["place"] = communities.filter(code=place).first()
        if is_known:
            del self.fields["contact"], self.fields["phone"]

    @property
    def idea(self) -> Idea:
        told = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Idea(**told, language=get_language() or "")


def communities_of(district: District) -> QuerySet[Place]:
    return Place.objects.filter(district_id=district.pk, is_active=True, kind=PlaceKind.COMMUNITY)


class ShowForm(Keyed):
    code = forms.ChoiceField(label=_("哪一样"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, group: Group, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices_of(self, "code").choices = [
            (item.code, item.label)
            for item in NEEDED[GroupStage(group.state)]
            if item.code != CYCLE
        ]


class RegisterForm(Keyed):
    registration = forms.CharField(label=_("登记证号"), max_length=40)
    code = forms.SlugField(
        label=_("单位代码"), max_length=60, help_text=_("小写字母和短横，例如 ngo-qinghe-help。")
    )


class HandOverForm(Keyed):
    to = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("交给哪个孵化平台"), empty_label=None
    )

    def __init__(self, data: Any = None, *, units: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "to").queryset = units


class ReasonForm(Keyed):
    reason = forms.CharField(
        label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class PlanForm(Keyed):
    title = forms.CharField(label=_("项目名称"), max_length=120)
    text = forms.CharField(
        label=_("计划"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    starts_on = day_field(_("开始日期"))
    ends_on = day_field(_("结束日期"))


class BeginForm(Keyed):
    promised_fen = YuanField(label=_("支持多少（元）"))


class ReportForm(Keyed):
    text = forms.CharField(
        label=_("做了什么"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    spent_fen = YuanField(label=_("实际花了（元）"))


class NoteForm(Keyed):
    note = forms.CharField(
        label=_("要补什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
