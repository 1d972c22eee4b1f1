"""What residents and firms type, and what has to come of it. The wordings were tuned on TUNED, and
are judged by JUDGED."""

from __future__ import annotations

from typing import Final

from lianxin.catalogue import finding
from lianxin.exchange.models import Listing
from tests.catalogue import stock
from tests.make import NOON

FIRST: Final = 5  # of the page
# The question | what is among the first | what is nowhere
TUNED: Final = """
老人 按摩|肩颈按摩上门 中医理疗|小家电维修 保洁员
午餐|午餐送到家 老年助餐点|厨师 切配 保洁员 实习会计
陪诊|陪诊|货车司机
四点半课堂|四点半陪读 暑期看护班|会计和税务辅导 手机使用辅导
修水管|换灯泡、修水龙头 公共区域报修|轮椅和拐杖借用
羽毛球场 周六|理工大学体育馆|书法夜校
会议室 投影|园区会议室|耐盐分离膜
膜材料|耐盐分离膜 新材料企业问诊|午餐送到家
创业贷款|创业担保贷款|农业大棚保险 出口信用保险
实习 会计|实习会计|会计和税务辅导 厨师
火箭发射场租赁zzz||室外篮球场 园区会议室
massage for elderly|肩颈按摩上门 中医理疗|小家电维修
lunch delivery|午餐送到家|厨师 切配
accounting internship|实习会计|厨师
"""
JUDGED: Final = """
剪头发|上门理发|书法夜校 厨师
轮椅 借|轮椅和拐杖借用|中医理疗
孩子 作业 辅导|四点半陪读 暑期看护班|会计和税务辅导
找人打扫卫生|家庭深度保洁|健康讲座进社区
厨师 招聘|厨师|午餐送到家
申请专利|知识产权问诊|中医理疗
劳动合同 律师|法律咨询|货车司机
冷链运输|冷链零担运输|爱心驿站
想学书法|书法夜校|小家电维修
开公司 注册|工商注册代办|室外篮球场
自习室 安静|大学图书馆自习室|爱心驿站
潜水艇驾照xyz||货车司机 理工大学体育馆
meeting room with projector|园区会议室|保洁员
haircut|上门理发|书法夜校
"""


def test_the_questions_the_wordings_were_tuned_on() -> None:
    district_id = stock.publish().pk
    assert [wrong for line in _lines(TUNED) for wrong in _wrong(district_id, *line)] == []


def test_the_questions_nobody_tuned_on() -> None:
    district_id = stock.publish().pk
    assert [wrong for line in _lines(JUDGED) for wrong in _wrong(district_id, *line)] == []


def test_what_merely_mentions_it_is_there_for_who_asks() -> None:
    """Behind what is called so, and counted before."""
    district_id = stock.publish().pk
    wanted = finding.read(district_id, {"q": "午餐"})
    told = finding.ranked(district_id, wanted, at=NOON, limit=50)
    every = finding.ranked(district_id, wanted, at=NOON, limit=50, with_mentions=True)

    assert finding.mentions(district_id, wanted, told) == 4
    assert [hit.is_mention for hit in every.rows] == [False] * told.count + [True] * 4
    assert every.count == told.count + 4


def test_what_only_mentions_it_is_found_where_nothing_is_called_so() -> None:
    district_id = stock.publish().pk
    hits = finding.ranked(
        district_id, finding.read(district_id, {"q": "电饭锅"}), at=NOON, limit=9
    )
    assert [hit.is_mention for hit in hits.rows] == [True]
    assert hits.is_loose


def _lines(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


def _wrong(district_id: int, q: str, musts: str, nots: str) -> list[str]:
    wanted = finding.read(district_id, {"q": q})
    hits = finding.ranked(district_id, wanted, at=NOON, limit=50).rows
    named = Listing.objects.filter(district_id=district_id).in_bulk([hit.pk for hit in hits])
    titles = [named[hit.pk].title for hit in hits]
    missing = [
        f"{q}: not {one}, but {titles[:FIRST]}"
        for one in musts.split()
        if one not in titles[:FIRST]
    ]
    if not musts and titles:
        missing.append(f"{q}: found {titles}")
    return missing + [f"{q}: {one} is there" for one in nots.split() if one in titles]
