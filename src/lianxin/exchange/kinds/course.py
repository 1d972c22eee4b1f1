"""Classes with dates: an evening school, holiday care, a training."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="COURSE",
    label=_("课程"),
    icon="graduation-cap",
    side=Side.OFFER,
    shape=Shape.PLACE,
    schema_type="Course",
    has_slots=True,
    details=(
        Detail("subjects", _("学什么"), As.WORDS, is_needed=True),
        Detail("needs_guardian", _("要监护人报名"), As.YES),
        Detail("pick_up", _("接送规定"), As.TEXT),
        Detail("certificate", _("结业证明"), As.LINE),
        Detail("needed", _("到场几次发证"), As.NUMBER, is_found=False),
        Detail("valid_months", _("证书有效几个月"), As.NUMBER, is_found=False),
    ),
)
