from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianxin.bodies.actions.electing import Poll
from lianxin.bodies.actions.founding import Told
from lianxin.bodies.actions.joining import Person
from lianxin.bodies.models import Body, Candidate, Term
from lianxin.bodies.states import BodyKind
from lianxin.network.models import Organisation, Place
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import day_field, rows_of

AREA = {"rows": 3}


class ListForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[("", _("不限")), *BodyKind.choices]
    )

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BodyForm(Keyed):
    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=BodyKind.choices)
    about = forms.CharField(label=_("做什么"), max_length=2000, widget=forms.Textarea(attrs=AREA))
    convener = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("召集单位"), empty_label=None
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), empty_label=None)
    parent = forms.ModelChoiceField(
        Body.objects.none(), label=_("上级机构"), required=False, empty_label=_("没有"),
        help_text=_("专门小组要设在一个机构里。"),
    )  # fmt: skip
    begun_on = day_field(_("成立日期"))

    def __init__(
        self, data: Any = None, *, conveners: Any, places: Any, parents: Any, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "convener").queryset = conveners
        rows_of(self, "place").queryset = places
        rows_of(self, "parent").queryset = parents

    @property
    def told(self) -> Told:
        return Told(**{name: self.cleaned_data[name] for name in self.fields if name != "key"})


class ChangeForm(Keyed):
    name = forms.CharField(label=_("名称"), max_length=120)
    about = forms.CharField(label=_("做什么"), max_length=2000, widget=forms.Textarea(attrs=AREA))


class EndForm(Keyed):
    ended_on = day_field(_("最后一天"))
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs=AREA))


class AdmitForm(Keyed):
    unit = forms.ModelChoiceField(Organisation.objects.none(), label=_("成员单位"))
    starts_on = day_field(_("加入日期"))

    def __init__(self, data: Any = None, *, units: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "unit").queryset = units


class LastDayForm(Keyed):
    ends_on = day_field(_("最后一天"))


class AppointForm(Keyed):
    name = forms.CharField(
        label=_("姓名"), max_length=60, help_text=_("写在公开页上，和单位一起。")
    )
    home = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("所在单位"), required=False, empty_label=_("没有")
    )
    starts_on = day_field(_("聘期开始"))
    ends_on = day_field(_("聘期结束"), required=False)

    def __init__(self, data: Any = None, *, units: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "home").queryset = units


class JoinForm(Keyed):
    """What somebody who wants to join, or is invited, is called and how she is reached."""

    name = forms.CharField(
        label=_("怎么称呼"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请写怎么称呼您。")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("邮箱"), required=False, max_length=254,
        help_text=_("确认的链接发到这里，不给别人看。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("手机号"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    shown_as = forms.CharField(
        label=_("公开的称呼"), required=False, max_length=60,
        help_text=_("写在成员名单上，可以用别名；不写就只算人数，不列名字。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if is_known:
            del self.fields["name"], self.fields["email"], self.fields["phone"]
        elif not settings.SMS_GATEWAY:
            del self.fields["phone"]
            self.fields["email"].required = True

    @property
    def person(self) -> Person:
        told = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Person(**told, language=get_language() or "")


class LayForm(Keyed):
    """The order of the turns is that of the lines."""

    units = forms.CharField(
        label=_("轮值的单位，一行一个，按先后"), max_length=4000, widget=forms.Textarea
    )
    starts_on = day_field(_("从哪天开始"))
    months = forms.IntegerField(label=_("一任几个月"), min_value=1, max_value=36, initial=3)
    span = forms.IntegerField(label=_("一共排几个月"), min_value=1, max_value=120, initial=12)

    def __init__(self, data: Any = None, *, units: Sequence[Organisation], **kwargs: Any) -> None:
        first = {"units": "\n".join(unit.name for unit in units)}
        super().__init__(data, **kwargs | {"initial": first | kwargs.get("initial", {})})
        self.by_name = {unit.name: unit for unit in units}
        self.fields["units"].widget.attrs["rows"] = max(3, len(units))

    def clean_units(self) -> list[Organisation]:
        names = [line.strip() for line in self.cleaned_data["units"].splitlines() if line.strip()]
        unknown = [name for name in names if name not in self.by_name]
        if unknown:
            told = _("不是现在的成员单位：%s。名称要和成员单位一致。")
            raise forms.ValidationError(told % "、".join(unknown))
        return [self.by_name[name] for name in names]


class SwapForm(Keyed):
    other = forms.ModelChoiceField(Term.objects.none(), label=_("和哪一任对调"), empty_label=None)

    def __init__(self, data: Any = None, *, terms: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = rows_of(self, "other")
        field.queryset = terms
        field.label_from_instance = _term_named  # type: ignore[assignment, method-assign]  # as Django advises


def _term_named(term: Any) -> str:
    return f"{term.unit.name}（{term.starts_on.isoformat()} – {term.ends_on.isoformat()}）"


class PledgeForm(Keyed):
    title = forms.CharField(label=_("承诺做什么"), max_length=160)
    about = forms.CharField(
        label=_("具体说明"), max_length=2000, required=False, widget=forms.Textarea(attrs=AREA)
    )


class ReportForm(Keyed):
    text = forms.CharField(
        label=_("任期里做了什么"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class PollForm(Keyed):
    title = forms.CharField(label=_("选什么职务"), max_length=60)
    seats = forms.IntegerField(label=_("名额"), min_value=1, max_value=20, initial=1)
    nominate_until_on = day_field(_("报名到"))
    vote_until_on = day_field(_("投票到"))
    starts_on = day_field(_("任期开始"))
    ends_on = day_field(_("任期结束"))

    @property
    def poll(self) -> Poll:
        return Poll(**{name: self.cleaned_data[name] for name in self.fields if name != "key"})


class ReasonForm(Keyed):
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs=AREA))


class StandForm(Keyed):
    name = forms.CharField(label=_("参选的称呼"), max_length=60)
    statement = forms.CharField(
        label=_("想做什么"), max_length=500, widget=forms.Textarea(attrs=AREA)
    )


class VoteForm(Keyed):
    chosen = forms.ModelMultipleChoiceField(
        Candidate.objects.none(), label=_("投给谁"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选一位。")},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, candidates: Iterable[Candidate], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "chosen").queryset = candidates  # type: ignore[assignment]  # a query


class PointForm(Keyed):
    name = forms.CharField(
        label=_("公开的称呼"), max_length=60, help_text=_("本人愿意怎么叫，可以不是真名。")
    )
    phone = forms.CharField(
        label=_("电话"), max_length=40, required=False,
        help_text=_("只给本楼或本单位的人看，任期结束就删除。"),
    )  # fmt: skip
    host = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("聘请单位"), empty_label=None
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("楼栋"), required=False, empty_label=_("没有")
    )
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("或者服务的单位"), required=False,
        empty_label=_("没有"),
    )  # fmt: skip
    starts_on = day_field(_("开始日期"))
    ends_on = day_field(_("最后一天"), required=False)

    def __init__(
        self, data: Any = None, *, hosts: Any, places: Any, units: Any, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "host").queryset = hosts
        rows_of(self, "place").queryset = places
        rows_of(self, "unit").queryset = units
