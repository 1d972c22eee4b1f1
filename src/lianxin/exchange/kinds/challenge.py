"""A problem put out with a reward (揭榜挂帅)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="CHALLENGE",
    label=_("揭榜挂帅"),
    icon="target",
    side=Side.WANT,
    shape=Shape.APPLICATION,
    keep_days=5 * 366,  # decided in public, carried out over years
    schema_type="Demand",
    details=(
        Detail("fields", _("领域"), As.WORDS, is_needed=True),
        Detail("goal", _("要达到的指标"), As.TEXT, is_needed=True),
        Detail("reward", _("奖励（元）"), As.MONEY, is_needed=True),
        Detail("conditions", _("谁可以揭榜"), As.TEXT, is_needed=True),
        Detail("questions_until", _("提问截止"), As.DAY),
    ),
)
