from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.actions.intake import MAX_TEXT, Contact, Report
from lianxin.cases.models import Source
from lianxin.cases.rules import Rules
from lianxin.cases.states import State
from lianxin.kernel import reference
from lianxin.kernel.ids import new_id
from lianxin.network.models import PlaceKind
from lianxin.web.cases.fields import Known, PlaceField, Places, UnitField, Units
from lianxin.web.cases.forms import classes_by_kind
from lianxin.web.questions.asking import Questions, asked_of

MINE, OPEN, ALL = "", "OPEN", "ALL"
LATE, SOON, TODAY = "LATE", "SOON", "TODAY"


class QueueForm(forms.Form):
    """What narrows the queue. Lives in the address, so that a view can be saved as a link."""

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
            (MINE, gettext_lazy("等我处理")),
            (OPEN, gettext_lazy("全部未办结")),
            *State.choices,
            (ALL, gettext_lazy("全部")),
        ],
    )
    due = forms.ChoiceField(
        label=gettext_lazy("时限"),
        required=False,
        choices=[
            ("", gettext_lazy("不限")),
            (LATE, gettext_lazy("已超时")),
            (SOON, gettext_lazy("4 小时内到期")),
        ],
    )
    received = forms.ChoiceField(
        label=gettext_lazy("受理"),
        required=False,
        choices=[("", gettext_lazy("不限")), (TODAY, gettext_lazy("今天"))],
    )
    class_code = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("街道、社区"), required=False)
    unit = UnitField(required=False, widget=Known("all-units"))

    def __init__(self, data: Any, *, rules: Rules, places: Places, units: Units) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.places, self.units = places, units
        cast("UnitField", self.fields["unit"]).units = units
        everything = ("", _("全部"))
        kinds = [(kind.code, str(kind.label)) for kind in rules.kinds.values()]
        self._choose("class_code", [everything, *classes_by_kind(rules)])
        self._choose("kind", [everything, *kinds])
        above = (PlaceKind.STREET, PlaceKind.COMMUNITY)
        self._choose("place", [everything, *places.choices(above)])

    @property
    def drawn_from(self) -> tuple[object, ...]:
        """All that the form shows."""
        return (sorted(self.data.items()), reference.mark(self.places.district_id))

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def typed(self) -> dict[str, Any]:
        """What was chosen; what does not exist is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RowAssign(forms.Form):
    """Assign straight from the list, to the unit that the row proposes."""

    key = forms.UUIDField()
    to = forms.UUIDField()


class RegisterForm(forms.Form):
    """Intake on the phone, in the order of a call: who, what, where."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    phone = forms.CharField(
        label=gettext_lazy("来电号码"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "autofocus": True}),
    )
    name = forms.CharField(
        label=gettext_lazy("称呼"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    wants_privacy = forms.BooleanField(label=gettext_lazy("对承办单位保密"), required=False)
    text = forms.CharField(
        label=gettext_lazy("反映什么"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("请写下发生了什么，一两句话就可以。")},
    )
    place = PlaceField(
        help_text=gettext_lazy("输入社区或网格名称，从列表中选择。"),
        error_messages={"required": gettext_lazy("请选择发生地：社区或网格。")},
    )
    address = forms.CharField(
        label=gettext_lazy("具体位置"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    class_code = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    grade = forms.ChoiceField(label=gettext_lazy("等级"), required=False)
    joins = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    source = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[(one.value, one.label) for one in (Source.PHONE, Source.COUNTER)],
        initial=Source.PHONE,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: Any = None, *, rules: Rules, places: Places, class_code: str = ""
    ) -> None:
        super().__init__(data, initial={"key": new_id()})
        self.rules, self.places = rules, places
        cast("PlaceField", self.fields["place"]).places = places
        grades = [(one.code, str(one.label)) for one in rules.grades.values()]
        classes = [("", _("以后再定")), *classes_by_kind(rules)]
        cast("forms.ChoiceField", self.fields["class_code"]).choices = classes
        by_class = [("", _("按类别")), *grades]
        cast("forms.ChoiceField", self.fields["grade"]).choices = by_class
        chosen = str(data.get("class_code", "")) if data else class_code
        self.questions = Questions(self, asked_of(places.district_id, chosen))

    def clean(self) -> dict[str, Any]:
        self.questions.clean()
        return self.cleaned_data

    def report(self) -> Report:
        typed = self.cleaned_data
        known = self.rules.classes.get(typed["class_code"])
        return Report(
            text=typed["text"],
            place=typed["place"],
            address=typed["address"],
            kind=known.kind if known else "",
            class_code=typed["class_code"],
            grade=typed["grade"],
            contact=Contact(
                name=typed["name"], phone=typed["phone"], wants_privacy=typed["wants_privacy"]
            ),
            answers=typed["answers"],
            joins=typed["joins"],
        )
