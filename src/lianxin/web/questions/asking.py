"""Put the questions of a class into the form by which a case is filed.

The fields take whatever is written: all answers are judged together by `forms.answers`, which
knows what was asked at all. `asked` is sent along with them, so that somebody who never saw the
questions is not told to answer them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.cases import answered
from lianxin.forms import answers
from lianxin.forms.definition import Definition, Kind, Question
from lianxin.forms.expressions import Tree
from lianxin.web.questions.when import when_of

PREFIX, ASKED = "answer-", "asked"
AFTER = "class_code"  # the field that the questions follow
FEW = 7  # choices that are shown at once
UNSURE = ("", gettext_lazy("不清楚"))
INPUTS: dict[Kind, dict[str, Any]] = {
    Kind.INTEGER: {"inputmode": "numeric", "maxlength": 15},
    Kind.DECIMAL: {"inputmode": "decimal", "maxlength": 20},
    Kind.DATE: {"type": "date"},
    Kind.TIME: {"type": "time"},
    Kind.DATETIME: {"type": "datetime-local"},
    Kind.GEOPOINT: {"maxlength": 60, "autocomplete": "off"},
    Kind.TEXT: {"maxlength": answers.LONGEST},
}


class Answer(forms.Field):
    """What was written or chosen, unjudged; `required` only says so beside its label."""

    def validate(self, value: Any) -> None:
        """Others do."""


@dataclass(frozen=True)
class Line:
    """A question, or a text between them. `relevant` is its condition for the browser, `when` the
    same in words for who has no scripts."""

    name: str
    text: str
    field: forms.BoundField | None
    relevant: str
    when: str


def asked_of(district_id: int, class_code: str) -> Definition | None:
    """What is asked of those who file a case of the class."""
    form = answered.form_of(district_id, class_code)
    return form.read() if form else None


class Questions:
    """What is asked, with its fields in `form`. False where nothing is."""

    def __init__(self, form: forms.Form, asked: Definition | None) -> None:
        self.form, self.asked = form, asked
        names = [*takewhile(lambda name: name != AFTER, form.fields), AFTER]
        for question in self._all():
            if question.is_answered:
                form.fields[PREFIX + question.name] = _field(question)
                names.append(PREFIX + question.name)
        form.order_fields(names)

    def __bool__(self) -> bool:
        return self.asked is not None

    @property
    def title(self) -> str:
        return str(self.asked.title) if self.asked else ""

    @property
    def code(self) -> str:
        return self.asked.code if self.asked else ""

    @property
    def lines(self) -> list[Line]:
        labels = {question.name: question for question in self._all()}
        return [self._line(question, labels) for question in self._all()]

    @property
    def were_seen(self) -> bool:
        """Whether the form that was sent showed them."""
        return bool(self) and self.form.data.get(ASKED) == self.code

    def clean(self) -> None:
        """Put the typed answers into `cleaned_data["answers"]`, and each mistake to its field."""
        values = self.form.cleaned_data
        values["answers"] = None
        if self.asked is None or not self.were_seen:
            return
        given = {one.name: values.get(PREFIX + one.name) for one in self._all()}
        try:
            values["answers"] = answers.validate(self.asked, given, at=timezone.now())
        except answers.BadAnswers as refusal:
            for name, why in refusal.errors.items():
                self.form.add_error(PREFIX + name, why)

    def _all(self) -> Iterator[Question]:
        if self.asked:
            yield from self.asked.questions

    def _line(self, question: Question, asked: Mapping[str, Question]) -> Line:
        tree: Tree | None = question.relevant_tree
        return Line(
            name=question.name,
            text=str(question.label),
            field=self.form[PREFIX + question.name] if question.is_answered else None,
            relevant=json.dumps(tree, ensure_ascii=False) if tree else "",
            when=when_of(tree, asked) if tree else "",
        )


class BareForm(forms.Form):
    """The questions alone: to be put into a page that is already open, or to be looked at."""

    def __init__(self, asked: Definition | None) -> None:
        super().__init__()
        self.questions = Questions(self, asked)


def _field(question: Question) -> Answer:
    return Answer(
        label=str(question.label),
        help_text=str(question.hint),
        required=question.is_required,
        widget=_widget(question),
    )


def _widget(question: Question) -> forms.Widget:
    choices: list[tuple[str, Any]] = [(one.code, str(one.label)) for one in question.choices]
    if question.kind == Kind.SELECT_MULTIPLE:
        return forms.CheckboxSelectMultiple(choices=choices)
    if question.kind == Kind.SELECT_ONE:
        if len(choices) > FEW or "minimal" in question.appearance:
            return forms.Select(choices=[("", _("请选择")), *choices])
        return forms.RadioSelect(choices=choices if question.is_required else [*choices, UNSURE])
    if question.kind == Kind.TEXT and "multiline" in question.appearance:
        return forms.Textarea(attrs={"rows": 3, **INPUTS[Kind.TEXT]})
    return forms.TextInput(attrs=INPUTS[question.kind])
