"""Answers to the questions of a class, put right by the requester."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lianxin.cases import answered
from lianxin.cases.models import Answers, Case


def corrected(case: Case, answers: Mapping[str, Any] | None, *, note: str, at: datetime) -> str:
    """Put `answers` in the place of those given before. Returns `note`, and below it what was
    changed, so that the history tells of it. None: nobody was asked. Raises `Refusal`."""
    note = note.strip()
    if answers is None:
        return note
    before = {one.label: one.text for one in answered.shown(case)}
    rows = answered.prepared(case, answers, at=at)
    Answers.objects.filter(district_id=case.district_id, case=case).delete()
    Answers.objects.bulk_create(rows)
    after = {one.label: one.text for one in answered.shown(case)}
    new = [_("%(label)s %(text)s") % {"label": k, "text": v} for k, v in after.items()]
    old = [_("%(label)s %(text)s") % {"label": k, "text": v} for k, v in before.items()]
    changed = [line for line in new if line not in old]
    taken = [_("%s 不再回答") % label for label in before if label not in after]
    if not (changed or taken):
        return note
    return "\n".join(filter(None, [note, _("更正了回答："), *changed, *taken]))
