"""The forms of all deeds. Each says in `facts` what its action is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases.actions import dispatch, family, publishing
from lianxin.cases.actions.requester import SCORES, Verdict
from lianxin.cases.models import Solved
from lianxin.cases.rules import Choice, Rules, Text
from lianxin.cases.states import ANSWER_OUTCOMES, Outcome
from lianxin.kernel.ids import new_id
from lianxin.web.cases import quoting
from lianxin.web.cases.fields import UnitField
from lianxin.web.cases.ground import Ground
from lianxin.web.cases.suggestions import Suggestion, standing
from lianxin.web.parts import Fact
from lianxin.web.uploads import PhotosField


class DeedForm(forms.Form):
    """A deed on one case. `key` makes the same form, sent twice, one deed."""

    is_quiet = True  # of many forms on one page, only a refused one takes the focus
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, ground: Ground, verb: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{verb}_%s", initial={"key": new_id()})
        self.ground = ground
        self.is_quiet = data is None
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.units = ground.units
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case: choices and first values."""

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    def written(self) -> list[Fact]:
        """The words that were sent, to be copied; what was merely chosen is not among them."""
        chosen = (forms.ChoiceField, forms.UUIDField, forms.BooleanField, forms.FileField)
        return [
            Fact(str(field.label), str(field.value()))
            for field in self.visible_fields()
            if field.value() and not isinstance(field.field, chosen)
        ]

    def hint(self) -> str:
        """What one should know before doing it."""
        return ""

    def standard_texts(self) -> list[Text]:
        """The playbook's texts for this move, which fill the note."""
        return []

    def chosen_text(self) -> Text | None:
        return next((t for t in self.standard_texts() if t.code == self.ground.text), None)


