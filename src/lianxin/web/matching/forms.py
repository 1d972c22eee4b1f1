from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.eligibility import CERTIFICATES
from lianxin.exchange.kinds.job import KIND as JOB
from lianxin.exchange.models import Listing
from lianxin.matching.actions.profiles import Answers, Told
from lianxin.matching.assigning import MOST_WISHES
from lianxin.matching.models import Firm, Profile
from lianxin.matching.reasons import DAYS, EMPLOYMENTS, PARTS
from lianxin.matching.states import Answer, NotNow, Wanted
from lianxin.matching.values import halves, parts_of
from lianxin.network import queries as network
from lianxin.network.models import District
from lianxin.web.me import places
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of

EDUCATION = {each.name: each for each in JOB.details}["education"].choices
INPUT = "%Y-%m-%dT%H:%M"


class Words(forms.CharField):
    """Short words, told apart by commas."""

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace("，", ",").replace("、", ",")
        return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "，".join(value) if isinstance(value, list) else value


def _some(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **kwargs,
    )


class ProfileForm(Keyed):
    wanted = _some(_("想找什么？"), Wanted.choices)
    title = forms.CharField(
        label=_("一句话说说自己"),
        max_length=120,
        required=False,
        help_text=_("例如：护理专业应届生，想做老人照护。不用写姓名和电话。"),
    )
    skills = Words(
        label=_("会什么"),
        required=False,
        max_length=400,
        help_text=_("用逗号隔开，例如：电工，焊接。"),
    )
    subjects = Words(label=_("什么领域"), required=False, max_length=400)
    text = forms.CharField(
        label=_("多说几句"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    employment = _some(_("全职还是兼职？"), list(EMPLOYMENTS.items()))
    pay_from = forms.IntegerField(label=_("月薪不低于（元）"), required=False, min_value=0)
    education = forms.ChoiceField(label=_("学历"), required=False)
    experience = forms.IntegerField(
        label=_("工作几年了"), required=False, min_value=0, max_value=60
    )
    area = forms.ChoiceField(label=_("住在哪一带"), required=False)
    within_km = forms.IntegerField(
        label=_("最远几公里"), required=False, min_value=1, max_value=200
    )
    days = _some(_("哪几天有空？"), list(enumerate(DAYS)))
    parts = _some(_("什么时候有空？"), list(enumerate(PARTS)))
    is_on = forms.BooleanField(
        label=_("给我推荐合适的"),
        required=False,
        help_text=_("只有您自己看得到这些内容。您申请了，对方才知道您是谁；随时可以关。"),
    )

    def __init__(self, data: Any = None, *, district: District, held: Profile | None) -> None:
        super().__init__(data, initial=_initial(held))
        self.district_id = district.pk
        choices_of(self, "area").choices = [("", _("不说")), *places.choices(district)]
        choices_of(self, "education").choices = [("", _("不说")), *EDUCATION.items()]

    def told(self) -> Told:
        typed: Mapping[str, Any] = self.cleaned_data
        plain = ("wanted", "title", "text", "skills", "employment", "pay_from",
                 "education", "experience", "within_km")  # fmt: skip
        return Told(
            **{name: typed[name] for name in plain},
            fields=typed["subjects"],
            area=network.place_coded(self.district_id, typed["area"]) if typed["area"] else None,
            times=halves((int(d), int(p)) for d in typed["days"] for p in typed["parts"]),
        )


def _initial(held: Profile | None) -> dict[str, Any]:
    if held is None:
        return {"wanted": [Wanted.JOB], "is_on": True}
    names = ("wanted", "title", "text", "skills", "employment", "pay_from", "education",
             "experience", "within_km", "is_on")  # fmt: skip
    free = parts_of(held.times)
    return {name: getattr(held, name) for name in names} | {
        "subjects": held.fields,
        "area": held.area.code if held.area else "",
        "days": sorted({str(day) for day, _part in free}),
        "parts": sorted({str(part) for _day, part in free}),
    }


class FirmForm(Keyed):
    text = forms.CharField(
        label=_("做什么的"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("产品、客户、正在做的事，一两句话。"),
    )
    subjects = Words(label=_("领域"), required=False, max_length=400, help_text=_("用逗号隔开。"))
    founded_in = forms.IntegerField(label=_("成立年份"), required=False)
    staff = forms.IntegerField(label=_("员工人数"), required=False, min_value=0)
    revenue = forms.IntegerField(label=_("上年营业收入（元）"), required=False, min_value=0)
    certificates = _some(_("有哪些资质？"), list(CERTIFICATES.items()))
    knows_certificates = forms.BooleanField(
        label=_("资质已经填全（没有勾的就是没有）"), required=False
    )

    def __init__(self, data: Any = None, *, held: Firm | None) -> None:
        names = ("text", "founded_in", "staff", "revenue", "certificates")
        told = {name: getattr(held, name) for name in names} if held else {}
        if held:
            told["subjects"] = held.fields
        knows = bool(held and held.certificates is not None)
        super().__init__(data, initial=told | {"knows_certificates": knows})

    def told(self) -> Answers:
        typed = self.cleaned_data
        chosen = typed["certificates"]
        is_told = bool(chosen) or typed["knows_certificates"]
        plain = ("text", "founded_in", "staff", "revenue")
        return Answers(
            **{name: typed[name] for name in plain},
            fields=typed["subjects"],
            certificates=chosen if is_told else None,
        )


class CallForm(Keyed):
    deadline_at = forms.DateTimeField(
        label=_("请在什么时候前回复"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INPUT),
        input_formats=[INPUT, "%Y-%m-%d %H:%M"],
    )
    text = forms.CharField(
        label=_("附言"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("每家受邀单位都会看到。"),
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    not_now = forms.ChoiceField(
        label=_("为什么暂时不行？"),
        required=False,
        choices=NotNow.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("想说的话"), required=False, max_length=500)


class RoundForm(Keyed):
    title = forms.CharField(label=_("名称"), max_length=120)
    series = forms.SlugField(
        label=_("系列"),
        max_length=40,
        help_text=_(
            "同一系列的各轮互相记得：上一轮志愿靠后的，这一轮同等情况下优先。例如 internship。"
        ),
    )
    closes_at = forms.DateTimeField(
        label=_("志愿截止"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INPUT),
        input_formats=[INPUT, "%Y-%m-%d %H:%M"],
    )
    places = forms.CharField(
        label=_("名额"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一条：编号和名额，例如“WHG-26-00012 3”。"),
    )


class WishForm(Keyed):
    """One select for each wish."""

    def __init__(
        self, data: Any = None, *, offered: Mapping[str, Listing], wished: list[str]
    ) -> None:
        super().__init__(data)
        choices = [("", _("不填")), *((pk, one.title) for pk, one in offered.items())]
        for n in range(min(MOST_WISHES, len(offered))):
            self.fields[f"wish_{n + 1}"] = forms.ChoiceField(
                label=_("第 %d 志愿") % (n + 1),
                required=n == 0,
                choices=choices,
                initial=wished[n] if n < len(wished) else "",
            )

    @property
    def chosen(self) -> list[str]:
        names = [name for name in self.fields if name.startswith("wish_")]
        return [self.cleaned_data[name] for name in names if self.cleaned_data[name]]
