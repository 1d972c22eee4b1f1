"""Cases that only those who settle them may read: what keeps them so."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.cases import policy
from lianxin.cases.models import Case, Helper, Mediation, MediationOutcome, Party, Requester
from lianxin.cases.rules import Rules
from lianxin.kernel import timeline
from lianxin.kernel.refusals import Refusal
from lianxin.network import forgetting
from lianxin.outbox import actions as outbox


def is_private(case: Case, rules: Rules, class_code: str) -> bool:
    """Whether `case` is confidential once it is of class `class_code`. A case that has come to a
    mediation stays so, whatever class it is put into."""
    if rules.is_mediated(class_code):
        return True
    return case.is_confidential and _mediations(case).exists()


def known(case: Case) -> list[str]:
    """How the people of `case` are called and reached, the longest first: no shape of words gives
    that away for sure."""
    own = {"district_id": case.district_id}
    people: list[Requester | Party] = [*Requester.objects.filter(**own, case=case)]
    people += Party.objects.filter(**own, mediation__case=case) if case.is_confidential else []
    return forgetting.known(
        getattr(one, name, "") for one in people for name in ("name", "phone", "email")
    )


def shut(case: Case, *, at: datetime) -> None:
    """End the help of units that may not read the case any more."""
    helping = Helper.objects.filter(district_id=case.district_id, case=case, ended_at=None)
    helping.update(ended_at=at)


def hide(case: Case, *, at: datetime) -> None:
    """Take back what was told of `case`, which is confidential by now, to people who may not read
    it any more: a message repeats what was written."""
    entries = timeline.of(case).order_by().values("pk")
    on = timezone.localdate(at)
    for person in outbox.told(entries, district_id=case.district_id):
        if not policy.Standing(person, on=on).sees_inside(case):
            outbox.unsay(entries, district_id=case.district_id, to=person)


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
