"""What the people of the town answer to the questions of a class."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.utils import timezone

from lianxin.cases import answered
from lianxin.forms.definition import Kind, Question
from lianxin.network.models import District
from lianxin.playbooks.demo import words
from lianxin.playbooks.demo.stories import Story

SILENT = 0.1  # the share of those who answer nothing


def answers_of(story: Story, district: District) -> dict[str, Any] | None:
    """As they came with the report; None where nobody was asked, or answered."""
    known, rng = _by_scenario().get(story.scenario.id), Random(f"answers {story.number}")
    form = answered.form_of(district.pk, story.scenario.class_code) if known else None
    if not known or form is None or rng.random() < SILENT:
        return None
    return {
        question.name: _said(question, rng.choice(known[question.name]), story.received_at)
        for question in form.read().questions
        if question.name in known
    }


@cache
def _by_scenario() -> dict[str, dict[str, list[Any]]]:
    return dict(words.load("answers"))


def _said(question: Question, value: Any, at: datetime) -> Any:
    here = timezone.localtime(at)
    if question.kind == Kind.DATE:
        return (here - timedelta(days=value)).strftime("%Y-%m-%d")
    if question.kind == Kind.DATETIME:
        return (here - timedelta(hours=value)).isoformat(timespec="minutes")
    return value
