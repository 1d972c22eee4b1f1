"""A case that is parked comes onto the agenda by itself; one that goes is let go of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lianxin.cases.facts import CaseDeleted, CaseListed
from lianxin.gatherings.actions import agenda
from lianxin.gatherings.models import Topic
from lianxin.kernel import timeline
from lianxin.kernel.reactions import reacts_to


@reacts_to(CaseListed)
def follow_the_case(fact: CaseListed) -> None:
    agenda.heard_of(fact)


@reacts_to(CaseDeleted)
def let_go(fact: CaseDeleted) -> None:
    """That it was decided on stays; what it was about does not."""
    rows = Topic.objects.filter(district_id=fact.district_id, case=fact.case_id)
    for topic in rows:
        timeline.forget(timeline.of(topic).order_by())
    rows.update(case=None, title=_("一件诉求"), text="", outcome="")
