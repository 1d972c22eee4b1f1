"""The forms of the checklist. A tick is one tap; the word about it is optional."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.models import Task
from lianxin.network.models import Organisation
from lianxin.web.cases.forms import DeedForm

OURS = ""  # the choice of no helping unit


class TaskForm(DeedForm):
    """A deed on one line. It stands in the checklist, not among the deeds."""

    task = forms.UUIDField(widget=forms.HiddenInput)

    def clean_task(self) -> Task:
        asked = self.cleaned_data["task"]
        found = next((task for task in self.ground.tasks if task.pk == asked), None)
        if found is None:
            raise forms.ValidationError(_("这一项已经不在清单上，请刷新后再看。"))
        return found


class Tick(TaskForm):
    note = forms.CharField(label=gettext_lazy("说明"), max_length=380, required=False)


class HelpingUnit(DeedForm):
    """A choice among the units that help."""

    unit = forms.ChoiceField(label=gettext_lazy("由谁办"), required=False)

    def prepare(self) -> None:
        ours = (OURS, _("主办单位"))
        self.choose("unit", [ours, *((str(u.pk), u.name) for u in self.ground.helping)])

    def clean_unit(self) -> Organisation | None:
        asked = self.cleaned_data["unit"]
        return next((unit for unit in self.ground.helping if str(unit.pk) == asked), None)


class GiveTask(TaskForm, HelpingUnit):
    pass


class AddTask(HelpingUnit):
    field_order = ("label", "is_required", "unit")
    label = forms.CharField(
        label=gettext_lazy("要做什么"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("不办完不能按“已解决”答复"), required=False
    )

    def prepare(self) -> None:
        super().prepare()
        if not self.ground.helping:
            del self.fields["unit"]

    def facts(self) -> dict[str, Any]:
        return {"unit": None} | super().facts()
