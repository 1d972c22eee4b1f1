"""The empty ledger that offices may fill in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from lianxin.papers import lists


def empty_ledger() -> bytes:
    head = {
        _("编号"): "A-001",
        _("标题"): _("路灯不亮"),
        _("内容"): _("三号楼前的路灯坏了三天。填好以后删去这一行。"),
        _("受理时间"): "2026-03-01 20:15",
        _("类别"): "",
        _("所属社区"): "",
        _("详细地址"): "",
        _("联系人"): _("张女士"),
        _("联系电话"): "",
        _("办理状态"): _("办理中"),
        _("承办单位"): "",
        _("答复内容"): "",
        _("答复时间"): "",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        rows = [list(head.values())]
        lists.write_xlsx(path, title=_("诉求台账"), head=list(head), rows=rows, wide=(2,))
        return path.read_bytes()
