"""What scripts say to people, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianxin.network.models import District


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def district_name(district: District) -> str:
    return (is_english() and district.name_en) or district.name


def for_scripts() -> dict[str, str]:
    return {
        "left": _("还剩 {span}"),
        "over": _("已超 {span}"),
        "days": _("{days} 天 {hours} 小时"),
        "hours": _("{hours} 小时 {minutes} 分"),
        "minutes": _("{minutes} 分钟"),
        "copied": _("已复制"),
        "copyByHand": _("请长按号码复制"),
        "draftFound": _("已恢复上次没有交的内容。"),
        "draftDrop": _("清空重写"),
        "locating": _("正在定位……"),
        "located": _("已取得位置，误差约 {metres} 米。"),
        "locateFailed": _("没有取得位置，请在上面写明地点。"),
        "photoRemove": _("移除照片 {name}"),
        "photoCount": _("已选 {count} 张，最多 {most} 张。"),
        "photoTooMany": _("最多 {most} 张，多出的没有选上。"),
        "offlineNamed": _("“{label}”"),
        "offlineMore": _("另外 {n} 件"),
        "offlineKept": _("没有连上。{what}已存在本机，连上网络后自动提交。"),
        "offlineWaiting": _("{what}等待网络，连上后自动提交。"),
        "offlineSignIn": _("{what}还存在本机。请重新登录，登录后自动提交。"),
        "offlineSignInNow": _("登录"),
        "offlineSent": _("存在本机的“{label}”已经提交。"),
        "offlineRefused": _("“{label}”没有被接收，请打开后修改再交。"),
        "offlineTooLate": _("“{label}”没有办成：{said}"),
        "offlineGone": _("这一件已经转给别人，不用您办了。"),
        "offlineUnderstood": _("知道了"),
        "offlineDeedWaits": _("已存在本机，连上网络后自动提交"),
        "offlineOpen": _("打开"),
        "offlineSendNow": _("立即提交"),
        "zoomIn": _("放大"),
        "zoomOut": _("缩小"),
        "rowGone": _("{ref} 刚刚由别人处理了，现在选中的是下一件。"),
        "rowTaken": _("{ref} 已经不在队列里：{what}。现在选中的是下一件。"),
        "paletteCount": _("{n} 项"),
        "paletteNone": _("没有找到。换几个字试试；不归您办的，这里也没有。"),
        "caseMoved": _("这一件刚有变化：{what}。您写的还在，送出前请先看现在的情况。"),
        "caseShow": _("看现在的情况"),
        "caseShown": _("这一件刚有变化：{what}。下面是现在的情况。"),
        "caseLost": _("这一步现在办不了。您写的内容留在这里，可以复制：{text}"),
        "caseGone": _("这一件已经打不开：可能转到了您看不到的地方。请回到队列。"),
        "stale": _("网络不通，内容可能不是最新的。"),
        "failed": _("没有送到。请检查网络后再试一次，填写的内容还在。"),
    }
