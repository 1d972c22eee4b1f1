"""Words of danger. Of places and things only: nothing here says anything of a person."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Danger(NamedTuple):
    """`text[start:end]` tells of a danger; `label` is what to call it."""

    kind: str
    start: int
    end: int
    label: str


_GAS = "(?:燃气|天然气|煤气|液化气|瓦斯|气罐)"
_FEW = r"[^，。！？；\n]{0,8}?"  # a few words may stand between a thing and what befell it
_GONE = "没了|不见|缺失|丢失|丢了|被偷|被盗|掉了|没有了|敞开|敞着|翻了|碎了"
_FALLS = "掉下|往下掉|坠落|砸下|砸到|扔下|往下扔|往下丢|脱落|摇摇欲坠|要掉|快掉"
_THERE = r"[^。！？；\n]{0,14}?"  # of the same sentence
_KINDS: Final = (
    (
        "GAS",
        gettext_lazy("燃气泄漏"),
        rf"{_GAS}{_FEW}(?:泄漏|泄露|漏|爆炸|挖断|挖破|冒气|喷气)|(?:泄漏|泄露|漏)了?{_GAS}"
        rf"|{_GAS}的?(?:臭味|味(?!道大不大))|(?:闻到|闻着|一股){_FEW}{_GAS}|挖[断破漏]了?{_FEW}{_GAS}"
        rf"|{_GAS}(?:泄漏)?报警器?{_FEW}(?:响|叫|报警)|臭鸡蛋味?|(?:在|怀疑|一直|好像|可能|管道?)漏气",
    ),
    (
        "LIFT",
        gettext_lazy("电梯困人"),
        rf"(?:电梯|升降梯){_THERE}(?:困人|困住|被困|困在|被关|关在|出不来|出不去|卡在|坠落|急坠|失控|往下掉"
        rf"|掉了.{{1,2}}层|下坠|里面有人|人在里面|老人在里面|孩子在里面|有人在里面)"
        rf"|[困关卡]在了?{_FEW}(?:电梯|升降梯)",
    ),
    (
        "SHOCK",
        gettext_lazy("触电"),
        "触电(?!急救|事故?培训|培训|讲座)|漏电|电到人|被电到|被电了|电了一下|电死(?!机)|麻手|手发?麻(?!木)"
        "|带电(?!话|脑|视|子|的?设备)",
    ),
    (
        "WIRE",
        gettext_lazy("电线断落或裸露"),
        rf"(?:电线|电缆|高压线|线缆|火线|配电箱|电箱){_FEW}(?:断了|断落|断裂|掉下|掉在|掉到|落地|落在|垂到|拖到|"
        rf"耷拉到|裸露|露在外|露出来|露着|破皮|外露|冒火|打火)|裸露的?(?:电线|电缆|导线|火线)"
        rf"|配电箱门?{_THERE}线都?露",
    ),
    (
        "FIRE",
        gettext_lazy("起火冒烟"),
        "(?:(?<!打不)(?<!点不)着火|起火|失火)(?!点|率|怎么办|了?怎么逃|一样|似的)|火灾(?!险|保险|演练|警示|隐患)|放火|纵火"
        "|冒烟(?!演|管|道)|冒[黑白浓]烟|冒火花|浓烟滚滚|烧起来|爆燃|爆炸(?!头|式|性|声)|烧焦的?味|焦糊味|糊味|"
        rf"(?:充电桩|电瓶|电动车|汽车|楼上?|仓库|厂房|房子|屋子|电表箱?|插座)着了"
        rf"|烟雾很?大|(?:电线|线路|插座|电表){_FEW}(?:烧了|烧焦|烧糊|冒火)",
    ),
    (
        "COLLAPSE",
        gettext_lazy("坍塌塌陷"),
        "(?<!信心)(?:坍塌|塌陷|塌方|垮塌|倒塌)|塌了|塌下|要塌|快塌|滑坡|泥石流|地陷|陷下去|(?:石头|山石|落石)"
        rf"{_FEW}(?:滚下|落下|掉下)|桥{_FEW}断了|(?:墙|房子|屋子|老屋|大树|脚手架|塔吊|广告牌){_FEW}"
        "(?:要倒|快倒|倒了)",
    ),
    (
        "WATER",
        gettext_lazy("落水"),
        rf"落水(?!管|口)|溺水|呛水|掉[进到下]?了?{_FEW}(?:河|水塘|池塘|水库|湖|鱼塘|水沟|水里)|跳河|跳湖|淹死"
        rf"|洪水|水(?:库|塘|里){_FEW}(?:沉下去|没上来)|水淹{_THERE}(?:出不来|被困)",
    ),
    (
        "MANHOLE",
        gettext_lazy("井盖缺失"),
        rf"井[盖口]{_FEW}(?:{_GONE}|没盖)|(?:没有?|缺少?|少|丢)了?个?窨?井盖"
        rf"|掉[进到下]了?{_FEW}(?:井|下水道)",
    ),
    (
        "FALLING",
        gettext_lazy("高空坠物"),
        rf"高空(?:坠物|抛物|坠落|掉)|(?:楼上|外墙|高处|半空|楼顶|阳台|几楼|花盆){_FEW}(?:{_FALLS}|扔[^，。]{{1,6}}下来)"
        rf"|(?:广告牌|玻璃|瓷砖|墙皮|墙砖|空调外机|塔吊|吊篮|天花板|吊顶){_FEW}(?:{_FALLS}|砸|掉楼下)",
    ),
    (
        "HURT",
        gettext_lazy("有人受伤或求救"),
        "救命(?!钱|药)|(?<!部门)求救|受伤(?!的?赔)|[砸摔烧烫咬撞]伤(?!科|的?赔)|砸到人|(?<!快)晕倒|昏倒|昏迷|不省人事|喘不上气"
        "|没了?呼吸|没气了的?人|叫不醒|大出血|好多血|血流|中毒(?!性)|骨折|有人(?:被困|倒在|倒地|躺)|躺着不动"
        "|(?:摔|倒)[^，。]{0,4}起不来|轻生|(?<!像)跳楼(?!价)|不想活",
    ),
)
_ONLY_FEARED = ("FIRE", "HURT")  # 怕着火: the danger is what it may come from
_ENGLISH: Final = {
    "GAS": r"gas (?:leak|smell)|leaking gas|smell(?:s|ed|ing)? (?:strongly )?(?:of )?gas",
    "LIFT": r"(?:stuck|trapped) in (?:the|a|an|our) (?:lift|elevator)",
    "SHOCK": r"electric shock|electrocuted",
    "WIRE": r"(?:bare|live|exposed|fallen) (?:electric(?:al)? )?(?:wire|cable)",
    "FIRE": r"on fire|caught fire|smoke (?:is )?coming|burning smell",
    "COLLAPSE": r"(?:has|have|is|just|wall|roof|road) collaps(?:ed|ing)",
    "WATER": r"drowning|fell into the (?:river|lake|pond|canal)",
    "MANHOLE": r"(?:missing|no) manhole cover|open manhole|manhole (?:cover )?is (?:missing|open)",
    "HURT": r"unconscious|bleeding|not breathing|badly (?:hurt|injured)",
}
_PATTERN = re.compile(
    "|".join(
        rf"(?P<{kind}>{words}|\b(?i:{_ENGLISH.get(kind, '(?!)')}))" for kind, _, words in _KINDS
    )
)
_LABELS = {kind: label for kind, label, _ in _KINDS}
# What stands right before a danger that is none, and what comes after one that is over.
_DENIED = re.compile(
    "(?:没有?|未|无|不是|不会|不再|从未|防止?|预防|避免|杜绝|排除|以免|宣传|闻不到|上次|去年)"
    "(?:有|出现|发生|发现|任何|再|过|造成|人|人员)*$"
    r"|\b(?i:no|not|never|without|nobody)\b(?: \w+)?\W*$"
)
_FEARED = re.compile(
    "(?:怕|担心|万一|要是|如果|真的?|容易|一旦|可能会|会)(?:再|会|引起|引发|导致)?$"
)
_OVER = re.compile(
    r"[^，。！？；\n]{0,8}[，,]?[^，。！？；\n]{0,6}?"
    "(?:修好|处理好|处理完|解决了|已解决|排除|扑灭|救出|补好|装好|换好|盖好|重建好|恢复)"
)
_STILL = re.compile("(?:没有?|未|不|还没|何时|什么时候|尽快|怎么|请|能|才)[^，。！？；\\n]{0,3}$")


# What is asked or taught of a danger, or named after it.
_TALK = re.compile(
    r"[^，。！？；\n]{0,6}?(?:培训|讲座|演练|演习|宣传|海报|罚多少|怎么罚|怎么赔|赔偿|报销|保险|治理|认定|预案)"
)


def find_danger(text: str) -> list[Danger]:
    """Dangers that `text` reports, in order; not those it says are none, or over."""
    return [
        Danger(kind, match.start(), match.end(), str(_LABELS[kind]))
        for match in _PATTERN.finditer(text)
        if (kind := match.lastgroup)
        and not _is_denied(text, match)
        and not _is_over(text, match)
        and not _TALK.match(text, match.end())
    ]


def _is_denied(text: str, match: re.Match[str]) -> bool:
    """Right before it, or, as in 燃气没有漏, inside."""
    before = text[max(0, match.start() - 12) : match.start()]
    if match.lastgroup in _ONLY_FEARED and _FEARED.search(before):
        return True
    is_inside = re.search("没有?(?:漏|泄|塌|掉|断|倒|困|被困)|未(?:泄|漏|困)", match[0])
    return bool(_DENIED.search(before) or is_inside)


def _is_over(text: str, match: re.Match[str]) -> bool:
    """It was mended, and is not only to be mended."""
    over = _OVER.match(text, match.end())
    return over is not None and not _STILL.search(
        re.split("修好|处理|解决|排除|扑灭|救出|补好|装好|换好|盖好|恢复", over[0])[0]
    )


def advice(found: Danger) -> str:
    """What to do at once, before anybody reads the text."""
    if found.kind == "GAS":
        return _("不要开关电灯，不要在屋里打电话。先到屋外，再打 119。")
    return _("先走到安全的地方，再打 119；有人受伤，打 120。")
