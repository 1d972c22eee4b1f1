"""Stalls of a market, which merchants apply for."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="STALL",
    label=_("市集摊位"),
    icon="store",
    side=Side.OFFER,
    shape=Shape.APPLICATION,
    is_somewhere=True,
    details=(
        Detail("goods", _("可以卖什么"), As.WORDS, is_needed=True),
        Detail("fee", _("摊位费"), As.LINE),
        Detail("rules", _("摆摊须知"), As.TEXT),
        Detail("hold_on", _("开市日期"), As.DAY),
    ),
)
