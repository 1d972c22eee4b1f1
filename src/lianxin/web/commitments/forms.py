from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.commitments.actions import Draft, Promised
from lianxin.commitments.actions.evidence import Proof
from lianxin.commitments.actions.voices import Said
from lianxin.commitments.models import Commitment, Milestone, Programme, Site
from lianxin.commitments.progress import Light
from lianxin.commitments.states import Hidden, Measure, Outcome, ProgrammeKind
from lianxin.network.models import District, Organisation, Place, PlaceKind
from lianxin.web.cases.fields import PlaceField, Places, UnitField, Units
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import Rating, choices_of, day_field, rows_of
from lianxin.web.uploads import PhotosField

STARS = [
    ("1", _("很不满意")), ("2", _("不满意")), ("3", _("一般")), ("4", _("满意")),
    ("5", _("很满意")),
]  # fmt: skip


def _text(label: Any, *, most: int = 1000, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class ListForm(forms.Form):
    """Which promises are listed."""

    light = forms.ChoiceField(
        label=pgettext_lazy("promise", "进展"), required=False,
        choices=[("", _("不限")), *Light.choices],
    )  # fmt: skip
    whose = forms.ChoiceField(
        label=_("谁负责"), required=False,
        choices=[("", _("不限")), ("mine", _("我的单位"))],
    )  # fmt: skip

    list = forms.CharField(required=False, widget=forms.HiddenInput)  # its number

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ProgrammeForm(Keyed):
    kind = forms.ChoiceField(label=_("类型"), choices=ProgrammeKind.choices)
    title = forms.CharField(
        label=_("名称"), max_length=120, help_text=_("例如：2026 年十件民生实事。")
    )
    about = _text(_("说明"), most=2000, required=False)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("牵头单位"), empty_label=None
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("范围"), empty_label=None)
    starts_on = day_field(_("开始日期"))
    ends_on = day_field(_("结束日期"))

    def __init__(self, data: Any = None, *, district: District, units: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "unit").queryset = units
        wide = (PlaceKind.DISTRICT, PlaceKind.STREET, PlaceKind.COMMUNITY)
        places = Place.objects.filter(district_id=district.pk, is_active=True, kind__in=wide)
        rows_of(self, "place").queryset = places.defer("shape").order_by("path")

    @property
    def draft(self) -> Draft:
        return Draft(**{name: self.cleaned_data[name] for name in self.fields if name != "key"})


