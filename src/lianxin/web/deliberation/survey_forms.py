from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation.actions.surveying import Asked
from lianxin.deliberation.models import Hall
from lianxin.forms.definition import Definition
from lianxin.web.me.forms import Keyed
from lianxin.web.questions.asking import Questions
from lianxin.web.shell.forms import rows_of


def _text(label: Any, most: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class SurveyForm(Keyed):
    title = forms.CharField(label=_("标题"), max_length=120)
    about = _text(
        _("为什么问、结果怎么用"), 2000, 3, help_text=_("填的人先看这一段，再决定填不填。")
    )
    questions = _text(
        _("问题"), 12_000, 12,
        help_text=_(
            "问题之间空一行；选项写在问题下面，一行一个；问题后面写“（多选）”可以选几项；"
            "不写选项就是自己写。不要问姓名、电话、门牌号。"
        ),
    )  # fmt: skip
    closes_at = forms.DateTimeField(
        label=_("截止时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    @property
    def asked(self) -> Asked:
        names = ("title", "about", "questions", "closes_at")
        return Asked(**{name: self.cleaned_data[name] for name in names})


class NewSurveyForm(SurveyForm):
    hall = forms.ModelChoiceField(Hall.objects.none(), label=_("议事厅"), empty_label=None)
    field_order = ("hall",)

    def __init__(self, data: Any = None, *, halls: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "hall").queryset = halls


class ConcludeForm(Keyed):
    text = _text(_("结果怎么用了，大家都看得到"), 4000, 4)


class AnswersForm(Keyed):
    """The questions, and nothing about who answers."""

    def __init__(self, data: Any = None, *, asked: Definition) -> None:
        super().__init__(data)
        self.questions = Questions(self, asked)

    def clean(self) -> None:
        self.questions.clean()

    @property
    def answers(self) -> dict[str, Any]:
        return self.cleaned_data["answers"] or {}
