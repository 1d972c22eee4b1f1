"""What the casebook does when a case goes: it lets go of it. What was learned stays."""

from __future__ import annotations

from lianxin.casebook.models import ArticleSource, Use
from lianxin.cases.facts import CaseDeleted
from lianxin.kernel.reactions import reacts_to


@reacts_to(CaseDeleted)
def let_go(fact: CaseDeleted) -> None:
    own = {"district_id": fact.district_id, "case": fact.case_id}
    ArticleSource.objects.filter(**own).delete()
    Use.objects.filter(**own).update(case=None)
