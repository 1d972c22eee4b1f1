"""A paper that a unit gave to a person: whether it holds, for whoever has it in hand; the paper
itself, for her alone; taking it back, for who gave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianxin.kernel import privacy
from lianxin.network.issuing import Issued
from lianxin.papers import pdf
from lianxin.papers.document import Block, Document, Facts, Heading, Paragraph, Picture, Pictures
from lianxin.web import acting, qr, respond
from lianxin.web.me.forms import Keyed
from lianxin.web.parts import Fact

PAGE = "shell/certificate"


@dataclass(frozen=True)
class Checked:
    """Whether a paper holds. The name masked; no contact, no identity number."""

    heading: str
    level: str
    said: str
    what_now: str
    facts: Sequence[Fact]
    pdf_url: str  # "" for everybody but its owner
    revoke_form: forms.Form | None  # None for everybody but who issued it
    revoke_url: str


class RevokeForm(Keyed):
    why = forms.CharField(
        label=gettext_lazy("为什么撤销"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写撤销的原因。")},
    )


def is_genuine(paper: Issued | None, code: str) -> bool:
    """Whether the code is the one that stands on the paper."""
    return paper is not None and privacy.matches_code(paper.pk, code)


def file(document: Document, name: str) -> HttpResponse:
    answer = HttpResponse(pdf.pdf(document), content_type=pdf.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def revoke(
    request: respond.StaffRequest,
    act: Callable[..., object],
    context: Callable[[Keyed | None], Checked],
    *,
    url: str,
) -> HttpResponse:
    """Answer for taking it back: `act` takes `why`."""
    return acting.answer(
        request,
        RevokeForm(request.POST),
        lambda *, why, key: act(why=why),  # noqa: ARG005  taking it back twice is once
        template=PAGE,
        context=context,
        url=url,
        said=_("已撤销。"),
    )


def facts_of(paper: Issued) -> list[Fact]:
    """What every paper says of itself."""
    return [
        Fact(_("证明编号"), paper.ref),
        Fact(_("姓名"), privacy.mask_name(paper.name or "")),
        Fact(_("出具组织"), paper.issuer.name),
        Fact(_("出具日期"), f"{timezone.localdate(paper.issued_at):%Y-%m-%d}"),
    ]


def front(paper: Issued) -> Facts:
    """The same at the head of the paper, where the name stands below."""
    told = facts_of(paper)
    return Facts([(told[n].label, told[n].value) for n in (0, 2, 3)])


def checking(url: str) -> list[Block]:
    """At the foot of a paper: how to check it."""
    return [
        Heading(_("核验")),
        Paragraph(_("扫码或打开 %s，可以核对这份证明是否有效。") % url),
        Pictures([Picture(qr.jpeg(url), _("核验二维码"))]),
    ]
