from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation.actions.topics import Draft, Plan
from lianxin.deliberation.actions.voting import Terms
from lianxin.deliberation.models import Ballot, Option
from lianxin.deliberation.states import Outcome, Reason, Rule, TopicKind, TopicState
from lianxin.network.models import Organisation, Place
from lianxin.web.me.forms import Keyed
from lianxin.web.shell.forms import choices_of, rows_of


def _text(label: Any, most: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def _phone(**kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    return forms.CharField(
        label=_("手机号"), max_length=40, required=False, widget=widget, **kwargs
    )


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class _Reached(Keyed):
    """Who is signed in is known already."""

    def __init__(self, data: Any = None, *, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if is_known:
            for name in ("phone", "email"):
                self.fields.pop(name, None)


class RaiseForm(_Reached):
    kind = forms.ChoiceField(
        label=_("您要提的是"), choices=TopicKind.choices, initial=TopicKind.TOPIC,
        widget=forms.RadioSelect,
    )  # fmt: skip
    title = forms.CharField(
        label=_("一句话说是什么事"), max_length=120,
        help_text=_("例如：楼下的路灯晚上太暗。"),
        error_messages={"required": _("请用一句话写明议什么。")},
    )  # fmt: skip
    text = _text(
        _("说说情况和您的想法"), 4000, 5,
        help_text=_("不要写别人的姓名、电话和门牌号。"),
        error_messages={"required": _("请写明情况和您的想法。")},
    )  # fmt: skip
    shown_as = forms.CharField(
        label=_("公开时怎么称呼您"), max_length=40, help_text=_("例如：三号楼居民。"),
        error_messages={"required": _("请写怎么称呼您，会公开显示。")},
    )  # fmt: skip
    phone = _phone(help_text=_("手机号和邮箱留一个就行，不公开。"))
    email = forms.EmailField(label=_("邮箱"), required=False)
    is_new = forms.BooleanField(label=_("都不是，我要提新的"), required=False)

    @property
    def draft(self) -> Draft:
        told = dict(self.cleaned_data)
        for name in ("key", "is_new"):
            told.pop(name)
        return Draft(**told, language=get_language() or "")


class SupportForm(_Reached):
    phone = _phone(help_text=_("手机号和邮箱留一个就行，用来确认是您本人，不公开。"))
    email = forms.EmailField(label=_("邮箱"), required=False)


class SayForm(Keyed):
    text = _text(_("您想说的"), 1000)
    shown_as = forms.CharField(label=_("公开时怎么称呼您"), max_length=40)
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"id": False}))


class ReviseForm(Keyed):
    title = forms.CharField(label=_("一句话说是什么事"), max_length=120)
    text = _text(_("说说情况和您的想法"), 4000, 5)


class NoteForm(Keyed):
    note = _text(_("说明"), 1000, 2)


class VoteForm(Keyed):
    """Large choices: one, several, or none of them, which abstains."""

    def __init__(self, data: Any = None, *, ballot: Ballot, options: list[Option]) -> None:
        super().__init__(data)
        choices = [(str(one.number), one.text) for one in options]
        if ballot.most > 1:
            self.fields["chosen"] = forms.MultipleChoiceField(
                label=ballot.question, choices=choices, required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("最多选 %d 项。一项都不选，就是弃权。") % ballot.most,
            )  # fmt: skip
        else:
            self.fields["chosen"] = forms.ChoiceField(
                label=ballot.question, choices=[*choices, ("0", _("弃权"))],
                widget=forms.RadioSelect, error_messages={"required": _("请选一项，或者选弃权。")},
            )  # fmt: skip
        if ballot.is_secret:
            self.fields["code"] = forms.CharField(
                label=_("投票码"), max_length=40,
                help_text=_("在社区发给您的信封里，共 16 位。"),
                error_messages={"required": _("请填投票码，在社区发的信封里。")},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    @property
    def numbers(self) -> list[int]:
        told = self.cleaned_data["chosen"]
        return [int(one) for one in ([told] if isinstance(told, str) else told) if one != "0"]


class ListForm(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("不限")), *TopicState.choices]
    )

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HallForm(Keyed):
    name = forms.CharField(label=_("名称"), max_length=80)
    code = forms.SlugField(
        label=_("代码"), max_length=40, help_text=_("小写字母和短横，例如 qinghe。")
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("哪里的"), empty_label=None)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("主持单位"), empty_label=None
    )
    about = _text(_("议什么"), 2000, 2, required=False)
    policy = _text(_("议事约定"), 4000, 5)

    def __init__(self, data: Any = None, *, places: Any, units: Any) -> None:
        super().__init__(data)
        rows_of(self, "place").queryset = places
        rows_of(self, "unit").queryset = units

    @property
    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in self.fields if name != "key"})


class ShowForm(Keyed):
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("由哪个单位答复"), empty_label=None
    )
    is_read = forms.BooleanField(
        label=_("我读过了，没有不该公开的姓名、电话、住址"), required=False
    )

    def __init__(self, data: Any = None, *, units: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows_of(self, "unit").queryset = units


class ReasonForm(Keyed):
    reason = forms.ChoiceField(label=_("原因"), choices=Reason.choices, widget=forms.RadioSelect)


class HideForm(ReasonForm):
    note = _text(_("补充说明"), 500, 2, required=False)


class MergeForm(Keyed):
    into = forms.ChoiceField(label=_("并入哪一个"))

    def __init__(self, data: Any = None, *, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices_of(self, "into").choices = others


class AnswerForm(Keyed):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("topic", "结果"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    text = _text(_("理由和下一步，大家都看得到"), 4000, 4)


class ExtendForm(Keyed):
    to = _moment(_("延到什么时候"))
    note = _text(_("为什么要延期，大家都看得到"), 500, 2)


class BallotForm(Keyed):
    question = forms.CharField(label=_("要大家决定什么"), max_length=200)
    options = _text(_("选项，一行一个"), 2000, 4)
    is_secret = forms.TypedChoiceField(
        label=_("怎么投"), coerce=lambda told: told == "1", initial="1", widget=forms.RadioSelect,
        choices=[("1", _("无记名：社区发投票码")), ("0", _("记名：用账号投，公开谁投了什么"))],
    )  # fmt: skip
    most = forms.IntegerField(label=_("最多选几项"), min_value=1, initial=1)
    quorum = forms.IntegerField(label=_("至少多少人投票才有效"), min_value=0, initial=0)
    rule = forms.ChoiceField(
        label=_("怎样算通过"), choices=Rule.choices, initial=Rule.MOST, widget=forms.RadioSelect
    )
    opens_at = _moment(_("开始时间"))
    closes_at = _moment(_("截止时间"))

    @property
    def terms(self) -> Terms:
        told = {name: self.cleaned_data[name] for name in self.fields if name != "key"}
        return Terms(**told | {"options": told["options"].splitlines()})


class CodesForm(Keyed):
    many = forms.IntegerField(label=_("发多少个投票码"), min_value=1, max_value=20_000)


class CallOffForm(Keyed):
    reason = _text(_("原因"), 500, 2)
