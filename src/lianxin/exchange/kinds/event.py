"""Something to come to: a lecture, a salon, an open day, a market, a competition."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail, Kind, Side
from lianxin.exchange.states import Shape

KIND: Final = Kind(
    code="EVENT",
    label=_("活动"),
    icon="calendar-days",
    side=Side.OFFER,
    shape=Shape.PLACE,
    schema_type="Event",
    has_slots=True,
    is_somewhere=True,
    details=(
        Detail(
            "format",
            _("形式"),
            As.ONE,
            is_needed=True,
            choices={
                "LECTURE": _("讲座"),
                "SALON": _("沙龙座谈"),
                "FORUM": _("论坛路演"),
                "WORKSHOP": _("工作坊"),
                "NIGHT_SCHOOL": _("夜校"),
                "CAMP": _("训练营"),
                "PRACTICE": _("社会实践"),
                "MARKET": _("市集"),
                "OPEN_DAY": _("开放日、参访"),
                "COMPETITION": _("比赛"),
                "FEAST": _("文体活动"),
            },
        ),
        Detail("topics", _("主题"), As.WORDS, is_needed=True),
        Detail("speakers", _("谁来讲"), As.WORDS),
        Detail("bring", _("请带什么"), As.LINE),
        Detail("access", _("无障碍"), As.LINE),
        Detail("language", _("用什么语言"), As.LINE),
        Detail("needs_guardian", _("孩子要监护人报名"), As.YES),
        Detail("certificate", _("结业证明"), As.LINE),
        Detail("needed", _("到场几次发证"), As.NUMBER, is_found=False),
        Detail("live_url", _("直播网址"), As.LINE, is_found=False),
        Detail("tickets_url", _("在别处报名的网址"), As.LINE, is_found=False),
    ),
)
