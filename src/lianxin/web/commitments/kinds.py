"""Public promises in everybody's box, and on a lead's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxin.commitments.findable import PROMISE
from lianxin.commitments.models import Commitment
from lianxin.web.commitments import build, staff_build
from lianxin.web.lead import together
from lianxin.web.town import finding
from lianxin.web.town.finding import Group
from lianxin.web.town.pages import FoundRow as Row


def _public(district_id: int) -> Any:
    rows: Any = Commitment.objects
    return rows.filter(district_id=district_id).public().select_related("programme", "owner")


def _row(one: Commitment) -> Row:
    return Row(build.public_url(one), one.title, f"{one.programme.title} · {one.owner.name}")


finding.register(
    Group(
        PROMISE, _("公开承诺"), "file-check", finding.indexed(PROMISE, _public, _row),
        lambda _q: reverse("commitments:town"),
    )
)  # fmt: skip
together.register(
    together.Group(1, "promises", _("公开承诺"), "commitments:home", staff_build.kpis)
)
