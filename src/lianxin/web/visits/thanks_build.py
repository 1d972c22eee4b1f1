"""Fill the pages of letters of thanks, and the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from lianxin.papers.document import Block, Document, Facts, Paragraph
from lianxin.visits import policy, queries
from lianxin.visits.models import Named, Thanks, ThanksQuerySet
from lianxin.visits.states import THANKS, ThanksState
from lianxin.web import paging
from lianxin.web.me.forms import Keyed
from lianxin.web.paging import Order
from lianxin.web.parts import Ball, Deed, Fact, Link
from lianxin.web.respond import StaffRequest
from lianxin.web.visits import thanks_pages as pages
from lianxin.web.visits.thanks_forms import ThanksForm

NEWEST_FIRST: Final = Order("made_at", is_descending=True)
LEVELS: Final = {
    ThanksState.DRAFT: "wait", ThanksState.SENT: "good", ThanksState.DROPPED: "quiet",
}  # fmt: skip


def visible(request: StaffRequest) -> ThanksQuerySet:
    on = timezone.localdate()
    return policy.thanks_visible_to(request.user, request.district.pk, on=on)


def thanks(request: StaffRequest) -> pages.ThanksList:
    page = paging.page(
        visible(request).whole(), request.GET, order=NEWEST_FIRST, here="visits:thanks"
    )
    units = policy.units_to_run(request.user, request.district.pk, on=timezone.localdate())
    return pages.ThanksList(
        rows=[_row(one) for one in page.rows],
        pager=page.pager,
        new_url=reverse("visits:thanks_new") if units.exists() else "",
    )


def new(form: ThanksForm) -> pages.ThanksNew:
    return pages.ThanksNew(form, reverse("visits:thanks_new"), _crumbs())


def one(request: StaffRequest, found: Thanks, forms: Any) -> pages.ThanksPage:
    row, named = _row(found), queries.named_in(found)
    writes = policy.runs(request.user, found.unit, on=timezone.localdate())
    is_sent = found.state == ThanksState.SENT
    return pages.ThanksPage(
        ref=found.ref,
        title=_("致%s的感谢信") % found.to.name,
        state=row.state,
        level=row.level,
        ball=_ball(found, named),
        text=found.text,
        facts=_figures(found),
        named=_names(named),
        asked=_asked(named) if writes else [],
        pdf_url=reverse("visits:thanks_pdf", args=[found.ref]) if writes or is_sent else "",
        deeds=list(_deeds(request, found, named, forms, writes=writes)),
        crumbs=_crumbs(),
        here=found.ref,
    )


def document(found: Thanks, *, at: datetime) -> Document:
    named = queries.named_in(found)
    return Document(
        title=_("致%s的感谢信") % found.to.name,
        running=found.ref,
        made=_("%(unit)s，%(day)s") % {
            "unit": found.unit.name, "day": f"{timezone.localtime(at):%Y-%m-%d}",
        },
        language=get_language() or "",
        at=at,
        blocks=list(_blocks(found, _names(named))),
    )  # fmt: skip


def _blocks(found: Thanks, names: str) -> Iterator[Block]:
    yield Paragraph(found.text)
    yield Facts([(one.label, one.value) for one in _figures(found)])
    if names:
        yield Paragraph(_("特别感谢：%s。") % names)
    told = _("数字是 %(since)s 到 %(until)s 的，由系统从记录里数；写到名字的，本人都同意。")
    yield Paragraph(told % {"since": found.starts_on, "until": found.ends_on}, is_quiet=True)


def _row(found: Thanks) -> pages.ThanksRow:
    state = ThanksState(found.state)
    return pages.ThanksRow(
        url=reverse("visits:thanks_one", args=[found.ref]),
        ref=found.ref,
        unit=found.unit.name,
        to=found.to.name,
        period=f"{found.starts_on:%Y-%m-%d} – {found.ends_on:%Y-%m-%d}",
        state=str(state.label),
        level=LEVELS[state],
    )


def _ball(found: Thanks, named: Sequence[Named]) -> Ball:
    if found.state != ThanksState.DRAFT:
        return Ball(found.to.name, str(ThanksState(found.state).label), is_done=True)
    waiting = [one for one in named if one.is_agreed is None]
    if waiting:
        step = ngettext(
            "还有 %d 人没答复。发出时没答复的不写名字。",
            "还有 %d 人没答复。发出时没答复的不写名字。", len(waiting),
        ) % len(waiting)  # fmt: skip
        return Ball(_("要写到的人"), step, open_end=_("答复为止"))
    return Ball(found.unit.name, _("看一看，发出。"), open_end=_("随时可以"))


def _figures(found: Thanks) -> list[Fact]:
    """As they were sent; before that, as they are now."""
    told = found.figures or queries.figures_of(found)
    labels = (
        ("doors", pgettext("thanks", "走访"), _("%d 户")), ("cases", _("办结诉求"), _("%d 件")),
        ("hazards", _("消除隐患"), _("%d 处")),
    )  # fmt: skip
    return [
        Fact(_("期间"), _row(found).period),
        *(Fact(label, words % told[name]) for name, label, words in labels if told.get(name)),
    ]


def _names(named: Sequence[Named]) -> str:
    return _("、").join(one.user.name for one in named if one.is_agreed)


def _asked(named: Sequence[Named]) -> list[Fact]:
    answers = {None: _("还没答复"), True: _("同意写名字"), False: _("不写名字")}
    return [Fact(one.user.name, answers[one.is_agreed]) for one in named]


def _deeds(
    request: StaffRequest, found: Thanks, named: Sequence[Named], forms: Any, *, writes: bool
) -> Iterator[Deed]:
    def deed(name: str, label: Any, icon: str, *, is_main: bool = False, note: str = "") -> Deed:
        url = reverse(f"visits:thanks_{name}", args=[found.ref])
        return Deed(name, str(label), icon, url, forms.get(name) or Keyed(), is_main, note)

    mine = next((one for one in named if one.user_id == request.user.pk), None)
    if mine is not None and found.state != ThanksState.DROPPED:
        note = _("随时可以改主意，发出以后也可以。")
        if mine.is_agreed is not True:
            yield deed("agree", _("可以写我的名字"), "check", is_main=True, note=note)
        if mine.is_agreed is not False:
            yield deed("refuse", _("不写我的名字"), "x", note=note)
    if writes and found.state == ThanksState.DRAFT:
        is_ready = all(one.is_agreed is not None for one in named) and mine is None
        yield deed("send", THANKS.moves["send"].label, "send", is_main=is_ready)
        yield deed("drop", THANKS.moves["drop"].label, "circle-x")


def _crumbs() -> list[Link]:
    return [Link(pgettext("page", "感谢信"), reverse("visits:thanks"))]
