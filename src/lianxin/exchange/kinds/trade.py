"""Something that a firm buys or sells (采购销售清单)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="TRADE",
    label=_("采购与销售"),
    icon="shopping-cart",
    side=Side.OFFER,
    shape=Shape.INTEREST,
    schema_type="Offer",
    details=(
        Detail(
            "direction",
            _("买还是卖"),
            As.ONE,
            is_needed=True,
            choices={"SELL": _("销售"), "BUY": _("采购")},
        ),
        Detail("goods", _("什么"), As.WORDS, is_needed=True),
        Detail("amount", _("数量"), As.LINE),
        Detail("worth", _("金额（元）"), As.MONEY),
    ),
)
