"""A call for volunteers, with shifts."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="SHIFT",
    label=_("志愿服务"),
    icon="heart-handshake",
    side=Side.WANT,
    shape=Shape.PLACE,
    is_work=True,
    is_somewhere=True,
    schema_type="Event",
    has_slots=True,
    keep_days=5 * 366,  # hours are certified and corrected for years
    details=(
        Detail("tasks", _("做什么"), As.TEXT, is_needed=True),
        Detail("skills", _("需要的技能"), As.WORDS),
        Detail("is_surge", _("紧急招募"), As.YES),
    ),
)
