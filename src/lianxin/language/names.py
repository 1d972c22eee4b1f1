"""Find people's names in Chinese text, by what stands before and behind them.

A surname alone says little: 高 begins 高空, 方 begins 方便. A name is taken for one only where a
word before announces it (联系人：…, 我叫…) or a title follows (…先生). With a given name it is
certain, a surname with a title (李阿姨) is only how somebody is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Name(NamedTuple):
    """`text[start:end]` without the title; `is_certain` with a given name."""

    start: int
    end: int
    is_certain: bool = True
    has_title: bool = False


DOUBLE = (
    "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|东方|南宫|端木|独孤|呼延"
)
SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦"
    "马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛"
    "狄米贝明臧计成戴宋茅庞熊纪舒屈项董梁杜阮蓝闵席季贾娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌"
    "霍虞万柯卢莫房缪解应宗丁宣邓郁杭洪包左石崔吉龚程邢裴陆翁荀惠甄曲封储靳段富焦巴牧谷车侯"
    "仇甘厉祖武符刘景詹龙叶司黎薄印白蒲邰赖卓蔺屠蒙池乔阴胥苍闻翟谭申冉桑桂牛边燕冀温庄晏柴"
    "阎习容古易廖耿匡文寇广东巩聂晁勾辛简饶曾关查游楚晋闫肖仝佟付代邸苟尚战岳覃隆邝冼麦"
)
_NOT_GIVEN = (
    "的了是在有没不和与及说称住电手反来去到于因为被把给向对从已将要请也都就还很这那哪什么怎们个只每各"
    "我你他她它您先女局所站科处院校区镇街路号楼幢室层单户门地得着过吗呢吧啊呀上下里外内间旁边右时候"
    "日点分秒周次件条项"
)
TITLES = (
    "先生|女士|小姐|老师|主任|厅长|部长|董事长|书记|师傅|医生|大夫|护士|经理|局长|所长|站长|科长|处长|校长|院长|队长|"
    "村长|警官|律师|同志|阿姨|叔叔|大爷|大妈|大姐|大哥|大叔|大娘|大伯|奶奶|爷爷|婆婆|教授|法官|主席|"
    "镇长|区长|市长|支书|组长|楼长|班长|厂长|老板|总监|工程师|婶|嫂|伯伯|同学|姑娘|老太|老汉|会计"
)
_SURE_CUES = (
    "我叫|名叫|叫做|姓名|签名|署名|联系人|经办人|负责人|申请人|投诉人|反映人|举报人|报修人|报事人|来电人|"
    "诉求人|求助人|当事人|承办人|办理人|处理人|跟进人|受理人|代理人|委托人|监护人|收件人|收货人|反馈人|"
    "回访人|记录人|签收人|机主|车主|户主|房主|法定代表人|法人代表|紧急联系人|此致|敬礼|名字是|名字叫"
)
_CUES = (
    "本人|业主|住户|租户|租客|房东|邻居|家长|学生|患者|病人|儿子|女儿|丈夫|妻子|老公|老婆|父亲|母亲|"
    "居民|村民|市民|网格员|楼长|楼组长|志愿者|工作人员|维修工|电工|保安|司机|老人|孩子|叫|老伴|妈妈|爸爸|"
    "我妈|我爸|他爸|他妈|她爸|她妈|我哥|我姐|我弟|我妹|我叔|我舅|我姑|我姨|母亲|爷爷|奶奶|外公|外婆|岳父|岳母|公公|婆婆|哥哥|弟弟|姐姐|妹妹|叔叔|阿姨|姑姑|舅舅|孙子|"
    "孙女|媳妇|女婿|经理|主任|班主任|老师|校长|园长|院长|医生|大夫|护士|书记|支书|村主任|队长|组长|会计|"
    "老板|老板娘|店主|摊主|包工头|工头|负责|中介|二房东|房主|对门|隔壁|楼上|楼下|保洁|民警|律师|"
    "爱人|姥姥|姥爷|老丈人|丈母娘|老岳父|老岳母|表哥|表弟|表姐|表妹|堂哥|堂弟|堂姐|堂妹|嫂子|弟媳|儿媳|"
    "侄子|侄女|外甥|外甥女|外孙|姑父|姨妈|舅妈|室友|舍友|班长|店长|护工|保姆|月嫂|快递员|外卖员|"
    "同事|同学|朋友|亲戚|对方|男子|女子|男孩|女孩|老太太|老大爷|被告|原告|死者|伤者"
)
_COMMON_GIVEN = (  # in given names more often than in what follows a title
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅淑珍建国志海林晓小春玲燕彬峰辉鹏飞斌宇浩博"
    "轩涵雨欣怡婷雪倩琳颖佳慧琴素莲荣凤洁萍爱芬芝翠莉菊云香月娥珠珊莎媛瑶瑞祥福贵德宝庆元振占永世俊"
    "凯健波宁欢威子思梦诗晨曦阳旭鑫森淼炎焱坤乾龙虎彪豪杨柳松柏根柱栋梁树庄军兵斌武忠孝仁义礼智信诚"
    "良善美琪琦玮璐瑾瑜蕾薇莹茜蓉蓓妍婉娇婵姗姣冬秋夏卿远征逸航帆舟川江河湖清泉源润泽国庆胜利富财发"
    "亮光耀辰星昊昌盛兴旺才学文斐雯岩岚峻岭立冰霜露菲莎丹彤紫青碧蓝亚东西南北中芸苹茹静绣锦金银铁钢"
)
_WORDS = (  # that begin as a surname and are none
    "曾经|曾多|曾有|曾在|石场|石灰|石化|安全|安装|安静|安排|安置|安心|安保|安宁|安抚|白天|白色|白灰|班车|班次|班级|包括|包装|包含|包围|包裹|"
    "边上|边缘|柏油|毕业|毕竟|薄弱|常常|常年|常见|常规|常态|常住|车辆|车位|车库|车道|车主|车棚|车间|车牌|"
    "车流|车子|车费|车票|成本|成功|成立|成为|成员|成人|成片|成堆|成了|池塘|池子|从来|从事|从早|从前|"
    "程序|程度|储存|储物|储藏|单位|单元|单栋|代表|代理|代码|东西|东侧|东面|东门|东边|东头|东路|段时|段路|方便|"
    "方案|方面|方向|方式|方法|房屋|房子|房东|房产|房租|房间|房顶|房门|房主|费用|费力|封闭|封堵|封路|封条|"
    "符合|付款|付费|富余|高空|高压|高度|高层|高温|高峰|高速|高低|高考|高龄|高声|高楼|高处|高分|高价|高级|"
    "高效|高中|高铁|高血|关于|关闭|关系|关心|关注|关键|关门|关停|关掉|管理|管道|管子|管线|管网|管委|管辖|"
    "管家|管控|广场|广告|广播|广大|广泛|桂花|古树|古镇|古城|谷物|国家|全部|全体|全面|全程|全天|全是|全家|"
    "全区|全镇|全市|全年|何时|何处|何况|何必|洪水|洪涝|胡乱|胡同|华丽|黄色|黄金|黄土|黄昏|黄牌|黄线|"
    "惠民|惠及|计划|计算|计费|计量|计时|吉祥|纪念|纪律|季节|季度|家里|简单|简直|简易|简陋|江水|江边|江堤|"
    "焦急|焦味|焦虑|解决|解释|解除|解答|解读|金额|金属|金色|金融|景区|景观|景色|井盖|康复|康养|孔洞|孔隙|"
    "蓝色|蓝天|老人|乐队|乐器|雷雨|雷电|雷声|利用|利息|利益|利民|廉租|林木|林地|林立|林荫|凌晨|凌乱|柳絮|"
    "柳树|龙头|隆重|路灯|路面|路口|路边|路上|路段|路过|路人|路中|路况|路政|路牌|绿化|马路|马上|马桶|马达|"
    "满意|毛病|毛坯|梅雨|门口|蒙上|米宽|米高|米左|米深|米长|米多|苗木|苗圃|明确|明显|明明|明天|明年|明火|"
    "明细|明知|莫名|莫非|牧场|那边|那么|那个|那里|那样|牛奶|钱款|钱财|钱包|庞大|盆栽|平安|平时|齐全|祁门|"
    "祝福|祝愿|祝好|强烈|乔木|秦岭|屈服|曲折|全额|任何|任务|任课|任意|任由|任性|容易|容量|容积|森林|山上|"
    "商户|尚未|尚可|申请|申报|申诉|申领|盛夏|盛行|盛开|师生|师资|施工|施肥|施救|石头|石子|石板|石块|石油|"
    "石墩|石阶|石材|史无|时间|时候|时段|时常|时而|时刻|时期|时长|时不|双方|双向|双休|双黄|双侧|双击|水管|"
    "司机|司法|宋体|苏醒|孙子|孙女|索要|索赔|索取|谈话|汤水|唐突|陶瓷|童车|童年|万一|万元|万分|万人|汪洋|"
    "王府|危险|卫生|卫浴|卫星|温度|温馨|温暖|温水|文明|文化|文件|文字|文体|文具|闻到|闻着|武装|武术|物业|"
    "夏天|夏季|夏日|向上|向外|向前|向下|项目|谢谢|谢绝|辛苦|辛辣|熊孩|宣传|宣布|宣称|许多|许可|许久|严重|"
    "严格|严禁|严厉|严肃|燕子|阳台|杨树|杨絮|杨梅|叶子|叶片|易燃|易爆|易发|易腐|易滑|阴暗|阴天|阴雨|阴沟|"
    "阴影|应该|应急|应当|应有|应答|尤其|游客|游乐|游泳|游戏|游玩|于是|余额|余下|余热|余地|郁闷|元旦|"
    "袁隆|岳父|岳母|查看|查询|查处|查找|查明|查清|查实|查证|战争|战友|张贴|张开|张望|章程|郑重|支付|"
    "钟头|钟点|钟表|周边|周围|周末|周六|周日|周一|周二|周三|周四|周五|周期|周转|周到|周岁|朱红|祝您|"
    "庄稼|庄重|卓越|宗旨|邹城|祖国|左右|左侧|左边|左转|左手|贝壳|比如|戴口|戴头|丁字|杜绝|"
    "范围|范例|甘蔗|顾客|顾虑|顾及|郭外|海边|梁柱|梁体|卢沟|鲁莽|罗列|骆驼|茅草|茅坑|梅花|蒲扇|钱江|倪虹|"
    "童装|桑树|桑拿|沈重|柴油|柴火|蔡家|曹家|田地|田间|田里|田埂|洪灾|侯车|习惯|习题|师范|师傅|广电|利好|"
    "文娱|巴士|巴掌|巴不|东区|东段|车祸|车身|车门|车窗|车型|车速|车载|成群|成熟|成都|常德|江苏|江西|江南|"
    "安徽|河南|云南|广东|广西|华东|华为|海南|甘肃|黄河|长江|温州|金华|武汉|石家|齐鲁|康宁|乐园|乐意|米饭|"
    "马虎|马车|马蹄|明亮|明早|明晚|白领|白发|白酒|白蚁|白费|柳州|林业|万达|万科|康师|向阳|向着|向来|余震|"
    "古建|古玩|那天|那时|那条|那些|那种|那位|那栋|那段|那户|关怀|关爱|关照|关节|查验|查封|查收|查阅|查获|"
    "解散|解放|应付|应对|应聘|应届|严谨|严峻|严防|严控|高兴|高手|高档|高新|高架|高位|高耸|高频|高发|高明|"
    "方圆|方块|方形|方言|方可|时速|时代|时尚|时分|时光|成绩|成分|成果|成交|成年|成套|成因|成天|安检|安顿|"
    "安康|安逸|安稳|安家|安居|温和|温室|温泉|钟声|钱塘|万户|万家|文书|文本|文案|文艺|文物|任职|任期|施压|祖辈|高昂|高达|高额|代课|任公|任代|戚朋|"
    "全力|全新|全程|全额|全镇|全员|全职|全集|计入|计生|计较|计价|段落|席位|席子|封口|封面|封控|封存|封顶"
)
_HAN = "\u4e00-\u9fff"
_GIVEN = rf"(?:(?![{_NOT_GIVEN}])[{_HAN}])"
_SURNAME = rf"(?:{DOUBLE}|[{SINGLE}])"
_FOLLOW = (
    rf"(?=$|[^{_HAN}]|的|电话|手机|反映|反应|来电|住|家|在|说|称|于|因|和|与|及|是|身份证|微信|现|已|对|向|"
    "要求|希望|投诉|表示|到|来|签|负责|前往|上门|联系|本人|同志|一家|夫妇|等|从|把|被|将|给|为|也|都|就|还|"
    "每|名下|患|家属|跟进|处理|办理|接|回复|答复|告知|致电|登门|提出|建议|请求|咨询|报修|举报|写|敬上|收|"
    "不|没|又|天天|经常|一直|总是|老是|半夜|晚上|昨天|今天|今年|私自|擅自|带|态度|体罚|打|骂|欠|占|开|长期|"
    "多次|腿|年|岁|今|两口|夫妻)"
)
_CANDIDATE = re.compile(rf"(?=({_SURNAME}))")
_TITLED = re.compile(rf"{_SURNAME}({_GIVEN}{{0,2}}?)副?(?:{TITLES})")
_LIKELY_GIVEN = rf"(?:(?![{_NOT_GIVEN}])[{_COMMON_GIVEN}])"
_PLAIN_NAME = re.compile(
    rf"{_SURNAME}{_GIVEN}{{1,2}}{_FOLLOW}|{_SURNAME}{_LIKELY_GIVEN}{{2}}(?![店村庄镇路街桥河])"
)
_IS_NAME = re.compile(  # 我是三号楼的王建国, 住的是郑涛, 叶师傅（叶问）
    rf"(?:我是[^，。！？；\n]{{1,12}}?的|[的人方家]是|我是|就是)({_SURNAME}{_LIKELY_GIVEN}{{1,2}})"
    rf"(?=$|[^{_HAN}])|(?:{TITLES})[（(]({_SURNAME}{_GIVEN}{{1,2}})[)）]"
)
_SOUGHT = re.compile(  # 找张建军, 联系人（孙悦）, 我姓吴
    rf"(?:联系|找|打给|问问|认识)({_SURNAME}{_LIKELY_GIVEN}{{2}})(?![店村庄镇路街桥河小大花公医学])"
    rf"|(?:{_SURE_CUES})[（(]({_SURNAME}{_GIVEN}{{1,2}})[)）]"
)
_NAMED = re.compile(rf"(?:我|他|她|免贵|本人)姓({DOUBLE}|[{SINGLE}])(?=$|[^{_HAN}]|叫|名|的)")
_OFTEN = (  # surnames that say little else
    "张王李赵刘陈吴周徐孙朱胡郭林罗郑梁宋许韩冯邓曹彭肖董潘袁蒋蔡余杜魏吕沈姚卢傅姜崔谭汪廖贾邱邹孟秦薛郝"
)
_CALLED = re.compile(  # 老张家, 小李说
    rf"(?<!大)[老小]([{_OFTEN}])"
    rf"(?=$|[^{_HAN}]|家(?![^，。！？]{{0,4}}[店馆铺村])|说|他|她|把|又|就|也|和|跟|住|不|来|的)"
)
_SHOP = re.compile(rf"[{_HAN}]{{1,2}}(?:店|馆|铺|坊|摊)|傅")
_LONG_NAME = re.compile(rf"{_SURNAME}{_GIVEN}{{2}}")
_COMMON = frozenset(_WORDS.split("|"))
_SURE, _CUE = tuple(_SURE_CUES.split("|")), tuple(_CUES.split("|"))
_NEAR = (*_SURE, "叫")
_BETWEEN = " \t　:：是叫为"
_SPANNING = (  # words whose second letter is no surname: 关于老师 is no Mr 于
    "关于|对于|由于|至于|属于|等于|过于|终于|位于|处于|鉴于|现任|前任|原任|一任|历任|造成|校方|对方|亲戚|谢谢"
    "|信任"
)
_SPAN = frozenset(_SPANNING.split("|"))
_SPELLED = re.compile(
    rf"(?:{_SURE_CUES})\s*[:：]\s*({_SURNAME}[{_HAN}]{{1,2}}|(?<=名[:：])[{_HAN}]{{2,4}})(?=$|[^{_HAN}])"
)
_DOTTED = re.compile(rf"[{_HAN}]{{1,6}}[·•・][{_HAN}]{{1,6}}")
_SIDE = frozenset("方费")  # 业主方, 物业费
_LONGEST_CUE = 10
_EMPTY = ("暂无", "不详", "未知", "匿名", "同上", "没有", "保密", "不愿", "未留")


def find_names(text: str) -> list[Name]:
    """The names in `text`, in order. Who was certainly named once is found wherever named."""
    found = {name.start: name for name in (*_spelled(text), *_told(text))}
    for match in _CANDIDATE.finditer(text):
        name = _at(text, match.start())
        if name:
            found.setdefault(name.start, name)
    for name in [one for one in found.values() if one.is_certain]:
        for again in re.finditer(re.escape(text[name.start : name.end]), text):
            found.setdefault(again.start(), Name(*again.span()))
    return _apart(found.values())


def _at(text: str, start: int) -> Name | None:
    if text[start : start + 2] in _COMMON or text[start : start + 3] in _COMMON:
        return None
    titled = _TITLED.match(text, start)
    if titled and text[start - 1 : start + 1] not in _SPAN:
        end = titled.end(1)
        if not titled[1] and _SHOP.match(text, titled.end()):  # 李先生烤鱼店
            return None
        return Name(start, end, is_certain=bool(titled[1]), has_title=True)
    before = _before(text, start)
    is_sure = before.endswith(_SURE)
    if not is_sure and (text[start] in _SIDE or not before.endswith(_CUE)):
        return None
    name = _PLAIN_NAME.match(text, start)
    if name is None and is_sure:
        name = _LONG_NAME.match(text, start)
    return Name(start, name.end()) if name else None


def _spelled(text: str) -> Iterator[Name]:
    """After a label and a colon, whatever it begins with; and names with a dot in them."""
    if ":" in text or "：" in text:
        for match in _SPELLED.finditer(text):
            if match[1] not in _EMPTY:
                yield Name(*match.span(1))
    if "·" in text or "•" in text or "・" in text:
        for match in _DOTTED.finditer(text):
            if _before(text, match.start()).endswith(_SURE + _CUE):
                yield Name(*match.span())


def _told(text: str) -> Iterator[Name]:
    """Who somebody is, and how neighbours are called."""
    for match in (*_IS_NAME.finditer(text), *_SOUGHT.finditer(text)):
        start, end = match.span(match.lastindex or 0)
        if text[start : start + 2] not in _COMMON:
            yield Name(start, end)
    for match in (*_CALLED.finditer(text), *_NAMED.finditer(text)):
        yield Name(*match.span(1), is_certain=False)


def _before(text: str, start: int) -> str:
    """What stands before, without what may stand between: 联系人：, 我叫, 本人."""
    near = text[max(0, start - _LONGEST_CUE) : start]
    return near if near.endswith(_NEAR) else near.rstrip(_BETWEEN)


def _apart(names: Iterable[Name]) -> list[Name]:
    kept: list[Name] = []
    for name in sorted(names, key=lambda one: (one.start, -one.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept
