"""How many events were held this year and how many came, on a lead's page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from lianxin.web.events import overview
from lianxin.web.lead import together
from lianxin.web.parts import Kpi
from lianxin.web.respond import StaffRequest


def _kpis(request: StaffRequest) -> list[Kpi]:
    return overview.kpis(request.district.pk, timezone.localdate().year)


together.register(
    together.Group(4, "events", pgettext_lazy("page", "活动"), "events:figures", _kpis)
)
