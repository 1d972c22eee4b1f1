"""Published studies in everybody's box, and on a lead's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.studies import policy
from lianxin.studies.findable import STUDY
from lianxin.studies.models import Study
from lianxin.web import paging
from lianxin.web.lead import together
from lianxin.web.parts import Kpi
from lianxin.web.respond import StaffRequest
from lianxin.web.studies import build
from lianxin.web.town import finding
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _row(one: Study) -> Row:
    return Row(reverse("studies:known", args=[one.ref]), one.title, one.question[:80])


finding.register(
    Group(
        STUDY, _("调研报告"), "microscope", finding.indexed(STUDY, policy.public, _row),
        lambda q: paging.address("studies:library", q=q),
    )
)  # fmt: skip


def _kpis(request: StaffRequest) -> list[Kpi]:
    on = timezone.localdate()
    return build.kpis(policy.visible_to(request.user, request.district.pk, on=on))


together.register(together.Group(5, "studies", _("调研报告"), "studies:home", _kpis))
