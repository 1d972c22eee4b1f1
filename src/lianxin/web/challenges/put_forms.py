"""The forms that put a challenge out, or say how one that is out will be decided."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.challenges.actions.putting import MOST_ROUNDS, Course, Criterion
from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.models import Mode
from lianxin.network.models import Organisation
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import rows_of

MOMENT = {"type": "datetime-local"}
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"
CRITERIA = "技术路线 40\n团队能力 30\n进度和费用 30"
CONFIRM_DAYS = 183


class CourseForm(Keyed):
    """Until when one may ask and apply, when it is decided, in how many rounds, and by what."""

    questions_until = forms.DateField(
        label=_("提问截止"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    closes_at = forms.DateTimeField(
        label=_("揭榜截止"),
        widget=forms.DateTimeInput(attrs=MOMENT, format=MOMENT_FORMAT),
        help_text=_("到这一刻为止，晚一秒也不收。"),
    )
    decide_on = forms.DateField(
        label=_("评审决定日"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("这一天之后 10 个工作日内，要把结果和理由告诉每个申请人。"),
    )
    rounds = forms.IntegerField(label=_("几轮"), min_value=1, max_value=MOST_ROUNDS, initial=1)
    criteria = forms.CharField(
        label=_("评审标准"),
        help_text=_("一行一条：名称，空格，满分。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"criteria": CRITERIA} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_criteria(self) -> list[Criterion]:
        found = []
        for line in str(self.cleaned_data["criteria"]).splitlines():
            label, _space, most = line.strip().rpartition(" ")
            if not line.strip():
                continue
            if not label or not most.isdecimal():
                raise forms.ValidationError(
                    _("“%(line)s”看不懂，请写成“技术路线 40”。"), params={"line": line.strip()}
                )
            found.append(Criterion(label, int(most)))
        return found

    @property
    def course(self) -> Course:
        told = self.cleaned_data
        return Course(**{field.name: told[field.name] for field in dataclasses.fields(Course)})


class PutForm(CourseForm):
    """What is wanted, for how much, until when, and how it will be judged."""

    provider = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("发榜单位"), empty_label=None
    )
    title = forms.CharField(label=_("要解决什么？"), max_length=120)
    text = forms.CharField(
        label=_("背景"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    fields_told = forms.CharField(
        label=_("领域"),
        max_length=200,
        help_text=_("几个词，用顿号隔开。例如：膜材料、海水淡化。"),
    )
    goal = forms.CharField(
        label=_("要达到的指标"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reward = forms.IntegerField(label=_("奖励（元）"), min_value=0)
    conditions = forms.CharField(
        label=_("谁可以揭榜"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact = forms.CharField(label=_("联系人"), max_length=60)
    phone = forms.CharField(
        label=_("联系电话"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )

    field_order = (
        "provider", "title", "text", "fields_told", "goal", "reward", "conditions",
        "questions_until", "closes_at", "decide_on", "rounds", "criteria", "contact", "phone",
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "provider").queryset = units

    @property
    def draft(self) -> Draft:
        told = self.cleaned_data
        unit: Organisation = told["provider"]
        until = told["questions_until"]
        return Draft(
            kind="CHALLENGE",
            title=told["title"],
            text=told["text"],
            provider=unit,
            details={
                "fields": told["fields_told"],
                "goal": told["goal"],
                "reward": told["reward"],
                "conditions": told["conditions"],
                "questions_until": until.isoformat() if until else None,
            },
            mode=Mode.ONLINE,
            area=unit.place,
            contact=told["contact"],
            phone=told["phone"],
            closes_at=told["closes_at"],
            confirm_days=CONFIRM_DAYS,
        )
