"""What a small town offers and wants, a row each: kind, title, words chosen for it, text."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from lianxin.exchange.actions.listings import Draft
from lianxin.exchange.kinds import KINDS, As
from lianxin.kernel.ids import new_id
from lianxin.network.models import District, Organisation
from lianxin.playbooks.demo.press import Press
from tests import make

ROWS: Final = """
SERVICE|午餐送到家|助餐 送餐|每天中午十一点半到一点，三菜一汤，少油少盐。
SERVICE|老年助餐点|助餐 食堂|一荤两素一汤，提前一天报名。
SERVICE|肩颈按摩上门|按摩 康养|两名学生一名老师一起上门。
SERVICE|中医理疗|理疗 推拿|艾灸和热敷，在学院实训室。
SERVICE|陪诊|陪诊 就医|陪着挂号、取药、送回家。
SERVICE|出院后上门护理|护理 康复|伤口换药、压疮护理。
SERVICE|四点半陪读|托管 作业|学期里四点半到六点，要家长接。
SERVICE|暑期看护班|托管 作业|大学生带着写作业、做手工。
SERVICE|换灯泡、修水龙头|维修 水电|一个人住、够不着的，说一声就来。
SERVICE|公共区域报修|维修 水电|楼道灯、单元门、水管，两小时内到。
SERVICE|小家电维修|维修 家电|电饭锅、风扇、收音机，配件收成本。
SERVICE|家庭深度保洁|保洁 打扫|两人三小时，自带工具。
SERVICE|上门理发|理发|行动不便的老人，每月第二个周二。
SERVICE|开锁换锁|开锁|先看证件再开。
SERVICE|轮椅和拐杖借用|轮椅 辅具|带身份证登记，一次借两周。
SERVICE|法律咨询|法律|律师每周三下午坐班，劳动、租房、继承。
SERVICE|会计和税务辅导|财税|园区的会计师每月十号前在大厅。
SERVICE|工商注册代办|注册|核名、章程、刻章、开户一次说清。
SERVICE|知识产权问诊|专利 商标|专利代理师坐班，先看有没有。
SERVICE|心理咨询|心理|一次五十分钟，内容保密。
SERVICE|样品检测|检测 材料|拉力、硬度、成分，报告盖章。
SERVICE|冷链零担运输|物流 冷链|每天下午五点发车，半板起运。
SERVICE|共享打印和扫描|打印 复印|按张算，大图纸也能打。
SERVICE|搬家和大件搬运|搬家 搬运|小区内挪个柜子也来。
SERVICE|手机使用辅导|手机 数字生活|教挂号、打车、付款，带上手机就行。
SERVICE|外文资料翻译|翻译 外语|千字起，三天内。
SERVICE|健康讲座进社区|健康|慢病、跌倒、急救三个题目任选。
COURSE|书法夜校|书法|笔墨纸砚都有，周二晚上。
COURSE|八段锦|健身|早上在广场，穿软底鞋。
COURSE|电工上岗培训|电工 就业|理论加实操，可以考证。
COURSE|给老年人的英语|英语|出门问路、点菜、打招呼。
COURSE|急救员培训|急救|心肺复苏和除颤器，发证书。
MENTOR|怎么写商业计划书|创业 融资|带一页纸来，改成能讲十分钟的样子。
MENTOR|新材料企业问诊|材料 膜|教授看配方、工艺、失效分析。
VENUE|理工大学体育馆|羽毛球 乒乓球|穿运动鞋，周六上午对外。
VENUE|室外篮球场|篮球|用完收球，最后走的锁门。可以租赁。
VENUE|园区会议室|投影 白板|容纳二十人，用完关灯。
VENUE|社区议事厅|音响|用后桌椅还原。
VENUE|大学图书馆自习室|无线网 插座|安静，可以带电脑。
POINT|司机之家|淋浴 热饭 停车|货车司机歇脚的地方。
POINT|爱心驿站|饮水 微波炉 充电|环卫工、骑手随时进来。
FINANCE|创业担保贷款|创业 贴息|参加过创业培训，银行审批。
FINANCE|科创信用贷|信贷 科创|有知识产权的企业。
FINANCE|出口信用保险|保险 出口|有出口合同的企业。
POLICY|一次性创业补贴|创业|首次创办企业并稳定经营的补贴。
POLICY|居家适老化改造补贴|养老|扶手、防滑、床边护栏按清单补。
RESULT|耐盐分离膜|膜材料 海水淡化|苦咸水处理的前处理。
RESULT|冷链温度标签|传感 冷链|生鲜、疫苗运输。
RESULT|石墨烯防腐涂层|材料 防腐|船舶、海上平台钢结构。
NEED|海带加工废水达标处理|膜材料 污水处理|排水要达标。
NEED|四点半课堂志愿者|托管 志愿|每天两个小时。
NEED|螺旋桨轻量化材料|材料 船舶|渔船用。
CHALLENGE|老旧雨水管不开挖查漏|管网 检测|不挖路就知道哪里漏。
JOB|厨师|健康证 炒锅|食堂掌勺，提供午餐和宿舍。
JOB|切配|健康证|包吃包住，午餐免费，两头班。
JOB|会计|会计证 税法|做账报税，双休。
JOB|实习会计|表格 用友|跟着会计做账，有带教，午餐补贴。
JOB|保洁员|清洁|楼道和大堂，供午餐。
JOB|货车司机|驾照B2|早班五点半，按单装车。
JOB|养老护理员|护理|照护长者起居，三班倒。
JOB|膜工艺工程师|膜材料 高分子|做配方、做中试。
JOB|后端开发工程师|Java SQL|写接口、做代码评审。
SHIFT|给老人送餐|开车|中午两小时，助餐点出发。
SHIFT|课后辅导|耐心|四点半到六点，看作业。
"""


def publish() -> District:
    district, unit = make.district(), make.organisation(name="学苑中心")
    press = Press(district)
    with transaction.atomic():
        for line in ROWS.strip().splitlines():
            press.publish(_told(*line.split("|"), unit=unit), at=make.NOON, key=new_id())
        press.flush()
    return district


def _told(kind: str, title: str, chosen: str, text: str, *, unit: Organisation) -> Draft:
    details: dict[str, Any] = {
        each.name: next(iter(each.choices), "1") for each in KINDS[kind].details if each.is_needed
    }
    lists = [each.name for each in KINDS[kind].details if each.typed is As.WORDS]
    details[lists[0]] = chosen.split()
    if title.startswith("实习"):
        details["employment"] = "INTERN"
    return Draft(
        kind=kind, title=title, provider=unit, text=text, details=details, mode="ON_SITE",
        place=unit.place, area=unit.place, address="学苑路 1 号", hours="Mo-Su 09:00-18:00",
        contact="陈师傅", phone="0532-1234567", confirm_days=183, opens_at=make.NOON,
    )  # fmt: skip
