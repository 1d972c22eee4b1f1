"""A product of a bank or fund; told of, and put in touch, nothing else."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.kinds.eligibility import ELIGIBILITY
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="FINANCE",
    label=_("金融产品"),
    icon="landmark",
    side=Side.OFFER,
    shape=Shape.INTEREST,
    schema_type="FinancialProduct",
    details=(
        Detail("purpose", _("用途"), As.WORDS, is_needed=True),
        Detail("up_to", _("额度最高（元）"), As.MONEY),
        Detail("rate", _("利率说明"), As.LINE),
        Detail("conditions", _("条件"), As.TEXT, is_needed=True),
        *ELIGIBILITY,
    ),
)
