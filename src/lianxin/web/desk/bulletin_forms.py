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
    class_code = forms.ChoiceField(
        label=gettext_lazy("类别"),
        error_messages={"required": gettext_lazy("请选择类别，免得告知不相干的人。")},
    )
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
        error_messages={"required": gettext_lazy("请写下要告诉大家的内容。")},
        help_text=gettext_lazy(
            "每位诉求人都会收到，也会写进每一件的经过。不要写姓名、电话、门牌号。"
        ),
    )

    def __init__(
        self, data: Any = None, *, rules: Rules, places: Places, at: datetime, asked: Any = None
    ) -> None:
        """`asked` is what a link or a look beforehand says of who is meant."""
        lately = timezone.localtime(at - LATELY).strftime(INPUT)
        first = {"key": new_id(), "since": lately} | {name: asked[name] for name in asked or ()}
        super().__init__(data, auto_id="bulletin_%s", initial=first)
        self.places = places
        if (data or first).get("case"):
            self.fields["class_code"].required = False
        above = (PlaceKind.STREET, PlaceKind.COMMUNITY)
        self._choose("class_code", [("", _("请选择")), *classes_by_kind(rules)])
        self._choose("place", [("", _("全辖区")), *places.choices(above)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices
