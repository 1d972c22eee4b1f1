"""Notice what somebody asks for beside the matter itself: here, not to be named."""

from __future__ import annotations

import re

_WHOSE = r"(?:我|本人|反映人|投诉人|举报人|诉求人)"
_WHAT = r"(?:身份|真实|姓名|名字|电话|手机号?|号码|个人|信息|资料|隐私)"
_ASKS = re.compile(
    rf"""
    (?:请|要求|请求|希望|麻烦|务必|一定要|需要|申请)
        (?:你们|贵单位|各位|帮忙|予以|给予|能够|能|严格|注意|帮|给|替|为|对|把|将)*
        {_WHOSE}?的?(?:{_WHAT}|[和及与、])*(?:进行|予以|给予|严格)?保密
    | {_WHOSE}的?(?:{_WHAT}|[和及与、])+[^，。！？；\n]{{0,6}}保密
    | (?:{_WHOSE}|要|想|要求|希望|请求|申请|请)匿名
    | (?:不要|不想|不希望|不愿意?|不能|不得|请勿|别)[^，。！？；\n]{{0,8}}
        (?:透露|泄露|泄漏|暴露|公开|告诉|说出)[^，。！？；\n]{{0,10}}
        (?:{_WHOSE}的?{_WHAT}|我是谁|是我(?:说|反映|投诉|举报)|{_WHOSE}$)
    | (?:不要|不想|不希望|不愿意?|别)让[^，。！？；\n]{{1,10}}知道(?:是我|我是|{_WHOSE}的?{_WHAT})
    | \b(?:keep|stay|remain|be)\b[^.!?\n]{{0,30}}\b(?:confidential|anonymous)\b
    | \banonymously\b
    | \b(?:do\ not|don['\u2019]t|please\ not|never)
        \ (?:tell|reveal|disclose|share|give)\b[^.!?\n]{{0,30}}
        \b(?:my\ (?:name|number|phone|identity|details|contact)|who\ i\ am)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def asks_for_privacy(text: str) -> bool:
    """Whether the writer asks that those who handle the matter do not learn who it was."""
    return _ASKS.search(text) is not None
