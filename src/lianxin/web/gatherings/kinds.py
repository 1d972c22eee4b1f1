"""What public meetings decided, in everybody's box; what they asked for, on a lead's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxin.gatherings import policy
from lianxin.gatherings.findable import DECISION
from lianxin.gatherings.models import Resolution
from lianxin.web.gatherings import build
from lianxin.web.lead import together
from lianxin.web.town import finding
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _public(district_id: int) -> Any:
    meetings = policy.decided(district_id).values("pk")
    rows: Any = Resolution.objects.filter(district_id=district_id, meeting__in=meetings)
    return rows.select_related("meeting__series", "owner")


def _row(one: Resolution) -> Row:
    series = one.meeting.series
    url = reverse("gatherings:town_meeting", args=[series.code, one.meeting.ref])
    told = f"{series.name} · {one.owner.name} · {one.due_on.isoformat()}"
    return Row(url, one.text[:80], told)


finding.register(
    Group(
        DECISION, _("会议决定"), "gavel", finding.indexed(DECISION, _public, _row),
        lambda _q: reverse("gatherings:town"),
    )
)  # fmt: skip
together.register(together.Group(2, "meetings", _("会议"), "gatherings:home", build.kpis))
