"""The questions that go with a class of cases, and what was answered to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lianxin.cases import queries
from lianxin.cases.models import Answers, Case
from lianxin.forms import answers
from lianxin.forms import queries as forms
from lianxin.forms.answers import Shown
from lianxin.forms.models import Form
from lianxin.kernel.refusals import Refusal


@dataclass(frozen=True)
class Given:
    form: str
    version: int
    values: dict[str, Any]
    shown: list[Shown]


def form_of(district_id: int, class_code: str) -> Form | None:
    """What is asked of somebody who files a case of the class."""
    known = queries.rules_of(district_id).classes.get(class_code)
    return forms.latest(district_id, known.form) if known and known.form else None


def prepared(case: Case, raw: Mapping[str, Any] | None, *, at: datetime) -> list[Answers]:
    """The row of the answers in `raw`, not yet written; none where there are none. `raw` is None
    when nobody asked. Raises `Refusal`."""
    if raw is None:
        return []
    form = form_of(case.district_id, case.class_code)
    if form is None:
        if raw:
            raise Refusal(_("这一类诉求没有补充问题，请不要带回答。"), field="answers")
        return []
    values = answers.validate(form.read(), raw, at=at)
    row = Answers(
        district_id=case.district_id,
        case=case,
        form_code=form.code,
        form_version=form.version,
        values=values,
    )
    return [row] if values else []


def given(case: Case) -> Given | None:
    """What was answered, under the questions as they stood, in the language of the moment."""
    row = Answers.objects.filter(district_id=case.district_id, case_id=case.pk).first()
    if row is None:
        return None
    form = forms.at_version(case.district_id, row.form_code, row.form_version)
    shown = answers.show(form.read(), row.values) if form else []
    return Given(row.form_code, row.form_version, row.values, shown)


def shown(case: Case) -> list[Shown]:
    found = given(case)
    return found.shown if found else []
