"""Experts on tour: a series of visits to communities, parks and firms that ask for one."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="TOUR",
    label=_("专家巡回"),
    icon="route",
    side=Side.OFFER,
    shape=Shape.ORDER,
    schema_type="Service",
    details=(
        Detail("topics", _("讲什么、看什么"), As.WORDS, is_needed=True),
        Detail("experts", _("哪些专家"), As.WORDS, is_needed=True),
        Detail(
            "route",
            _("到哪里去"),
            As.ONE,
            is_needed=True,
            choices={
                "COMMUNITY": _("进社区"),
                "COUNTY": _("区县行"),
                "PARK": _("园区行"),
                "FIRM": _("企业行"),
                "SCHOOL": _("进校园"),
            },
        ),
        Detail("minutes", _("一站大约多久（分钟）"), As.NUMBER, is_found=False),
    ),
)
