"""Personal data planted into sentences, and sentences without any."""

from __future__ import annotations

from itertools import product
from random import Random

from lianxin.language import personal

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁"
)
GIVEN = """小明 建国 丽 秀英 伟 芳 志强 海燕 文博 子涵 雪梅 国庆 桂兰 俊杰 婷婷 大勇 春生 玉珍
    一鸣 思远 勇 敏 静 福生 晓东 立新 美玲 金花 学文 佳怡""".split()  # noqa: SIM905  easier to read
NAMED = (
    "我叫{name}，门口的路灯不亮。",
    "联系人：{name}，请尽快处理。",
    "姓名：{name}",
    "业主{name}反映楼上漏水。",
    "经办人{name}已经上门看过。",
    "来电人{name}说井盖松动。",
    "{name}先生来电，说停车占了消防通道。",
    "{name}女士希望早点修好。",
    "已由{name}师傅上门更换灯泡。",
    "社区{name}书记到现场协调。",
    "患者{name}的报销还没有下来。",
    "网格员{name}已把情况告诉住户。",
)
DOORS = (
    "3号楼2单元501室",
    "12栋1203",
    "5-2-301",
    "7幢1单元602",
    "A座1805室",
    "88弄12号401室",
    "2单元304",
    "三号楼一单元二〇二",
    "16号楼903",
    "4号501室",
)
AT_HOME = (
    "住在幸福里{door}，水管爆了。",
    "地址：学苑小区{door}",
    "{door}漏水到楼下。",
)
CALLED_BY = (
    "请打{phone}联系我。",
    "手机号{phone}，白天都在",
    "电话：{phone}（微信同号）",
    "我的号码是{phone}",
)
PROOF = ("身份证{id}，请查一下低保。", "证件号码：{id}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

CLEAN = """
高空抛物很危险，希望小区装摄像头。|黄金周期间游客多，垃圾桶满了。|马路中间的井盖松动了。|金额不对，多收了三十元。
白天没有人在家，请晚上来。|方便的时候请回个电话。|石头挡住了人行道。|安全隐患很大，请尽快处理。|时间过了一周还没有人来。
平安路的路灯不亮。|成本太高，业委会不同意。|江水涨了，堤上有裂缝。|钱款已经退回。|常常停水，影响做饭。|室内温度不到十六度。
人民路12号门口积水。|3号楼停电两小时了。|5号楼120户居民没有水用。|2单元电梯又坏了。|请到205室办事窗口咨询。
周末早上六点就开始施工。|全体业主都很着急。|高度重视这件事，谢谢。|程序太复杂，跑了三趟。|方案已经公示七天。
单位今天派人来看过。|管理处说下周修。|物业经理一直不露面。|班主任老师说学校会处理。|居委会主任到过现场。
施工单位没有围挡。|万一下雨会淹到地下室。|石板松动，老人容易摔倒。|文明养犬牌被拔掉了。|车位被外来车辆占用。
广场舞声音太大，孩子没法写作业。|于是我们又打了一次热线。|严重影响休息。|黄色的线已经磨没了。|夏天味道特别大。
路口的红绿灯时间太短。|毛坯房白天装修可以理解，晚上不行。|双休日也施工。|许多住户都反映过。|查询不到医保记录。
左右两边都堆着杂物。|门口的树枝压到电线。|应急灯不亮。|孔洞没有封堵。|计量表走得太快。|支付以后没有发票。
项目停工半年了。|家里老人行动不便，想申请扶手。|易燃的东西堆在楼道。|解决了，谢谢社区。|宣传栏的玻璃碎了。
申请材料交了两个月。|关于停车收费的公示看不到。|景区厕所没有纸。|房东不退押金。|商户把桌子摆到路上。
费用1380元，编号DC-26-00042。|2026年3月15日上午9点到12点停电。|12345热线打过三次。|公交101路不停站。|罚款200元。
小区共18栋1200户。|6号楼和7号楼之间没有路灯。|电梯维保到2026年6月。|第3排第5盏灯不亮。|水压只有0.15兆帕。
社区卫生站星期三下午不开门。|学校门口接送车多。|居民要求加装电梯。|业主大会没有通过。|患者多，排队要两个小时。
邻居经常半夜唱歌。|老人走路要绕一大圈。|孩子在广场上被狗吓到。|志愿者很热心。|工作人员态度很好。|网格员每天都来。
联系人没有写。|联系人：暂无|姓名：保密|业主方没有签字。|负责人不在，请改天再来。|来电人要求保密。|本人同意公开。
楼长组织大家清理楼道。|电工查看后说是线路老化。|保安不让快递进门。|司机态度不好，越站不停。|车主没有留电话。
我叫不到车，老人等着去医院。|我叫了三次维修都没有来。|我们叫物业来看过。|家长在门口等。|学生过马路危险。|租户搬走了。
河边的护栏断了一截。|公园的健身器材坏了。|垃圾分类桶太少。|雷雨天总跳闸。|梅雨季节墙面发霉。|古树没有挂牌。|桂花树该修剪了。
请问老师什么时候退费？|医生建议转院。|书记接待日是星期几？|请局长关注一下公交。|请市长看看这条路。
""".replace("\n", "|")
SENTENCES = [sentence for sentence in CLEAN.split("|") if sentence]


def _names(rng: Random) -> list[tuple[str, str]]:
    names = [rng.choice(SURNAMES) + rng.choice(GIVEN) for _n in range(120)]
    return [(NAMED[n % len(NAMED)].format(name=name), name) for n, name in enumerate(names)]


def _phones(rng: Random) -> list[tuple[str, str]]:
    shapes = ("{}{}{}", "{}-{}-{}", "{} {} {}")
    found = []
    for n in range(40):
        parts = (
            f"1{rng.randint(30, 99)}",
            f"{rng.randint(0, 9999):04}",
            f"{rng.randint(0, 9999):04}",
        )
        phone = shapes[n % len(shapes)].format(*parts)
        found.append((CALLED_BY[n % len(CALLED_BY)].format(phone=phone), phone))
    return found


def _id_numbers(rng: Random) -> list[tuple[str, str]]:
    found = []
    for n in range(20):
        day = f"{rng.randint(1940, 2010)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
        body = f"310113{day}{rng.randint(0, 999):03}"
        check = "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
        found.append((PROOF[n % len(PROOF)].format(id=body + check), body + check))
    return found


def _doors() -> list[tuple[str, str]]:
    return [(text.format(door=door), door) for text, door in product(AT_HOME, DOORS)]


def planted() -> list[tuple[str, str]]:
    """Sentences, each with the one thing in it that points at a person."""
    rng = Random(23)
    return [*_names(rng), *_phones(rng), *_id_numbers(rng), *_doors()]


def test_nothing_planted_is_left_after_redacting() -> None:
    """C23, X40."""
    items = planted()
    assert len(items) >= 200
    assert [item for item in items if item[1] in personal.redact(item[0]).text] == []


def test_what_is_planted_is_found_as_a_whole() -> None:
    """C23."""
    missed = [
        (text, item)
        for text, item in planted()
        if item not in {text[s.start : s.end] for s in personal.find_personal(text)}
    ]
    assert missed == []


def test_the_rest_of_the_sentence_stays() -> None:
    for text, item in planted():
        before, after = text.split(item)
        redacted = personal.redact(text).text
        assert redacted.startswith(before), text
        assert redacted.endswith(after), text


def test_clean_sentences_are_left_alone() -> None:
    """C23: at most one in fifty raises a false alarm."""
    assert len(SENTENCES) >= 100
    alarms = [text for text in SENTENCES if personal.find_personal(text)]
    assert len(alarms) <= len(SENTENCES) * 0.02, alarms
    called = [text for text in SENTENCES if personal.find_personal(text, weak=True)]
    assert len(called) <= len(SENTENCES) * 0.03, called
