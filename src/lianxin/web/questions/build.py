"""Fill the operator's page of forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from lianxin.cases import queries as cases
from lianxin.forms import queries
from lianxin.forms.definition import Definition
from lianxin.forms.models import Form
from lianxin.web.questions import pages
from lianxin.web.questions.asking import BareForm
from lianxin.web.questions.forms import UploadForm, signed


def forms_page(
    visible: list[Form],
    district_id: int,
    *,
    form: UploadForm | None = None,
    draft: Definition | None = None,
) -> pages.Forms:
    """`visible` are all versions, by code, the newest of each first."""
    classes = _classes_by_form(district_id)
    rows = [
        pages.row_of(list(versions), classes)
        for _code, versions in groupby(visible, key=lambda one: one.code)
    ]
    return pages.Forms(rows, form or UploadForm(), _draft(draft, district_id) if draft else None)


def _draft(definition: Definition, district_id: int) -> pages.Draft:
    newest = queries.latest(district_id, definition.code)
    before = newest.read() if newest else None
    is_same = before == definition
    return pages.Draft(
        title=str(definition.title),
        questions=BareForm(definition).questions,
        next=None if is_same else (newest.version if newest else 0) + 1,
        changes=list(_changes(before, definition)) if before else [],
        classes=_classes_by_form(district_id).get(definition.code, ""),
        signed=signed(definition),
    )


def _changes(before: Definition, after: Definition) -> Iterator[str]:
    """In a line each what is asked anew, otherwise, or no more."""
    for name, question in after.by_name.items():
        if name not in before.by_name:
            yield _("新增：%s") % question.label
        elif before.by_name[name] != question:
            yield _("修改：%s") % question.label
    for name, question in before.by_name.items():
        if name not in after.by_name:
            yield _("不再问：%s") % question.label


def _classes_by_form(district_id: int) -> dict[str, str]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in cases.rules_of(district_id).classes.values():
        found[one.form].append(str(one.label))
    return {code: _("、").join(labels) for code, labels in found.items()}
