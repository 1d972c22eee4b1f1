"""A place that is open to all: a library corner, a rest stop for drivers."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="POINT",
    label=_("服务点"),
    icon="map-pin",
    side=Side.OFFER,
    shape=Shape.NONE,
    is_somewhere=True,
    schema_type="Place",
    needs=("hours",),
    details=(
        Detail("amenities", _("有什么"), As.WORDS, is_needed=True),
        Detail("step_free", _("无台阶可进"), As.YES),
    ),
)
