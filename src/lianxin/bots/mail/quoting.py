"""What somebody wrote herself, among what her program quoted below or above it."""

from __future__ import annotations

import re

GAP = r"[ \t\u3000*]*"
LINES = (
    "原始邮件|原邮件|回复的原邮件|转发的?邮件|以下是转发的邮件|邮件原件|original(?: message)?",
    "forwarded message|begin forwarded message|reply message",
)
LINE = rf"^{GAP}[-－—_=]*{GAP}(?:{'|'.join(LINES)}){GAP}[-－—_=]*{GAP}$"
FIELD = (
    "(?:发件人|寄件人|发送时间|发送日期|日期|时间|收件人|抄送|主题|from|sent|date|to|cc|subject)"
)
FIELDS = rf"^{GAP}(?:发件人|寄件人|from){GAP}[:：].*\n(?:.*\n){{0,2}}?{GAP}{FIELD}{GAP}[:：]"
WROTE = r"^(?=.{0,200}(?:\d{4}|@)).{3,200}(?:写道|wrote)[:：]\s*$"
WROTE_ON_TWO_LINES = r"^(?:on|在|于|\d{4}年).{3,120}\n.{0,120}(?:写道|wrote)[:：]\s*$"
BEGINS = re.compile(
    "|".join([LINE, FIELDS, WROTE, WROTE_ON_TWO_LINES]), re.MULTILINE | re.IGNORECASE
)
FIELD_LINE = re.compile(rf"{GAP}{FIELD}{GAP}[:：].*", re.IGNORECASE)
QUOTED = re.compile(r"\s*[>＞]")
DEVICES = (
    "发自我的.{0,40}|从我的.{0,30}(?:发送|发出)|来自我的.{0,30}|发送自.{0,40}|来自.{0,12}邮箱.{0,12}",
    r"获取.{0,20}Outlook.{0,20}|[|\s]*网易邮箱大师.{0,30}|使用.{0,20}邮箱.{0,10}发送",
    "Sent from (?:my|Mail|Outlook).{0,40}|Get Outlook for .{0,20}",
)
SENT_FROM = re.compile(rf"\n\s*(?:{'|'.join(DEVICES)})\s*$", re.IGNORECASE)
RULE = re.compile(r"\n\s*[-－—_=]{5,}\s*$")
SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)


def tidy(text: str) -> str:
    """Without line ends of other systems, blanks at their ends, and what a program adds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = re.sub(r"[ \t\u3000]+$", "", f"\n{text}", flags=re.MULTILINE)
    while text != (shorter := SENT_FROM.sub("", RULE.sub("", text.rstrip()))):
        text = shorter
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def own_words(text: str) -> str:
    """What stands above a quotation; below it, where nothing stands above; everything, where the
    two cannot be told apart."""
    text = tidy(text)
    text = SIGNATURE.sub("", text) or text
    found = BEGINS.search(text)
    above = _unquoted(text[: found.start()]) if found else _unquoted(text)
    if above or found is None:
        return above or text
    return _unquoted(_without_heading(text[found.end() :])) or text


def _unquoted(text: str) -> str:
    lines = [line for line in text.splitlines() if not QUOTED.match(line)]
    return tidy("\n".join(lines))


def _without_heading(text: str) -> str:
    """Below "发件人: …" stand more such lines."""
    lines = text.splitlines()[1:]
    while lines and (not lines[0].strip() or FIELD_LINE.fullmatch(lines[0])):
        lines = lines[1:]
    return "\n".join(lines)
