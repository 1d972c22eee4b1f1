"""The certificate and the poster as documents of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lianxin.exchange.models import Slot
from lianxin.network.models import District
from lianxin.papers.document import (
    TIME,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Table,
)
from lianxin.volunteering.models import Certificate
from lianxin.web import issued, qr
from lianxin.web.volunteering import build, words

WIDTHS: Final = (3, 4, 4, 3, 2)


def certificate(made: Certificate, *, url: str, at: datetime) -> Document:
    """The five kinds of information that a volunteer's record has, what was not recorded said so;
    hours on the spot and hours added by hand apart."""
    recorded = sum(row["minutes"] for row in made.rows)
    manual = sum(row["manual"] for row in made.rows)
    nothing = Paragraph(_("没有记录。"))
    return Document(
        title=_("志愿服务记录证明"),
        running=f"{made.ref}　{made.volunteer.district.name}",
        made=f"{made.issuer.name}　{timezone.localtime(made.issued_at):{TIME}}",
        language=translation.get_language() or "zh-hans",
        at=at,
        blocks=[
            issued.front(made),
            Heading(_("一、个人基本信息")),
            Facts([(_("姓名"), made.name), (_("志愿者编号"), made.volunteer.ref)]),
            Heading(_("二、志愿服务情况")),
            Facts([
                (_("服务期间"), "–".join(between(made.rows))),
                (_("服务时长"), words.lasting(recorded)),
                *([(_("另有补记"), words.lasting(manual))] if manual else []),
            ]),
            Table(
                head=(_("时间"), _("项目"), _("内容"), _("组织单位"), _("时长")),
                rows=[_service(row) for row in made.rows],
                widths=WIDTHS,
            ),
            Heading(_("三、培训情况")), nothing,
            Heading(_("四、表彰奖励情况")), nothing,
            Heading(_("五、评价情况")), nothing,
            *issued.checking(url),
            Paragraph(_("时长按签到到签退、在班次前后各十五分钟以内计算；补记的时长由两人确认，"
                        "单独列出。免费出具。"), is_quiet=True),
        ],
    )  # fmt: skip


def between(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The first and the last day."""
    days = sorted({row["starts_at"] for row in rows})
    ends = [days[0], days[-1]]
    return [f"{timezone.localtime(datetime.fromisoformat(day)):%Y-%m-%d}" for day in ends]


def _service(row: dict[str, Any]) -> Sequence[str]:
    starts, ends = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
    lasting = words.lasting(row["minutes"]) if row["minutes"] else ""
    if row["manual"]:
        manual = _("补记 %s") % words.lasting(row["manual"])
        lasting = "\n".join(part for part in (lasting, manual) if part)
    local = timezone.localtime
    when = f"{local(starts):%Y-%m-%d %H:%M}–{local(ends):%H:%M}"
    return (when, row["title"], row["content"], row["unit"], lasting)


def poster(slots: Sequence[Slot], district: District, *, url: str, at: datetime) -> Document:
    """To be hung on a door. `slots` are of one listing, one at least."""
    listing = slots[0].listing
    is_surge = bool(listing.details.get("is_surge"))
    unit = listing.provider.name if listing.provider else ""
    return Document(
        title=_("紧急招募：%s") % listing.title if is_surge else _("招募：%s") % listing.title,
        running=district.name,
        made=f"{unit}　{timezone.localtime(at):{TIME}}",
        language=translation.get_language() or "zh-hans",
        at=at,
        blocks=[
            Heading(_("做什么")),
            Paragraph(listing.details.get("tasks", "")),
            Heading(_("什么时候")),
            Facts([
                (words.span(slot.starts_at, slot.ends_at), _("要 %d 人") % slot.capacity)
                for slot in slots[:10]
            ]),
            Heading(_("在哪里")),
            Facts([
                (_("地点"), build.where(listing)),
                (_("组织单位"), unit),
                (_("联系"), f"{listing.contact} {listing.phone}"),
            ]),
            Heading(_("扫码报名")),
            Pictures([Picture(qr.jpeg(url), listing.title)]),
            Paragraph(_("不能扫码，请在浏览器里输入：%s") % url, is_quiet=True),
        ],
    )  # fmt: skip
