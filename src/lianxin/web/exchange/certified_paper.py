"""The certificate of a course as a document of plain values."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lianxin.exchange.models import Qualification
from lianxin.papers.document import TIME, Document, Facts, Heading
from lianxin.web import claims, issued
from lianxin.web.parts import Fact


def learned(paper: Qualification) -> list[Fact]:
    return [
        Fact(_("课程"), paper.course),
        Fact(_("到场"), _("%d 次") % paper.attended),
        *([Fact(_("共"), _("%g 小时") % round(paper.minutes / 60, 1))] if paper.minutes else []),
        Fact(_("最后一次到场"), f"{paper.last_on:%Y-%m-%d}"),
        Fact(_("有效期"), claims.until(paper)),
    ]


def certificate(paper: Qualification, *, url: str, at: datetime) -> Document:
    issuer = paper.issuer.name
    told = [(each.label, each.value) for each in learned(paper)]
    return Document(
        title=paper.title,
        running=f"{paper.ref}　{issuer}",
        made=f"{issuer}　{timezone.localtime(paper.issued_at):{TIME}}",
        language=translation.get_language() or "zh-hans",
        at=at,
        blocks=[
            issued.front(paper),
            Heading(_("谁学了什么")),
            Facts([(_("姓名"), paper.name or ""), *told]),
            *issued.checking(url),
        ],
    )
