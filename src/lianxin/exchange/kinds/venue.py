"""Rooms, halls and fields to be booked."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="VENUE",
    label=_("场馆"),
    icon="door-open",
    side=Side.OFFER,
    shape=Shape.BOOKING,
    is_somewhere=True,
    schema_type="Place",
    details=(
        Detail("equipment", _("设备"), As.WORDS),
        Detail("rules", _("使用规定"), As.TEXT, is_needed=True),
        Detail("step_free", _("无台阶可进"), As.YES),
    ),
)
