"""Dangers in odd words, and words of danger that tell of none."""

from __future__ import annotations

import pytest

from lianxin.language.danger import find_danger

TOLD = """
    家里煤气味特别大|GAS
    厨房里一股臭鸡蛋味，怀疑漏气|GAS
    管道滋滋响，在漏气|GAS
    燃气报警器一直响|GAS
    煤气中毒了，人躺地上|HURT
    液化气瓶嘶嘶冒气|GAS
    电梯突然停了，里面有人|LIFT
    我和孩子在电梯里出不去了|LIFT
    困在电梯里半小时了|LIFT
    电梯门打不开，老人在里面|LIFT
    电梯突然掉了两层|LIFT
    摸到路灯杆手发麻|SHOCK
    洗澡的时候被电了|SHOCK
    水里带电，别靠近|SHOCK
    电线掉下来了，还在冒火花|WIRE
    高压线断了躺在地上|WIRE
    电线耷拉到地上了|WIRE
    配电箱门开着，线都露着|WIRE
    楼上起火了，快来|FIRE
    三楼窗户往外冒黑烟|FIRE
    电动车烧起来了|FIRE
    有人放火|FIRE
    充电桩着了|FIRE
    车库里烟雾很大闻到烧焦味|FIRE
    山上着火啦|FIRE
    围墙要倒了|COLLAPSE
    房子歪了快塌了|COLLAPSE
    桥断了|COLLAPSE
    路面突然陷下去一个大坑|COLLAPSE
    山上石头滚下来了|COLLAPSE
    工地脚手架倒了|COLLAPSE
    天花板掉下来砸到孩子|FALLING
    孩子掉水里了|WATER
    老人跳河了|WATER
    车被水淹了人出不来|WATER
    有人在水库游泳沉下去了|WATER
    井盖丢了一个大洞|MANHOLE
    井口敞着没盖|MANHOLE
    有人掉进下水道了|MANHOLE
    楼上扔酒瓶子下来|FALLING
    广告牌被风吹得要掉下来|FALLING
    玻璃碎了掉楼下|FALLING
    花盆从阳台掉下来|FALLING
    有人要跳楼|HURT
    老人摔倒起不来了|HURT
    流了好多血|HURT
    路上有人躺着不动|HURT
    被狗咬伤了|HURT
    车祸，有人受伤|HURT
    吃了食堂的饭集体中毒|HURT
    他说不想活了|HURT
    孩子呛水了|WATER
    闻到煤气味，担心泄漏|GAS
"""
NONE = """
    热死了，能不能装空调|气炸了，物业不管|没有煤气味|闻不到煤气味了|急死人了|吵死了|烦死了
    笑死我了|困死了，早上起不来|生意火爆，天天排队|火车站停车贵|火锅店油烟大|我都要崩溃了
    心里着火一样急|电视剧里的爆炸声太吵|手机爆炸式增长的费用|房价崩塌|信心垮塌|股票跌得像跳楼
    跳楼价促销广告太吵|跳水价|落水管坏了|触电事故培训什么时候|防溺水宣传海报掉了
    消防演练冒烟演习提前通知|孩子写作业快晕倒了似的|电梯广告太多|电梯没有困人，只是慢|煤气费太高
    天然气味道大不大看人|漏水了|楼上漏水|电费漏算|井盖响|井盖松动有响声|没有着火|火已经扑灭了
    路面塌陷已经修好|工人受伤的赔偿金什么时候给|工伤认定怎么办|中毒性痢疾能报销吗|烧伤科在哪
    救命药不能报销|被困难职工帮扶|高空抛物罚多少钱|滑坡治理工程什么时候开始|爆炸头理发店太吵
    电死机了，手机卡|上次电梯困人后修好了|这条路堵得水泄不通|危房改造补贴|溺爱孩子
    倒塌的围墙去年重建好了|天然气打不着火|电瓶拿回家充电，怕着火|楼道堆满杂物，万一着火怎么办
    点不着火
"""
REAL = [line.strip().split("|") for line in TOLD.strip().splitlines()]
SPOKEN = [text.strip() for text in NONE.strip().replace("\n", "|").split("|")]


@pytest.mark.parametrize(("text", "kind"), REAL)
def test_a_danger_is_seen_in_whatever_words(text: str, kind: str) -> None:
    assert kind in {danger.kind for danger in find_danger(text)}


@pytest.mark.parametrize("text", SPOKEN)
def test_a_manner_of_speaking_is_no_danger(text: str) -> None:
    """Denied, over, feared, taught, asked about, or meant of something else."""
    assert find_danger(text) == []
