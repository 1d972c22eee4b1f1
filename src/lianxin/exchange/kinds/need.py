"""Something that a community, a firm or a person needs."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="NEED",
    label=_("需求"),
    icon="megaphone",
    side=Side.WANT,
    shape=Shape.INTEREST,
    becomes=("SERVICE", "BUILD"),
    schema_type="Demand",
    is_for_people=True,
    details=(
        Detail("subjects", _("关于什么"), As.WORDS, is_needed=True),
        Detail("wanted_by", _("希望何时解决"), As.DAY),
        Detail("budget", _("预算（元）"), As.MONEY),
    ),
)
