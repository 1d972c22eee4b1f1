"""A job or an internship."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="JOB",
    label=_("岗位"),
    icon="briefcase",
    side=Side.WANT,
    shape=Shape.APPLICATION,
    is_work=True,
    is_somewhere=True,
    schema_type="JobPosting",
    confirm_days=60,
    details=(
        Detail(
            "employment",
            _("用工方式"),
            As.ONE,
            is_needed=True,
            choices={
                "FULL_TIME": _("全职"),
                "PART_TIME": _("兼职"),
                "INTERN": _("实习"),
                "TEMPORARY": _("短期"),
            },
        ),
        Detail("pay_from", _("月薪从（元）"), As.MONEY),
        Detail("pay_to", _("月薪到（元）"), As.MONEY),
        Detail("skills", _("技能"), As.WORDS),
        Detail(
            "education",
            _("学历要求"),
            As.ONE,
            choices={
                "NONE": _("不限"),
                "SECONDARY": _("高中及中专"),
                "COLLEGE": _("大专"),
                "BACHELOR": _("本科"),
                "MASTER": _("硕士"),
                "DOCTOR": _("博士"),
            },
        ),
        Detail("experience", _("工作年限要求"), As.NUMBER),
        Detail("criteria", _("录用标准"), As.TEXT),
    ),
)