def words(*, label: Any, rows: int = 3, most: int = 2000, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


def _listed(choices: Mapping[str, Choice]) -> list[tuple[str, str]]:
    return [(one.code, str(one.label)) for one in choices.values()]


class Accept(DeedForm):
    def hint(self) -> str:
        return _("签收就是响应：诉求人会马上知道由哪个单位办理。")


class Unassign(DeedForm):
    def hint(self) -> str:
        return _("分派后 %d 分钟内、单位签收之前可以撤回。") % (
            dispatch.TAKE_BACK_WITHIN // timedelta(minutes=1)
        )


class Unpublish(DeedForm):
    def hint(self) -> str:
        return _("公众页面不再显示这一件，档案不变。")


class Told(DeedForm):
    """A deed with a text that the requester gets."""

    move = ""
    note = words(label=gettext_lazy("告诉诉求人"), help_text=gettext_lazy("诉求人会看到这段话。"))

    def prepare(self) -> None:
        if chosen := self.chosen_text():
            self.initial["note"] = chosen.body

    def standard_texts(self) -> list[Text]:
        return [text for text in self.ground.rules.texts if text.move == self.move]


class Ask(Told):
    move = "ask"
    note = words(
        label=gettext_lazy("需要补充什么"),
        help_text=gettext_lazy("发给诉求人；等待期间办理时限暂停。"),
    )


class Feedback(Told):
    move = "feedback"
    note = words(label=gettext_lazy("办理进展"), help_text=gettext_lazy("诉求人会看到这段话。"))


class Answer(Told):
    move = "answer"
    field_order = ("outcome", "note")
    outcome = forms.ChoiceField(
        label=gettext_lazy("办理结果"),
        choices=[(one.value, one.label) for one in ANSWER_OUTCOMES],
        widget=forms.RadioSelect,
    )
    note = words(
        label=gettext_lazy("答复内容"), rows=5, help_text=gettext_lazy("诉求人会看到这段话。")
    )
    quoted = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def prepare(self) -> None:
        super().prepare()
        if chosen := quoting.quoted(self.ground):
            self.initial["quoted"] = chosen.code
        elif self.ground.parts:
            self.initial.setdefault("note", family.composed(self.ground.case))

    def chosen_text(self) -> Text | None:
        return super().chosen_text() or quoting.quoted(self.ground)


class Close(Told):
    move = "close"
    field_order = ("outcome", "note")
    outcome = forms.ChoiceField(
        label=gettext_lazy("办理结果"),
        choices=[(one.value, one.label) for one in Outcome if one != Outcome.WITHDRAWN],
    )
    note = words(label=gettext_lazy("办结理由"), help_text=gettext_lazy("诉求人会看到这段话。"))


class Uphold(Told):
    note = words(
        label=gettext_lazy("为什么维持原结果"), help_text=gettext_lazy("诉求人会看到这段话。")
    )


class Pause(Told):
    move = "pause"
    field_order = ("reason", "note")
    reason = forms.ChoiceField(label=gettext_lazy("暂缓原因"))
    note = words(
        label=gettext_lazy("告诉诉求人为什么要等"), help_text=gettext_lazy("办理时限同时暂停。")
    )

    def prepare(self) -> None:
        super().prepare()
        self.choose("reason", _listed(self.ground.rules.pause_reasons))


class Noted(DeedForm):
    note = words(label=gettext_lazy("内部记录"), help_text=gettext_lazy("诉求人看不到。"))


class Remark(DeedForm):
    note = words(label=gettext_lazy("说明"), rows=2, required=False)


class Reasoned(DeedForm):
    reason = words(label=gettext_lazy("理由"), rows=2, most=500)


class Reveal(DeedForm):
    reason = forms.CharField(
        label=gettext_lazy("为什么要看"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("谁在什么时候、为什么看过，都会记录，本人也查得到。"),
    )


class Assign(DeedForm):
    """The suggested units with their reason and load, the first one chosen; any other by name."""

    to = forms.ChoiceField(label=gettext_lazy("建议单位"), widget=forms.RadioSelect)
    other = UnitField(label=gettext_lazy("其他单位"), required=False)
    note = words(label=gettext_lazy("给承办单位的话"), rows=2, required=False)

    def prepare(self) -> None:
        rows = self.ground.suggested
        if not rows:
            del self.fields["to"]
            self.fields["other"].label, self.fields["other"].required = _("承办单位"), True
            return
        self.choose("to", [(str(row.unit.pk), self._reason(row)) for row in rows])
        self.initial["to"] = str(rows[0].unit.pk)
        self.fields["to"].required = not self.data.get("other")

    def _reason(self, row: Suggestion) -> str:
        return format_html(
            '{} <span class="sub">{} · {}</span>',
            row.unit.name,
            row.reason,
            standing(row.unit, self.ground.loads, at=self.ground.at),
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        suggested = {str(row.unit.pk): row.unit for row in self.ground.suggested}
        unit = typed.get("other") or suggested.get(typed.get("to", ""))
        if unit is None and not self.errors:
            self.add_error("other", _("请选择建议的单位，或输入别的单位名称。"))
        typed["unit"] = unit
        return typed

    def facts(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["unit"], "note": self.cleaned_data["note"]}


class Reopen(Told):
    note = words(
        label=gettext_lazy("为什么重新办理"), help_text=gettext_lazy("诉求人会看到这段话。")
    )
    to = UnitField(
        label=gettext_lazy("改由哪个单位办理"),
        required=False,
        help_text=gettext_lazy("不填就由原单位办理。"),
    )


class Bounce(DeedForm):
    reason = forms.ChoiceField(label=gettext_lazy("退回原因"))
    proposed = UnitField(label=gettext_lazy("建议由哪个单位办理"))
    note = words(label=gettext_lazy("说明"), rows=2, required=False)

    def prepare(self) -> None:
        self.choose("reason", _listed(self.ground.rules.bounce_reasons))


class Hand(DeedForm):
    to = forms.ChoiceField(label=gettext_lazy("经办人"))
    note = words(label=gettext_lazy("说明"), rows=2, required=False)

    def prepare(self) -> None:
        self.choose("to", [(str(one.pk), str(one)) for one in self.ground.colleagues])

    def facts(self) -> dict[str, Any]:
        people = {str(one.pk): one for one in self.ground.colleagues}
        return {"to": people[self.cleaned_data["to"]], "note": self.cleaned_data["note"]}


class Supply(DeedForm):
    note = words(label=gettext_lazy("诉求人补充的内容"))
    photos = PhotosField()

    def facts(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"], "uploads": self.cleaned_data["photos"]}


class AddPhotos(DeedForm):
    photos = PhotosField()
    is_public = forms.BooleanField(label=gettext_lazy("诉求人可以看到"), required=False)

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {"uploads": typed["photos"], "is_public": typed["is_public"]}


class AskHelp(DeedForm):
    unit = UnitField(label=gettext_lazy("协办单位"))
    note = words(label=gettext_lazy("请对方做什么"))


class EndHelp(DeedForm):
    unit = forms.ChoiceField(label=gettext_lazy("协办单位"))
    note = words(label=gettext_lazy("说明"), rows=2, required=False)

    def prepare(self) -> None:
        self.choose("unit", [(str(unit.pk), unit.name) for unit in self.ground.helping])

    def facts(self) -> dict[str, Any]:
        units = {str(unit.pk): unit for unit in self.ground.helping}
        return {"unit": units[self.cleaned_data["unit"]], "note": self.cleaned_data["note"]}


class AskExtension(DeedForm):
    until = forms.DateTimeField(
        label=gettext_lazy("申请延至"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    reason = words(label=gettext_lazy("延期理由"), rows=2, most=500)


class Extended(DeedForm):
    """What the unit asks for, for whoever decides."""

    def hint(self) -> str:
        asked = self.ground.dossier.pending_extension
        if asked is None:
            return ""
        until = f"{timezone.localtime(asked.until):%Y-%m-%d %H:%M}"
        facts = {"who": asked.asked_by, "until": until, "why": asked.reason}
        return _("%(who)s申请延至 %(until)s：%(why)s") % facts


class Granted(Extended):
    note = words(label=gettext_lazy("给承办单位的话"), rows=2, required=False)


class Refused(Extended):
    note = words(label=gettext_lazy("不同意的理由"), rows=2)


class Park(DeedForm):
    reason = words(label=gettext_lazy("为什么要上会"), rows=2, most=500)
    meeting_on = forms.DateField(
        label=gettext_lazy("会议日期"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def prepare(self) -> None:
        self.initial["meeting_on"] = f"{self.ground.next_meeting_on:%Y-%m-%d}"


class Decide(DeedForm):
    decision = words(label=gettext_lazy("会议决定"))
    owner = UnitField(label=gettext_lazy("责任单位"))
    due_on = forms.DateField(
        label=gettext_lazy("完成期限"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def prepare(self) -> None:
        self.initial["owner"] = self.ground.units.label(self.ground.case.lead)


class CarryOver(DeedForm):
    to = forms.DateField(
        label=gettext_lazy("留到哪次会议"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def prepare(self) -> None:
        held = self.ground.case.meeting_on
        following = self.ground.rules.meeting.after(held) if held else self.ground.next_meeting_on
        self.initial["to"] = f"{following:%Y-%m-%d}"


class Classify(DeedForm):
    class_code = forms.ChoiceField(label=gettext_lazy("类别"))
    grade = forms.ChoiceField(label=gettext_lazy("等级"))

    def prepare(self) -> None:
        self.choose("class_code", classes_by_kind(self.ground.rules))
        self.choose("grade", _listed(self.ground.rules.grades))
        case = self.ground.case
        self.initial.update(class_code=case.class_code, grade=case.grade)


def classes_by_kind(rules: Rules) -> list[tuple[str, list[tuple[str, str]]]]:
    """All classes as groups of a <select>, one a kind."""
    return [
        (str(kind.label), [(row.code, str(row.label)) for row in rules.classes_of(kind.code)])
        for kind in rules.kinds.values()
    ]


class Publish(DeedForm):
    subject = forms.CharField(label=gettext_lazy("公开标题"), max_length=120)
    text = words(
        label=gettext_lazy("公开内容"),
        help_text=gettext_lazy("写明问题和结果，不要出现姓名、电话、门牌号。"),
    )

    def prepare(self) -> None:
        subject, text = publishing.proposed(self.ground.case)
        self.initial = {**self.initial, "subject": subject, "text": text}

    def hint(self) -> str:
        return _("诉求人先看：同意就马上公开，7 天内没有说不同意，也会公开。")


class Rate(DeedForm):
    """What the requester said of the answer, written down for her."""

    solved = forms.ChoiceField(
        label=gettext_lazy("问题解决了吗"), choices=Solved.choices, widget=forms.RadioSelect
    )
    was_contacted = forms.TypedChoiceField(
        label=gettext_lazy("承办单位及时联系了吗"),
        choices=[
            ("", gettext_lazy("没有说")),
            ("1", gettext_lazy("及时")),
            ("0", gettext_lazy("不及时")),
        ],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )
    comment = words(label=gettext_lazy("留言"), rows=2, most=1000, required=False)

    def prepare(self) -> None:
        levels = [("", _("没有说")), *((str(n), score_words()[n]) for n in reversed(SCORES))]
        for one in self.ground.rules.dimensions.values():
            self.fields[f"score_{one.code}"] = forms.ChoiceField(
                label=str(one.label), choices=levels, required=False
            )

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        scores = {
            name.removeprefix("score_"): int(value)
            for name, value in typed.items()
            if name.startswith("score_") and value
        }
        verdict = Verdict(typed["solved"], typed["was_contacted"], scores, typed["comment"])
        return {"verdict": verdict}


def score_words() -> dict[int, str]:
    return {1: _("很不满意"), 2: _("不满意"), 3: _("一般"), 4: _("满意"), 5: _("很满意")}
