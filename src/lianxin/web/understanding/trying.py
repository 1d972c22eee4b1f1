"""Fill the page on which a text is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy, queries, trial
from lianxin.cases.models import Case
from lianxin.cases.rules import Rules
from lianxin.cases.trial import Trial
from lianxin.network import queries as network
from lianxin.network.models import User
from lianxin.web.cases.detail import case_row
from lianxin.web.cases.understood import rule_label, tried
from lianxin.web.parts import Bar, Fact
from lianxin.web.understanding import pages
from lianxin.web.understanding.build import tabs


def trial_page(
    user: User, *, at: datetime, form: forms.Form, said: Mapping[str, Any] | None
) -> pages.TrialPage:
    """With `said`, also what would become of it."""
    assert user.district_id is not None  # the middleware lets nobody else in
    answer = None
    if said:
        answer = _answer(user, trial.of(said["text"], place=said["place"], at=at), at=at)
    return pages.TrialPage(tabs=tabs("trial"), form=form, answer=answer)


def _answer(user: User, found: Trial, *, at: datetime) -> pages.Answer:
    case = found.case
    rules = queries.rules_of(case.district_id)
    visible = policy.visible_to(user, on=timezone.localdate(at)).whole()
    near = {one.pk: one for one in visible.filter(pk__in=[like.key for like in found.found.likes])}
    return pages.Answer(
        facts=list(_facts(found, rules)),
        guesses=[_bar(guess, rules) for guess in found.found.guesses],
        trail=[tried(row.as_json(), rules, case) for row in found.decision.trail],
        likes=[case_row(near[like.key]) for like in found.found.likes if like.key in near],
        redacted=found.redacted if found.personal else "",
    )


def _bar(guess: Mapping[str, Any], rules: Rules) -> Bar:
    percent = int(guess["confidence"] * 100)
    words = _("、").join(guess["words"])
    note = _("依据：%s") % words if words else _("没有明显依据")
    return Bar(rules.class_label(guess["code"]), f"{percent}%", percent, note=note)


def _facts(found: Trial, rules: Rules) -> Iterator[Fact]:
    case: Case = found.case
    named = rules.class_label(case.class_code) if case.class_code else _("拿不准，请调度员选")
    yield Fact(_("类别"), named)
    yield Fact(_("等级"), str(rules.grades[case.grade].label))
    if found.found.dangers:
        words = _("、").join(_("“%s”") % one["words"] for one in found.found.dangers)
        yield Fact(_("危险用语"), words)
    unit = network.unit_coded(case.district_id, found.unit) if found.unit else None
    yield Fact(_("交给"), unit.name if unit else _("调度中心"))
    if found.decision.rule and case.class_code:
        yield Fact(
            _("规则"), rule_label(found.decision.rule, rules), reverse("understanding:rules")
        )
