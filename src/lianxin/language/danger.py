"""Words of danger. Of places and things only: nothing here says anything of a person."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Danger(NamedTuple):
    """`text[start:end]` tells of a danger; `label` is what to call it."""

    kind: str
    start: int
    end: int
    label: str


_GAS = r"(?:燃气|天然气|煤气|液化气|瓦斯|气罐|煤气罐)"
# What the resident writes; `.{0,6}` lets a few words stand between thing and mishap.
_KINDS: Final = (
    (
        "GAS",
        "燃气泄漏",
        rf"{_GAS}[^，。！？；\n]{{0,8}}?(?:泄漏|泄露|漏气|漏了|漏得|一直漏|漏|爆炸)"
        rf"|(?:泄漏|泄露|漏)(?:了|出)?(?:的)?{_GAS}|{_GAS}(?:味|的?味道|臭味)"
        r"|(?:闻到|闻着|一股|股)[^，。！？；\n]{0,6}?(?:煤气|燃气|天然气|液化气)"
        r"|挖(?:断|破|漏)了?[^，。！？；\n]{0,6}?(?:燃气|煤气|天然气)",
    ),
    (
        "LIFT",
        "电梯困人",
        r"电梯[^。！？；\n]{0,14}?(?:困人|困住|被困|困在|被关|关在|出不来|卡在|坠落|急坠|失控)"
        r"|(?:困|关|卡)在了?[^，。！？；\n]{0,6}?电梯",
    ),
    ("SHOCK", "触电", r"触电|漏电|电到人|被电到|被电了|电了一下|电死|麻手"),
    (
        "WIRE",
        "电线断落或裸露",
        r"(?:电线|电缆|高压线|线缆|火线|导线)[^，。！？；\n]{0,10}?"
        r"(?:断了|断落|断裂|掉下|掉在|掉到|落地|垂到|裸露|露在外|露出来|破皮|外露|冒火|打火)"
        r"|裸露的?(?:电线|电缆|导线|火线)",
    ),
    (
        "FIRE",
        "起火冒烟",
        r"着火|起火|失火|火灾|冒烟|冒火|浓烟滚滚|烧起来|爆燃|爆炸|(?:电线|线路)[^，。！？；\n]{0,4}烧",
    ),
    (
        "COLLAPSE",
        "坍塌塌陷",
        r"坍塌|塌陷|塌方|垮塌|倒塌|塌了|塌下|要塌|快塌|滑坡|泥石流|地陷|(?:墙|房子|屋|楼)[^，。！？；\n]{0,6}?(?:要倒|快倒|倒了)",
    ),
    (
        "WATER",
        "落水",
        r"落水|溺水|掉(?:进|到|下)了?[^，。！？；\n]{0,6}?(?:河|水塘|池塘|水库|湖|鱼塘|水沟)|淹死|洪水",
    ),
    (
        "MANHOLE",
        "井盖缺失",
        r"井盖[^，。！？；\n]{0,10}?(?:没了|不见|缺失|丢失|丢了|被偷|被盗|掉了|掉进|没有了|敞开|敞着|翻了)"
        r"|(?:没|没有|缺|缺少|少了?|丢了?)(?:了|个)?(?:窨?井)盖|掉(?:进|到|下)了?[^，。！？；\n]{0,4}?井(?:里)?",
    ),
    (
        "FALLING",
        "高空坠物",
        r"高空(?:坠物|抛物|掉|坠落)|(?:楼上|外墙|高处|半空|楼顶|阳台)[^，。！？；\n]{0,8}?(?:掉下|往下掉|坠落|砸下|扔下|往下扔|脱落)"
        r"|(?:广告牌|玻璃|瓷砖|墙皮|墙砖|空调外机|塔吊|吊篮)[^，。！？；\n]{0,8}?(?:掉下|往下掉|坠落|砸|摇摇欲坠|要掉|快掉)",
    ),
    (
        "HURT",
        "有人受伤或求救",
        r"救命|求救|受伤|砸伤|摔伤|烧伤|烫伤|咬伤|撞伤|砸到人|晕倒|昏倒|昏迷|不省人事|喘不上气|没有?呼吸|叫不醒|大出血|中毒|骨折|有人(?:被困|倒在|倒地)|轻生|跳楼",
    ),
)
_PATTERN = re.compile("|".join(f"(?P<{kind}>{words})" for kind, _, words in _KINDS))
_LABELS = {kind: label for kind, label, _ in _KINDS}
_NO_DANGER = re.compile(
    r"气死|急死|笑死|吓死我?了?$|防(?:火灾|触电|溺水|坠)|(?:起火|着火|失火)(?:点|率)|冒火(?:三丈|星子)"
)
_DENIED = re.compile(
    r"(?:没有?|没发生|并?未|不是|无|不会|不再|从未|尚未|防止?|预防|避免|杜绝|排除)(?:有|出现|发生|发现|任何|再|过|造成|人|人员)*$"
)
_OVER = re.compile(
    r"^[^，。！？；\n]{0,8}?[，,]?[^，。！？；\n]{0,6}?(?:已经?|都|早就?|刚)?(?:修好|处理好|处置完|解决|排除|扑灭|救出|补好|装好|换好|盖好|恢复)了?"
)


def find_danger(text: str) -> list[Danger]:
    """Dangers that `text` reports, in order; not those it says are none, or over."""
    return [
        Danger(kind, match.start(), match.end(), _LABELS[kind])
        for match in _PATTERN.finditer(text)
        if (kind := match.lastgroup) and not _is_denied(text, match)
    ]


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() :][:24]
    return bool(_DENIED.search(before) or _OVER.match(after) or _NO_DANGER.search(match[0]))
