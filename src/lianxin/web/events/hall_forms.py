"""What is asked for in the hall of an event: stalls, programme, exhibits, meetings, rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.refusals import Overtaken
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of

Choices = Iterable[tuple[str, str]]
EMPTY = ("", _("请选择"))


class Chosen(Keyed):
    """Fields that choose among rows: `choices` by the name of the field."""

    def __init__(self, data: Any = None, *, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, rows in choices.items():
            told = list(rows)
            field = choices_of(self, name)
            field.choices = told if len(told) == 1 and field.required else [EMPTY, *told]


class OpenForm(Chosen):
    event = forms.ChoiceField(label=_("哪个市集"), required=False)


class RowForm(Keyed):
    count = forms.IntegerField(label=_("这一排几个"), min_value=1, max_value=20, initial=8)
    size = forms.CharField(label=_("大小"), max_length=20, initial="2×2 米")


class GiveForm(Chosen):
    stall = forms.ChoiceField(label=_("摊位"))
    claim = forms.ChoiceField(label=_("给谁"))
    name = forms.CharField(
        label=pgettext_lazy("stall", "摊名"), max_length=40, required=False,
        help_text=_("会公开。空着就用申请的第一行。"),
    )  # fmt: skip


class NameForm(Chosen):
    stall = forms.ChoiceField(label=_("摊位"))
    name = forms.CharField(label=pgettext_lazy("stall", "摊名"), max_length=40)


class PitchForm(Chosen):
    slot = forms.ChoiceField(label=_("场次"))
    title = forms.CharField(label=_("讲什么"), max_length=120)
    who = forms.CharField(label=_("谁讲"), max_length=80, required=False)
    minutes = forms.IntegerField(label=_("分钟"), min_value=1, max_value=600, initial=8)


class ShowForm(Keyed):
    shown = forms.CharField(
        label=_("条目编号"), max_length=200,
        help_text=_("供需大厅里已上架的条目，例如 WHL-26-00012，或者整条链接。"),
    )  # fmt: skip


class RoomForm(Chosen):
    slot = forms.ChoiceField(label=_("场次"))
    space = forms.ChoiceField(label=_("场地"))


class AskForm(Chosen):
    exhibit = forms.ChoiceField(label=_("约谁"))
    unit = forms.ChoiceField(label=_("以哪个单位"))
    when = forms.ChoiceField(label=_("时间"))
    about = forms.CharField(
        label=_("谈什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class TapForm(Keyed):
    """A button of one row."""

    row = forms.UUIDField(widget=forms.HiddenInput)


class DeclineForm(TapForm):
    reason = forms.CharField(label=_("原因（对方看得到）"), max_length=200)


def picked(rows: Sequence[Any], pk: str) -> Any:
    """The row that was chosen, unless it has gone meanwhile."""
    found = next((row for row in rows if str(row.pk) == pk), None)
    if found is None:
        raise Overtaken(gettext("选的这一项刚刚变了，请重新选。"))
    return found
