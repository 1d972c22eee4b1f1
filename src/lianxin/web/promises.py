"""What a district promises to everybody who reports something, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianxin.cases.rules import Rules
from lianxin.kernel.clock import Term, Unit


def sentence(rules: Rules) -> str:
    """Of a case of no special class or grade: "24 小时内有单位接手，48 小时内告诉您进展。" """
    terms = rules.clocks_for(grade=rules.default_grade, class_code="")
    said = {"RESPOND": _("%s内有单位接手"), "FEEDBACK": _("%s内告诉您进展")}
    kept = [words % length(terms[name]) for name, words in said.items() if name in terms]
    return _("，").join(kept) + _("。") if kept else ""


def length(term: Term) -> str:
    n = term.amount
    units = {
        Unit.HOURS: ngettext("%d 小时", "%d 小时", n),
        Unit.WORKING_HOURS: ngettext("%d 个工作小时", "%d 个工作小时", n),
        Unit.DAYS: ngettext("%d 天", "%d 天", n),
        Unit.WORKING_DAYS: ngettext("%d 个工作日", "%d 个工作日", n),
    }
    return units[term.unit] % n
