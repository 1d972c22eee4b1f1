"""Published studies in everybody's box."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxin.studies import policy
from lianxin.studies.findable import STUDY
from lianxin.studies.models import Study
from lianxin.web import paging
from lianxin.web.town import finding
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _row(one: Study) -> Row:
    return Row(reverse("studies:known", args=[one.ref]), one.title, one.question[:80])


finding.register(
    Group(
        STUDY, _("调研报告"), "microscope", finding.indexed(STUDY, policy.public, _row),
        lambda q: paging.address("studies:town", q=q),
    )
)  # fmt: skip
