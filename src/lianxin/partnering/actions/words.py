"""What was given, in words."""

from __future__ import annotations

from lianxin.partnering.models import Handover
from lianxin.partnering.terms import load, said


def in_words(handover: Handover) -> str:
    """ "小区理发 12 小时" """
    term = load(handover.agreement.terms)[handover.term - 1]
    return f"{term.text} {said(handover.amount)} {term.unit}"
