"""A research result or patent that looks for use."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="RESULT",
    label=_("科研成果"),
    icon="flask-conical",
    side=Side.OFFER,
    shape=Shape.INTEREST,
    schema_type="Product",
    details=(
        Detail("fields", _("领域"), As.WORDS, is_needed=True),
        Detail(
            "readiness",
            _("技术成熟度（1–9）"),
            As.ONE,
            is_needed=True,
            choices={
                "1": "1",
                "2": "2",
                "3": "3",
                "4": "4",
                "5": "5",
                "6": "6",
                "7": "7",
                "8": "8",
                "9": "9",
            },
        ),
        Detail("patents", _("专利号"), As.WORDS),
        Detail(
            "cooperation",
            _("合作方式"),
            As.SOME,
            choices={
                "LICENCE": _("许可"),
                "TRANSFER": _("转让"),
                "JOINT": _("联合开发"),
                "SPIN_OFF": _("作价入股"),
            },
        ),
        Detail("applications", _("可用在哪里"), As.TEXT),
    ),
)
