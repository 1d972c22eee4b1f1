"""A service to be ordered: a meal, a haircut, a repair, advice."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="SERVICE",
    label=_("服务"),
    icon="hand-heart",
    side=Side.OFFER,
    shape=Shape.ORDER,
    becomes=("BUILD",),
    schema_type="Service",
    is_for_people=True,
    details=(
        Detail("subjects", _("服务内容"), As.WORDS, is_needed=True),
        Detail("minutes", _("一次大约多久（分钟）"), As.NUMBER),
        Detail(
            "frequency",
            _("可多久一次"),
            As.ONE,
            choices={"ONCE": _("一次"), "WEEKLY": _("每周"), "MONTHLY": _("每月")},
        ),
        Detail("conditions", _("需要的条件"), As.TEXT),
    ),
)
