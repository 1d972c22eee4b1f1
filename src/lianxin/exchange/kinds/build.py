"""Something to be built because it was needed: what, where, by whom, until when (建设清单)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

PLANNED, BUILDING, BUILT = "PLANNED", "BUILDING", "BUILT"
KIND: Final = Kind(
    code="BUILD",
    label=_("建设项目"),
    icon="construction",
    side=Side.OFFER,
    shape=Shape.INTEREST,
    schema_type="Project",
    confirm_days=91,
    needs=("place",),
    details=(
        Detail("what", _("建什么"), As.TEXT, is_needed=True),
        Detail("built_by", _("由谁建"), As.LINE, is_needed=True),
        Detail("until", _("何时建成"), As.DAY, is_needed=True),
        Detail(
            "progress",
            _("建设进度"),
            As.ONE,
            is_needed=True,
            choices={
                PLANNED: pgettext_lazy("build", "计划中"),
                BUILDING: pgettext_lazy("build", "建设中"),
                BUILT: pgettext_lazy("build", "已建成"),
            },
        ),
        Detail("budget", _("预算（元）"), As.MONEY),
    ),
)
