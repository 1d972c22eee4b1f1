from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.rules import Rules
from lianxin.network.models import User
from lianxin.web.cases.forms import classes_by_kind

LATE, SOON = "LATE", "SOON"
NOBODY = "none"
PERIODS = {
    "7": gettext_lazy("7 天内"),
    "30": gettext_lazy("30 天内"),
    "90": gettext_lazy("90 天内"),
}
FIGURES = {
    "closed": gettext_lazy("已办结"),
    "feedback_kept": gettext_lazy("按时反馈"),
    "feedback_missed": gettext_lazy("未按时反馈"),
    "rated": gettext_lazy("已评价"),
    "dissatisfied": gettext_lazy("评价未解决"),
}
ANY = ("", gettext_lazy("不限"))


class QueueForm(forms.Form):
    """What narrows the unit's list; lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("编号或事项"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    person = forms.ChoiceField(label=gettext_lazy("经办人"), required=False)
    class_code = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    due = forms.ChoiceField(
        label=gettext_lazy("时限"),
        required=False,
        choices=[ANY, (LATE, gettext_lazy("已超时")), (SOON, gettext_lazy("4 小时内到期"))],
    )
    days = forms.ChoiceField(
        label=gettext_lazy("受理"), required=False, choices=[ANY, *PERIODS.items()]
    )
    figure = forms.ChoiceField(
        label=gettext_lazy("办得怎样"), required=False, choices=[ANY, *FIGURES.items()]
    )
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, rules: Rules, people: Iterable[User]) -> None:
        super().__init__(data, auto_id="filter_%s")
        named = [(str(person.pk), str(person)) for person in people]
        self._choose("person", [("", _("全部")), (NOBODY, _("还没有交到人")), *named])
        self._choose("class_code", [("", _("全部")), *classes_by_kind(rules)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def typed(self) -> dict[str, Any]:
        """What was chosen; what does not exist is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
