"""The headings of offices' ledgers, and the telephone numbers in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from lianxin.papers import tables
from lianxin.papers.tables import Headings, Table

SYNONYMS: dict[str, str] = {
    "number": "编号 序号 诉求编号 工单编号 工单号 受理编号 留言编号 案件编号 id no number ref",
    "subject": "标题 主题 事项 诉求标题 留言主题 问题标题 title subject",
    "text": "内容 详情 诉求内容 留言详情 问题描述 诉求描述 详细内容 反映内容 描述 正文"
    " body text content description",
    "received": "时间 受理时间 登记时间 来电时间 反映时间 留言时间 提交时间 创建时间"
    " 日期 受理日期 登记日期 time date received created receivedat",
    "class": "类别 分类 类型 诉求类别 一级标签 问题类别 一级分类 label class category",
    "grade": "等级 紧急程度 难易程度 级别 grade priority",
    "place": "社区 网格 街道 区域 辖区 发生地 所属社区 所属网格 所属街道 place community area",
    "address": "地点 地址 位置 详细地址 发生地点 问题地点 事发地 address location",
    "name": "姓名 诉求人 反映人 联系人 来电人 留言用户 称呼 name contact",
    "phone": "电话 手机 联系电话 联系方式 手机号 来电号码 手机号码 phone mobile tel",
    "email": "邮箱 电子邮箱 email mail",
    "status": "状态 办理状态 处理状态 办理情况 status state",
    "answer": "答复 答复内容 办理结果 处理结果 回复 答复意见 回复内容 处理意见 answer reply",
    "answered": "答复时间 办结时间 回复时间 完成时间 处理时间 办结日期 answered closed answeredat",
    "unit": "单位 承办单位 主办单位 办理单位 责任单位 处理单位 unit department dept"
    " responsibleunit",
}
PHONE = re.compile(
    r"(?:(?:\+|00)86[-\s]*)?(?:1\d{2}[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-\s]?\d{7,8})(?!\d)"
)
SHORT_PHONE = re.compile(r"\d{5,8}")


def read(path: Path, *, columns: Mapping[str, str] | None = None) -> Table:
    """The rows of a ledger, by our fields. `columns` says which of our fields a heading is, for
    headings that are not known; "" means none. Raises `tables.NotATable`."""
    names = {ours: words.split() for ours, words in SYNONYMS.items()}
    hint = _("表头至少要有“内容”或“标题”，例如：编号、标题、内容、时间、地点。")
    return tables.read(
        path, Headings(names, frozenset({"text", "subject"}), hint, dict(columns or {}))
    )


def split_phone(written: str) -> tuple[str, str]:
    """A number that can be called, and what else the cell says: a second number, a word."""
    plain = unicodedata.normalize("NFKC", written)
    found = PHONE.search(plain) or SHORT_PHONE.fullmatch(plain)
    if not found:
        return "", written
    number = found[0]
    rest = plain.replace(number, "", 1).strip(" 、,，/;；()（）")
    return number, written if rest else ""
