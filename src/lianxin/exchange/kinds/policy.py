"""A policy that firms or people can apply for."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.kinds.eligibility import ELIGIBILITY
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="POLICY",
    label=_("政策"),
    icon="scroll-text",
    side=Side.OFFER,
    shape=Shape.APPLICATION,
    schema_type="GovernmentService",
    details=(
        Detail("benefit", _("能得到什么"), As.TEXT, is_needed=True),
        Detail("conditions", _("条件"), As.TEXT, is_needed=True),
        Detail("documents", _("要带的材料"), As.TEXT),
        Detail("source", _("政策文件"), As.LINE),
        Detail("up_to", _("最高（元）"), As.MONEY),
        *ELIGIBILITY,
    ),
)