class PromiseForm(Keyed):
    title = forms.CharField(label=_("承诺内容"), max_length=160)
    owner = UnitField(label=_("责任单位"), help_text=_("输入名称，从列表中选。"))
    due_on = day_field(_("完成时限"))
    about = _text(_("具体说明"), most=2000, required=False)
    chapter = forms.CharField(
        label=_("所属行动"), max_length=80, required=False, help_text=_("行动计划才填。")
    )
    helpers = forms.CharField(label=_("配合单位"), max_length=200, required=False)
    measure = forms.ChoiceField(label=_("进度算法"), choices=Measure.choices)
    target = forms.IntegerField(label=_("目标数"), min_value=0, required=False)
    unit_word = forms.CharField(
        label=_("计量单位"), max_length=12, required=False, help_text=_("例如：部、个、处。")
    )
    baseline = forms.IntegerField(
        label=_("原有数"), min_value=0, required=False, help_text=_("按指标数值计算才填。")
    )

    def __init__(self, data: Any = None, *, district: District, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast("UnitField", self.fields["owner"]).units = Units(district.pk)

    @property
    def promised(self) -> Promised:
        given = [name for name in self.fields if name not in ("key", "programme")]
        told = {name: self.cleaned_data[name] for name in given}
        return Promised(**(told | {"baseline": told["baseline"] or 0}))


class ListField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class GiveForm(PromiseForm):
    """A promise that comes of something, onto one of the lists that one looks after."""

    programme = ListField(Programme.objects.none(), label=_("写进哪份清单"), empty_label=None)
    field_order = ("programme",)

    def __init__(self, data: Any = None, *, lists: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "programme").queryset = lists


class MilestoneForm(Keyed):
    title = forms.CharField(label=_("步骤"), max_length=120)
    due_on = day_field(_("时限"))
    weight = forms.IntegerField(
        label=_("权重"), min_value=1, max_value=100, initial=1,
        help_text=_("重的一步占的进度多。"),
    )  # fmt: skip


class SiteForm(Keyed):
    name = forms.CharField(label=_("点位"), max_length=120, help_text=_("例如：学苑 3 号楼。"))
    place = PlaceField(label=_("所在社区"), help_text=_("输入名称，从列表中选。"))
    count = forms.IntegerField(label=_("数量"), min_value=1, initial=1)

    def __init__(self, data: Any = None, *, district: District, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast("PlaceField", self.fields["place"]).places = Places(district.pk)


class ProvenForm(Keyed):
    """What shows it goes to the action as one `proof`."""

    photos = PhotosField(help_text=_("最多 6 张。照片里的拍摄位置会先删掉。"))
    document = forms.CharField(
        label=_("文件名称或照片说明"), max_length=120, required=False,
        help_text=_("例如：竣工验收单。"),
    )  # fmt: skip
    link = forms.URLField(label=_("文件网址"), required=False, assume_scheme="https")
    where = forms.CharField(label=_("在哪里看得到"), max_length=120, required=False)

    @property
    def done(self) -> dict[str, Any]:
        """As the action takes it."""
        told = dict(self.cleaned_data)
        proof = Proof(
            photos=told.pop("photos"), title=told.pop("document"), link=told.pop("link"),
            place=told.pop("where"),
        )  # fmt: skip
        return told | {"proof": proof}


class ReportForm(ProvenForm):
    text = _text(_("有什么进展"))
    value = forms.IntegerField(label=_("现在的数值"), min_value=0, required=False)
    field_order = ("text", "value")

    def __init__(self, data: Any = None, files: Any = None, *, of: Commitment, **kw: Any) -> None:
        super().__init__(data, files, **kw)
        if of.measure != Measure.VALUE:
            del self.fields["value"]


class ReachForm(ProvenForm):
    milestone = forms.ModelChoiceField(
        Milestone.objects.none(), label=_("哪一步"), empty_label=None
    )
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    field_order = ("milestone", "note")

    def __init__(self, data: Any = None, files: Any = None, *, of: Commitment, **kw: Any) -> None:
        super().__init__(data, files, **kw)
        rows_of(self, "milestone").queryset = open_steps(of)


class BuildForm(ProvenForm):
    site = forms.ModelChoiceField(Site.objects.none(), label=_("哪个点位"), empty_label=None)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    field_order = ("site", "note")

    def __init__(self, data: Any = None, files: Any = None, *, of: Commitment, **kw: Any) -> None:
        super().__init__(data, files, **kw)
        rows_of(self, "site").queryset = open_sites(of)


def open_steps(of: Commitment) -> Any:
    rows = Milestone.objects.filter(district_id=of.district_id, commitment=of, reached_on=None)
    return rows.order_by("due_on", "pk")


def open_sites(of: Commitment) -> Any:
    rows = Site.objects.filter(district_id=of.district_id, commitment=of, done_on=None)
    return rows.order_by("name")


class FinishForm(ProvenForm):
    text = _text(_("做成了什么"))
    field_order = ("text",)


class SendBackForm(Keyed):
    note = _text(_("还缺什么"), most=500, rows=2)


class SettleForm(ProvenForm):
    outcome = forms.ChoiceField(label=_("结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = _text(_("结果和原因，市民看得到"), most=500)
    field_order = ("outcome", "note")


class ChangeForm(Keyed):
    title = forms.CharField(label=_("承诺内容"), max_length=160)
    target = forms.IntegerField(label=_("目标数"), min_value=0, required=False)
    due_on = day_field(_("完成时限"))
    reason = _text(
        _("为什么改"), most=500, rows=2, required=False,
        help_text=_("已公布的必须写。原来的内容会和原因一起公开。"),
    )  # fmt: skip


class BaseForm(Keyed):
    name = forms.CharField(label=_("名称"), max_length=80)
    unit = UnitField(label=_("单位"), required=False, help_text=_("输入名称，从列表中选。"))
    link = forms.CharField(
        label=_("链接"), max_length=200, required=False, help_text=_("本平台里的地址，以 / 开头。")
    )
    note = forms.CharField(label=_("做什么"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, district: District, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast("UnitField", self.fields["unit"]).units = Units(district.pk)


class CommentForm(Keyed):
    text = _text(_("您的意见"), help_text=_("请不要写手机号、门牌号和别人的名字。"))
    name = forms.CharField(
        label=_("怎么称呼您"),
        max_length=40,
        required=False,
        help_text=_("会公开。不写就是“居民”。"),
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=40, required=False,
        help_text=_("不公开。留了，有答复时告诉您。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    @property
    def said(self) -> Said:
        told = self.cleaned_data
        return Said(told["text"], name=told["name"], phone=told["phone"])


class RateForm(Keyed):
    stars = forms.TypedChoiceField(
        label=_("这件事办得怎么样"), choices=STARS, coerce=int, widget=Rating
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=40,
        help_text=_("一个号码评一次；号码不保存，只留下认不出人的记号。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, is_known: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if is_known:
            del self.fields["phone"]


class HideForm(Keyed):
    reason = forms.ChoiceField(label=_("原因"), choices=Hidden.choices)


class AnswerForm(Keyed):
    text = _text(_("答复"))


class UnitsForm(forms.Form):
    """Whose promises of a list, for everybody."""

    unit = forms.ChoiceField(label=_("责任单位"), required=False)

    def __init__(self, data: Any = None, *, units: Iterable[Organisation]) -> None:
        super().__init__(data)
        told = sorted({(unit.code, unit.name) for unit in units}, key=lambda one: one[1])
        choices_of(self, "unit").choices = [("", _("全部单位")), *told]

    @property
    def asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("unit") or "")
