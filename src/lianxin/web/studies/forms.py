from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.network.models import District, Organisation
from lianxin.studies.actions import Told
from lianxin.studies.states import STUDY, VERDICTS, Area, StudyState
from lianxin.web.cases.fields import UnitField, Units
from lianxin.web.challenges.forms import FilesField
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import rows_of

AREAS = [("", _("全部领域")), *Area.choices]
AREA = pgettext_lazy("study", "领域")


class ListForm(forms.Form):
    area = forms.ChoiceField(label=AREA, required=False, choices=AREAS)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("不限")), *StudyState.choices]
    )

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LibraryForm(forms.Form):
    q = forms.CharField(
        label=_("找什么"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    area = forms.ChoiceField(label=AREA, required=False, choices=AREAS)

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class StudyForm(Keyed):
    title = forms.CharField(
        label=_("题目"), max_length=120, error_messages={"required": _("请写题目。")}
    )
    question = forms.CharField(
        label=_("要弄清什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明要弄清什么。")},
    )  # fmt: skip
    area = forms.ChoiceField(label=AREA, choices=Area.choices)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("提出单位"), empty_label=None
    )
    due_on = forms.DateField(label=_("报告期限"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, units: QuerySet[Organisation]) -> None:
        super().__init__(data)
        rows_of(self, "unit").queryset = units

    @property
    def told(self) -> Told:
        given = self.cleaned_data
        return Told(**{name: given[name] for name in self.fields if name != "key"})


class InviteForm(Keyed):
    unit = UnitField(label=_("请哪个单位"), help_text=_("高校、智库、协会、职能部门都可以。"))
    part = forms.CharField(label=_("请它做什么"), max_length=120, required=False)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        assert isinstance(units, UnitField)
        units.units = Units(district.pk)


class BeginForm(Keyed):
    plan = forms.CharField(
        label=_("怎么调研"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("走访哪里、问谁、看什么材料。"),
        error_messages={"required": _("请写明怎么调研：走访哪里、问谁、看什么材料。")},
    )  # fmt: skip


class ReportForm(Keyed):
    summary = forms.CharField(
        label=_("主要结论和建议"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请写明主要结论和建议。")},
    )  # fmt: skip
    files = FilesField(  # type: ignore[assignment]  # a field; the form's own files stay
        label=_("报告全文"),
        help_text=_("最多 6 个，PDF、Word、Excel、PPT 或图片，每个 20 MB 以内。"),
    )


class AnswerForm(Keyed):
    verdict = forms.ChoiceField(
        label=_("采纳吗"), widget=forms.RadioSelect,
        choices=[(verb, STUDY.moves[verb].label) for verb in VERDICTS],
        error_messages={"required": _("请选采纳、部分采纳或不采纳。")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("采纳了什么、没采纳什么，为什么"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明采纳了什么、没采纳什么，为什么。")},
    )  # fmt: skip


class NoteForm(Keyed):
    note = forms.CharField(
        label=_("要补什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明要补什么。")},
    )  # fmt: skip


class ReasonForm(Keyed):
    reason = forms.CharField(
        label=_("为什么停止"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明为什么停止。")},
    )  # fmt: skip
