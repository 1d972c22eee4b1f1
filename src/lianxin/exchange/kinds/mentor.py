"""Hours of an expert or mentor."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="MENTOR",
    label=_("专家与导师"),
    icon="user-round-check",
    side=Side.OFFER,
    shape=Shape.PLACE,
    schema_type="Service",
    has_slots=True,
    is_for_people=True,
    details=(
        Detail("fields", _("擅长"), As.WORDS, is_needed=True),
        Detail("background", _("从业经历"), As.TEXT),
        Detail("languages", _("语言"), As.WORDS),
    ),
)
