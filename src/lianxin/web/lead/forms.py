from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.web.cases.forms import classes_by_kind
from lianxin.web.lead.scope import Scope, depth

PERIODS = {
    7: gettext_lazy("近 7 天"),
    30: gettext_lazy("近 30 天"),
    90: gettext_lazy("近 90 天"),
    365: gettext_lazy("近一年"),
}
DEFAULT_DAYS = 30
OPEN, LATE, SOON, PARKED, NONE = "OPEN", "LATE", "SOON", "PARKED", "none"
FIGURES = {
    "closed": gettext_lazy("已办结"),
    "solved": gettext_lazy("办结并解决"),
    "respond_due": gettext_lazy("应响应"),
    "respond_kept": gettext_lazy("按时响应"),
    "respond_missed": gettext_lazy("未按时响应"),
    "feedback_due": gettext_lazy("应反馈"),
    "feedback_kept": gettext_lazy("按时反馈"),
    "feedback_missed": gettext_lazy("未按时反馈"),
    "rated": gettext_lazy("已评价"),
    "satisfied": gettext_lazy("评价满意"),
    "dissatisfied": gettext_lazy("评价未解决"),
    "reopened": gettext_lazy("重新办理过"),
}
ORDER_FIGURES = {
    "to_dispatch": gettext_lazy("等派单台派单"),
    "nobody": gettext_lazy("没有单位接，退回派单台"),
    "offered": gettext_lazy("等单位接单"),
    "under_way": gettext_lazy("已接单，还没有完成"),
    "to_rate": gettext_lazy("已完成，等评单"),
    "accepted": gettext_lazy("有单位接单"),
    "within_4h": gettext_lazy("4 小时内接单"),
    "within_24h": gettext_lazy("24 小时内接单"),
    "within_48h": gettext_lazy("48 小时内接单"),
    "after_48h": gettext_lazy("48 小时以后接单"),
    "not_accepted": gettext_lazy("没有单位接单"),
    "delivered": gettext_lazy("已完成服务"),
    "cancelled": gettext_lazy("已取消"),
    "rated": gettext_lazy("已评单"),
    "turns": gettext_lazy("派给过单位"),
    "turns_accepted": gettext_lazy("单位接单"),
    "turns_declined": gettext_lazy("单位婉拒"),
    "turns_silent": gettext_lazy("单位超时未接"),
    "turns_dropped": gettext_lazy("接单后不能履约"),
}
ANY = ("", gettext_lazy("不限"))


def days_of(asked: Any) -> int:
    text = asked.get("days", "")
    return int(text) if text in map(str, PERIODS) else DEFAULT_DAYS


class Narrowing(forms.Form):
    """A GET form; what was chosen and does not exist is left out."""

    area = forms.ChoiceField(label=gettext_lazy("街道、社区"), required=False)

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data, auto_id="filter_%s")
        top = min((depth(place) for place in scope.below), default=0)
        places = [(place.code, "　" * (depth(place) - top) + place.name) for place in scope.below]
        self.choose("area", [("", _("全部")), *places])

    def choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def typed(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BoardForm(Narrowing):
    days = forms.CharField(required=False, widget=forms.HiddenInput)


class CasesForm(Narrowing):
    """What narrows the rows behind a figure; lives in the address."""

    field_order = ("q", "state", "due", "days", "figure", "area", "unit", "class_code", "own")

    q = forms.CharField(
        label=gettext_lazy("编号或事项"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[
            ("", gettext_lazy("全部")),
            (OPEN, gettext_lazy("全部未办结")),
            *State.choices,
        ],
    )
    due = forms.ChoiceField(
        label=gettext_lazy("时限"),
        required=False,
        choices=[
            ANY,
            (LATE, gettext_lazy("已超时")),
            (SOON, gettext_lazy("4 小时内到期")),
            (PARKED, gettext_lazy("已列入会议清单")),
        ],
    )
    days = forms.ChoiceField(
        label=gettext_lazy("受理"),
        required=False,
        choices=[ANY, *((str(days), label) for days, label in PERIODS.items())],
    )
    figure = forms.ChoiceField(
        label=gettext_lazy("办得怎样"), required=False, choices=[ANY, *FIGURES.items()]
    )
    unit = forms.ChoiceField(label=gettext_lazy("主办单位"), required=False)
    class_code = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    own = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, scope: Scope, rules: Rules, units: dict[str, str]) -> None:
        super().__init__(data, scope=scope)
        everything = ("", _("全部"))
        named = sorted(units.items(), key=lambda item: item[1])
        self.choose("unit", [everything, *named])
        unknown = (NONE, _("未归类"))
        self.choose("class_code", [everything, *classes_by_kind(rules), unknown])


class OrdersForm(Narrowing):
    """What narrows the orders behind a figure; lives in the address."""

    field_order = ("days", "figure", "kind", "unit", "area", "own")

    days = forms.ChoiceField(
        label=gettext_lazy("什么时候点的"),
        required=False,
        choices=[ANY, *((str(days), label) for days, label in PERIODS.items())],
    )
    figure = forms.ChoiceField(
        label=gettext_lazy("办得怎样"), required=False, choices=[ANY, *ORDER_FIGURES.items()]
    )
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("派给过的单位"), required=False)
    own = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, scope: Scope, kinds: Any, units: dict[str, str]) -> None:
        super().__init__(data, scope=scope)
        everything = ("", _("全部"))
        self.choose("kind", [everything, *kinds])
        self.choose("unit", [everything, *sorted(units.items(), key=lambda item: item[1])])
