"""Campaigns on a lead's page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianxin.visits import queries
from lianxin.visits.states import CampaignState
from lianxin.web import paging
from lianxin.web.lead import together
from lianxin.web.parts import Kpi, Level
from lianxin.web.respond import StaffRequest
from lianxin.web.visits import campaigns_build as build

MOST = 50


def _kpis(request: StaffRequest) -> Sequence[Kpi]:
    """Of those that run: how many there are, how many doors are done of those that should be."""
    rows = build.visible(request).filter(state=CampaignState.RUNNING)
    running = list(rows.order_by("-made_at")[:MOST])
    counted, on = queries.coverage_of(running), timezone.localdate()
    done = sum(one.done for one in counted.values())
    whole = sum(one.reachable for one in counted.values())
    wanted = sum(queries.wanted_by(one, counted[one.pk].reachable, on=on) for one in running)
    url = paging.address("visits:campaigns", state=CampaignState.RUNNING)
    return [
        Kpi(gettext("走访中的活动"), str(len(running)), url, icon="footprints"),
        Kpi(
            gettext("已走访"), str(done), url, "",
            gettext("应走访 %(whole)d，到今天应有 %(wanted)d")
            % {"whole": whole, "wanted": wanted},
            "door-open", Level.GOOD if done >= wanted else Level.WARN,
        ),
    ]  # fmt: skip


together.register(together.Group(6, "visits", _("走访"), "visits:campaigns", _kpis))
