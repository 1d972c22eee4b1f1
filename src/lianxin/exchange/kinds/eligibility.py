"""Who may apply for a policy or a product of finance, as far as a firm can answer it by a number
or from a list. What cannot be told so stands in the `conditions`."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from lianxin.exchange.kinds.base import As, Detail

CERTIFICATES: Final = {
    "HIGH_TECH": _("高新技术企业"),
    "TECH_SME": _("科技型中小企业"),
    "SPECIALISED": _("专精特新企业"),
    "ABOVE_SIZE": _("规模以上企业"),
    "STARTUP": _("初创企业（毕业生、返乡等）"),
}
ELIGIBILITY: Final = (
    Detail("fields", _("面向哪些领域"), As.WORDS),
    Detail("founded_within", _("成立不超过（年）"), As.NUMBER),
    Detail("staff_up_to", _("员工不超过（人）"), As.NUMBER),
    Detail("revenue_up_to", _("年营业收入不超过（元）"), As.MONEY),
    Detail("certificates", _("要有其中一项资质"), As.SOME, choices=CERTIFICATES),
)
