from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.network.models import District, Organisation
from lianxin.studies.actions import Seen, Told
from lianxin.studies.models import Observation
from lianxin.studies.states import STUDY, VERDICTS, Area, StudyState
from lianxin.web.cases.fields import PlaceField, Places, UnitField, Units
from lianxin.web.challenges.forms import FilesField
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import day_field, rows_of

LONGEST = 500
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


class EthicsForm(Keyed):
    ethics = forms.CharField(
        label=_("怎样做到告知、自愿、不记人"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("到现场看之前怎样告诉大家、怎样征得同意、不想被看的找谁说、什么不记。大家都能看到。"),
        error_messages={"required": _("请写明怎样做到告知、自愿、不记人。")},
    )  # fmt: skip


class SeenForm(Keyed):
    place = PlaceField(label=_("在哪里"))
    seen_on = day_field(_("哪一天"))
    text = forms.CharField(
        label=_("看到了什么"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只写地方和东西：有什么、变了什么。不写人。"),
        error_messages={"required": _("请写看到了什么。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, district_id: int) -> None:
        initial = {"seen_on": timezone.localdate()}
        super().__init__(data, auto_id="id_note_%s", initial=initial)
        cast("PlaceField", self.fields["place"]).places = Places(district_id)

    @property
    def seen(self) -> Seen:
        said = self.cleaned_data
        return Seen(said["place"], said["seen_on"], said["text"])


class StrikeForm(Keyed):
    """One of those listed on the page."""

    observation = forms.ModelChoiceField(
        Observation.objects.none(), label=_("哪一条"), empty_label=_("请选择")
    )
    reason = forms.CharField(label=_("为什么删"), max_length=200)

    def __init__(self, data: Any = None, *, listed: Iterable[Observation]) -> None:
        super().__init__(data, auto_id="id_strike_%s")
        rows = Observation.objects.filter(pk__in=[one.pk for one in listed])
        rows_of(self, "observation").queryset = rows.order_by("-seen_on", "-id")


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
