"""What is told to many at once, and to whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.actions.bulletins import LONGEST
from lianxin.cases.rules import Rules
from lianxin.kernel.ids import new_id
from lianxin.network.models import PlaceKind
from lianxin.web.cases.fields import Places
from lianxin.web.cases.forms import classes_by_kind, words

INPUT = "%Y-%m-%dT%H:%M"
LATELY = timedelta(days=1)


class BulletinForm(forms.Form):
    """`case` stands for a matter; else class, place and time say who is meant."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    class_code = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("街道、社区"), required=False)
    since = forms.DateTimeField(
        label=gettext_lazy("受理时间不早于"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INPUT),
        input_formats=[INPUT, "%Y-%m-%d %H:%M"],
    )
    text = words(
        label=gettext_lazy("告知内容"),
        rows=5,
        most=LONGEST,
        required=False,
        help_text=gettext_lazy(
            "每位诉求人都会收到，也会写进每一件的经过。不要写姓名、电话、门牌号。"
        ),
    )

    def __init__(self, data: Any = None, *, rules: Rules, places: Places, at: datetime) -> None:
        lately = timezone.localtime(at - LATELY).strftime(INPUT)
        super().__init__(data, auto_id="bulletin_%s", initial={"key": new_id(), "since": lately})
        self.places = places
        above = (PlaceKind.STREET, PlaceKind.COMMUNITY)
        self._choose("class_code", [("", _("请选择")), *classes_by_kind(rules)])
        self._choose("place", [("", _("全辖区")), *places.choices(above)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("case") and not typed.get("class_code"):
            self.add_error("class_code", _("请选择类别，免得告知不相干的人。"))
        return typed
