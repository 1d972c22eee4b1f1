"""Topics in everybody's box, and on a lead's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.deliberation import policy
from lianxin.deliberation.findable import TOPIC
from lianxin.deliberation.models import Topic
from lianxin.web.deliberation import desk_build
from lianxin.web.lead import together
from lianxin.web.parts import Kpi
from lianxin.web.respond import StaffRequest
from lianxin.web.town import finding
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _row(one: Topic) -> Row:
    return Row(reverse("deliberation:topic", args=[one.ref]), one.title, one.text[:80])


finding.register(
    Group(
        TOPIC, _("议事厅的议题"), "message-circle", finding.indexed(TOPIC, policy.public, _row),
        lambda _q: reverse("deliberation:town"),
    )
)  # fmt: skip


def _kpis(request: StaffRequest) -> list[Kpi]:
    on = timezone.localdate()
    return desk_build.kpis(policy.visible_to(request.user, request.district.pk, on=on))


together.register(together.Group(3, "topics", _("议事厅"), "deliberation:home", _kpis))
