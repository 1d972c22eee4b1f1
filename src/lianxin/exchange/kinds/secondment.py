"""A post for somebody whom another organisation lends for a time (挂职)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="SECONDMENT",
    label=_("挂职岗位"),
    icon="arrow-left-right",
    side=Side.WANT,
    shape=Shape.APPLICATION,
    is_work=True,
    schema_type="JobPosting",
    details=(
        Detail("fields", _("专业方向"), As.WORDS, is_needed=True),
        Detail("months", _("时长（月）"), As.NUMBER, is_needed=True),
        Detail("problems", _("要解决的难题"), As.TEXT, is_needed=True),
        Detail("plan", _("成长计划"), As.TEXT),
    ),
)
