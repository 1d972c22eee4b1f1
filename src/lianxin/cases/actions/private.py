"""Cases that only those who settle them may read: what keeps them so."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lianxin.cases.models import Case, Helper, Mediation, MediationOutcome
from lianxin.cases.rules import Rules
from lianxin.kernel.refusals import Refusal


def is_private(case: Case, rules: Rules, class_code: str) -> bool:
    """Whether `case` is confidential once it is of class `class_code`. A case that has come to a
    mediation stays so, whatever class it is put into."""
    if rules.is_mediated(class_code):
        return True
    return case.is_confidential and _mediations(case).exists()


def shut(case: Case, *, at: datetime) -> None:
    """End the help of units that may not read the case any more."""
    helping = Helper.objects.filter(district_id=case.district_id, case=case, ended_at=None)
    helping.update(ended_at=at)


def refuse_sharing(case: Case) -> None:
    """Raise `Refusal` for a deed that would show a confidential case to others."""
    if case.is_confidential:
        raise Refusal(
            _("这件诉求保密，只有主办单位、调度员和调解员能看，不能转给别人。"),
            code="confidential",
        )


def require_no_mediation(case: Case) -> None:
    """Raise `Refusal` while a mediation goes on: what comes of it is the answer."""
    if open_mediation(case):
        raise Refusal(
            _("调解还没有结束。请等调解员记录结果，再答复诉求人。"), code="mediation_open"
        )


def open_mediation(case: Case) -> Mediation | None:
    if not case.is_confidential:
        return None
    found = _mediations(case).filter(ended_at=None).select_related("mediator")
    return found.first()


def drop_mediation(case: Case, *, at: datetime) -> None:
    """The requester does not want it any more: a mediation that goes on ends with the case."""
    if case.is_confidential:
        going_on = _mediations(case).filter(ended_at=None)
        going_on.update(ended_at=at, outcome=MediationOutcome.DECLINED)


def _mediations(case: Case) -> QuerySet[Mediation]:
    return Mediation.objects.filter(district_id=case.district_id, case=case)
