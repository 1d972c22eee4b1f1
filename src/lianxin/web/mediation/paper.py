"""The agreement as a document to be printed and signed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lianxin.cases.models import Mediation, Party
from lianxin.papers.document import TIME, Document, Facts, Heading, Paragraph

LINE = "　" * 10


def agreement(row: Mediation, parties: Sequence[Party], *, at: datetime) -> Document:
    """`case` with its lead, and `mediator`, should be loaded."""
    case = row.case
    people = [
        (party.side, "　".join(filter(None, [party.name, party.phone]))) for party in parties
    ]
    signed = {
        party.side: f"{timezone.localtime(party.signed_at):{TIME}}"
        for party in parties
        if party.signed_at
    }
    return Document(
        title=_("调解协议书"),
        running=f"{case.ref}　{case.district.name}",
        made=f"{row.mediator}　{timezone.localtime(at):{TIME}}",
        language=translation.get_language() or "zh-hans",
        at=at,
        blocks=[
            Facts([(_("编号"), case.ref), (_("受理单位"), case.lead.name), *people,
                   (_("调解员"), str(row.mediator))]),
            Heading(_("协议内容")),
            *(Paragraph(text) for text in (row.agreement or "").split("\n") if text.strip()),
            Heading(_("签名")),
            Paragraph(_("各方已看过全文，自愿签署。")),
            Facts([*((_("%s（签名）") % party.side, _signature(signed.get(party.side)))
                     for party in parties),
                   (_("调解员（签名）"), _signature(None))]),
            Paragraph(
                _("自愿达成的调解协议有约定的效力。各方可以在协议生效后三十日内，共同向人民法院申请司法确认。"),
                is_quiet=True,
            ),
        ],
    )  # fmt: skip


def _signature(signed: str | None) -> str:
    date = _("年　　月　　日")
    online = _("（已于 %s 在线签署）") % signed if signed else ""
    return f"{LINE}{date}{online}"
