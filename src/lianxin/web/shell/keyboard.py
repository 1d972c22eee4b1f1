"""What the keys do on every page where work is done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lianxin.web.parts import Fact


def keys() -> list[Fact]:
    return [
        Fact(_("下一件，到底翻页"), "j"),
        Fact(_("上一件"), "k"),
        Fact(_("打开"), "Enter"),
        Fact(_("分派给建议单位"), "a"),
        Fact(_("合并同一件事"), "m"),
        Fact(_("上一页、下一页"), "[ ]"),
        Fact(_("电话登记"), "n"),
        Fact(_("查找"), "/"),
        Fact(_("找这里能做的任何一步"), "."),
        Fact(_("填这件的主要一步"), "o"),
        Fact(_("打开旁边标着这个字母的办法"), "c…y"),
        Fact(_("到全部办法，↑ ↓ 选"), "d"),
        Fact(_("选识别出的类别"), "1–3"),
        Fact(_("送出正在填的"), "Ctrl Enter"),
        Fact(_("撤回刚才那一步"), "z"),
        Fact(_("退出填写，再按回到队列"), "Esc"),
        Fact(_("键盘说明"), "?"),
    ]
