"""What is asked of those who file a case of a class, and what was answered."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Path, Router, Schema

from lianxin.api.problems import Problem
from lianxin.api.shapes import PLAIN
from lianxin.api.tokens import ApiRequest, Bearer
from lianxin.cases import answered
from lianxin.cases.answered import Given
from lianxin.forms.definition import Question
from lianxin.forms.models import Form
from lianxin.network.models import Scope

router = Router()
FAILURES: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)


class ChoiceOut(Schema):
    code: str
    label: str


class QuestionOut(Schema):
    """One question. Conditions are written as in XLSForm."""

    name: str = Field(description="the key of its answer in `answers` of a new case")
    type: str = Field(description="as in XLSForm: text, integer, select_one …")
    label: str
    hint: str
    is_required: bool = Field(description="of those who are asked it at all")
    relevant: str = Field(description="who is asked; empty: everybody")
    constraint: str
    choices: list[ChoiceOut]

    @classmethod
    def of(cls, one: Question) -> QuestionOut:
        return cls(
            name=one.name,
            type=one.kind.value,
            label=str(one.label),
            hint=str(one.hint),
            is_required=one.is_required,
            relevant=one.relevant,
            constraint=one.constraint,
            choices=[ChoiceOut(code=c.code, label=str(c.label)) for c in one.choices],
        )


class FormOut(Schema):
    code: str
    version: int
    title: str
    questions: list[QuestionOut]

    @classmethod
    def of(cls, form: Form) -> FormOut:
        asked = form.read()
        return cls(
            code=form.code,
            version=form.version,
            title=str(asked.title),
            questions=[QuestionOut.of(one) for one in asked.questions],
        )


class AnswerOut(Schema):
    label: str
    text: str


class AnswersOut(Schema):
    """`values` are typed; `shown` is the same in words, in the order of the questions."""

    form: str
    version: int
    values: dict[str, Any]
    shown: list[AnswerOut]

    @classmethod
    def of(cls, given: Given) -> AnswersOut:
        shown = [AnswerOut(label=one.label, text=one.text) for one in given.shown]
        return cls(form=given.form, version=given.version, values=given.values, shown=shown)


@router.get(
    "/classes/{code}/questions",
    response={200: FormOut, **FAILURES},
    auth=Bearer(Scope.PLACES_READ),
)
def get_questions(
    request: ApiRequest, code: Annotated[str, Path(max_length=40, pattern=PLAIN)]
) -> FormOut:
    """The questions of a class; 404 when it has none."""
    form = answered.form_of(request.district.pk, code)
    if form is None:
        raise Http404
    return FormOut.of(form)
