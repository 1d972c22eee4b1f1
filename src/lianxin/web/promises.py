"""What a district promises to everybody who reports something, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lianxin.cases.rules import Rules
from lianxin.kernel.clock import Term, Unit


def sentence(rules: Rules) -> str:
    """Of a case of no special class or grade: "24 小时内有单位接手，48 小时内告诉您进展。" """
    terms = rules.clocks_for(grade=rules.default_grade, class_code="")
    said = {"RESPOND": _("%s内有单位接手"), "FEEDBACK": _("%s内告诉您进展")}
    kept = [words % length(terms[name]) for name, words in said.items() if name in terms]
    return _("，").join(kept) + _("。") if kept else ""


def length(term: Term) -> str:
    units = {
        Unit.HOURS: _("%d 小时"),
        Unit.WORKING_HOURS: _("%d 个工作小时"),
        Unit.DAYS: _("%d 天"),
        Unit.WORKING_DAYS: _("%d 个工作日"),
    }
    return units[term.unit] % term.amount
