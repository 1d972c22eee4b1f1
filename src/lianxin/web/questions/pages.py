from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.forms.models import Form
from lianxin.web.questions.asking import Questions
from lianxin.web.questions.forms import UploadForm


@dataclass(frozen=True)
class Version:
    pk: UUID
    number: int
    put_at: datetime
    put_by: str

    @classmethod
    def of(cls, form: Form) -> Version:
        return cls(form.pk, form.version, form.put_at, str(form.put_by or ""))


@dataclass(frozen=True)
class FormRow:
    """The version in force of one form, and those before it."""

    code: str
    title: str
    questions: int
    classes: str  # that ask it
    latest: Version
    earlier: Sequence[Version]


@dataclass(frozen=True)
class Draft:
    """A file that was checked and not yet put in force. `next` is None when nothing changed."""

    title: str
    questions: Questions
    next: int | None
    changes: Sequence[str]
    classes: str
    signed: str


@dataclass(frozen=True)
class Forms:
    rows: Sequence[FormRow]
    form: UploadForm
    draft: Draft | None


def row_of(versions: Sequence[Form], classes: Mapping[str, str]) -> FormRow:
    """`versions` are those of one form, the newest first."""
    newest, *earlier = versions
    asked = newest.read()
    return FormRow(
        code=newest.code,
        title=str(asked.title),
        questions=sum(one.is_answered for one in asked.questions),
        classes=classes.get(newest.code, ""),
        latest=Version.of(newest),
        earlier=[Version.of(form) for form in earlier],
    )
