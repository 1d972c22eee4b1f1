"""What somebody should know of what she writes: of a danger, or of people more than is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.language import danger, personal
from lianxin.web.parts import Level

LONGEST = 1000  # characters that are looked at
CALLED: dict[str, str | Promise] = {
    "ID_NUMBER": gettext_lazy("身份证号"),
    "BANK_CARD": gettext_lazy("银行卡号"),
    "PHONE": gettext_lazy("电话"),
    "ACCOUNT": gettext_lazy("账号"),
    "EMAIL": gettext_lazy("邮箱"),
    "PLATE": gettext_lazy("车牌"),
    "NAME": gettext_lazy("姓名"),
}
"""A door is not among them: whoever goes there has to know it."""


@dataclass(frozen=True)
class Caution:
    level: str
    icon: str
    title: str
    text: str
    url: str = ""
    label: str = ""


def of(text: str) -> list[Caution]:
    """While she writes."""
    return [*_dangers(text, _("打过电话，再来交这张表。")), *_people(text)]


def filed(text: str, *, called: str = "") -> list[Caution]:
    """When it has been filed; `called` says who was called."""
    return list(_dangers(text, called or _("您写的我们已经收到，但危险的事不要等。")))


def _dangers(text: str, then: str) -> Iterator[Caution]:
    """The first danger that `text` tells of."""
    found = danger.find_danger(text[:LONGEST])
    if not found:
        return
    yield Caution(
        level=Level.BAD,
        icon="siren",
        title=_("您写的可能是危险情况：%s") % found[0].label,
        text=_("%(told)s%(then)s") % {"told": danger.advice(found[0]), "then": then},
        url="tel:119",
        label=_("现在打 119"),
    )


def _people(text: str) -> Iterator[Caution]:
    kinds = {span.kind for span in personal.find_personal(text[:LONGEST])}
    words = [str(label) for kind, label in CALLED.items() if kind in kinds]
    if words:
        yield Caution(
            level="",
            icon="shield",
            title=_("您写的内容里有：%s") % _("、").join(words),
            text=_("只有办这件事的人看得到，公开时会去掉。办事用不着的，尤其是别人的，可以删掉。"),
        )
