"""What a firm or association gives and gets as partner of a community (社区合伙人)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="PARTNER",
    label=_("社区合伙人"),
    icon="handshake",
    side=Side.OFFER,
    shape=Shape.APPLICATION,
    schema_type="Service",
    details=(
        Detail(
            "way",
            _("合作方式"),
            As.ONE,
            is_needed=True,
            choices={
                "SPACE": _("空间换资源"),
                "MUTUAL": _("利益互补"),
                "PROJECT": _("项目制资金"),
            },
        ),
        Detail("gives", _("提供什么"), As.TEXT, is_needed=True),
        Detail("gets", _("得到什么"), As.TEXT, is_needed=True),
    ),
)
