"""Agreements in words: who has the ball, what is promised, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.kernel.models import Entry
from lianxin.partnering import queries
from lianxin.partnering.models import Agreement
from lianxin.partnering.settling import Account, Line, Sums
from lianxin.partnering.states import (
    AGREEMENT,
    AgreementState,
    Frequency,
    HandoverState,
    Kind,
    Party,
    Phase,
    Way,
    phase,
)
from lianxin.partnering.terms import Term, said
from lianxin.web import history
from lianxin.web.due import end_of
from lianxin.web.partnering import pages
from lianxin.web.parts import Ball, Moment

LEVELS: Final = {
    "DRAFT": "wait", "HALF_SIGNED": "wait", "COMING": "wait", "RUNNING": "good",
    "EXPIRED": "quiet", "ENDED": "quiet", "DROPPED": "quiet",
}  # fmt: skip
HANDOVER_LEVELS: Final = {
    HandoverState.RECORDED: "wait",
    HandoverState.CONFIRMED: "good",
    HandoverState.DISPUTED: "bad",
    HandoverState.WITHDRAWN: "quiet",
}


def standing(one: Agreement, *, on: date) -> AgreementState | Phase:
    """Its state, of one that both have signed what it is on that day."""
    if one.state == AgreementState.SIGNED:
        return phase(one.starts_on, one.ends_on, on=on)
    return AgreementState(one.state)


def kind(one: Agreement) -> str:
    """ "结对共建", of a partnership also how the two come together."""
    label = str(Kind(one.kind).label)
    return f"{label} · {Way(one.way).label}" if one.way else label


def parties(one: Agreement) -> str:
    """All who sign; of several agreements, take those `queries.with_joiners`."""
    further = [joiner.unit.name for joiner in one.joiners.all()]
    return " × ".join([one.host.name, one.partner.name, *further])


def promise(term: Term) -> str:
    """ "每月 12 小时，到 2026-12-31" """
    told = f"{Frequency(term.every).label} {said(term.amount)} {term.unit}"
    if term.until_on:
        return _("%(what)s，到 %(day)s") % {"what": told, "day": term.until_on.isoformat()}
    return told


def ball(one: Agreement, *, waiting: int, on: date) -> Ball:
    state = standing(one, on=on)
    if state in (AgreementState.DRAFT, AgreementState.HALF_SIGNED):
        left = [unit.name for unit in queries.unsigned(one)]
        return Ball(_("、").join(left), _("看过每一条就签，都签了才生效。"), open_end="—")
    if state == AgreementState.DROPPED:
        return Ball(_("已结束"), one.reason, is_done=True)
    if state == AgreementState.ENDED:
        step = _("提前终止：%s") % one.reason
        return Ball(_("已结束"), step, is_done=True)
    if state == Phase.EXPIRED:
        return Ball(_("已结束"), _("已到期；没有交付和确认的仍可补登。"), is_done=True)
    step = _("有 %d 笔等确认。") % waiting if waiting else _("按条款交付，随手登记，对方确认。")
    return Ball(_("双方"), step, due_at=end_of(one.ends_on))


def period(line: Line, unit: str, *, on: date) -> pages.Period:
    span = line.span
    label = f"{span.starts_on.isoformat()} – {span.ends_on.isoformat()}"
    is_late = span.is_over(on=on) and line.sums.open > 0
    return _period(label, line.sums, unit, level="bad" if is_late else "")


def total(account: Account) -> pages.Period:
    level = "bad" if account.late else "good"
    return _period(_("到今天合计"), account.sums, account.term.unit, level=level)


def _period(label: str, sums: Sums, unit: str, *, level: str) -> pages.Period:
    def in_words(amount: int) -> str:
        return f"{said(amount)} {unit}" if amount else "—"

    return pages.Period(
        label=label,
        promised=in_words(sums.promised),
        given=in_words(sums.given),
        confirmed=in_words(sums.confirmed),
        disputed=in_words(sums.disputed),
        open=in_words(sums.open),
        level=level,
    )


def signed(one: Agreement, party: Party) -> str:
    return signed_at(one.host_signed_at if party == Party.HOST else one.partner_signed_at)


def signed_at(at: datetime | None) -> str:
    if at is None:
        return _("还没有签")
    return _("%s 签") % f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def verb(name: str) -> str:
    if name in AGREEMENT.moves:
        return str(AGREEMENT.moves[name].label)
    told = {
        "draft": _("起草"), "reach": _("合作一方联系方式"), "ask_again": _("再发一次链接"),
        "remark": _("合作一方想改"), "say_host": _("社区一方说"), "say_partner": _("合作一方说"),
    }  # fmt: skip
    return told.get(name, name)


ICONS: Final = {
    "draft": "file-text", "sign": "signature", "cosign": "signature",
    "countersign": "file-check", "amend": "pencil",
    "drop": "circle-x", "end": "circle-x",
}  # fmt: skip


def moments(entries: Sequence[Entry]) -> list[Moment]:
    """The newest first."""
    return history.moments(reversed(entries), verb, icons=ICONS, good=("countersign",))
