"""The links by which a partner without an account signs, confirms, and says once a year how it
goes on. Each is good for one deed, and for a fortnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lianxin.kernel.refusals import NotAllowed
from lianxin.outbox import links
from lianxin.outbox.links import Opened
from lianxin.partnering import queries
from lianxin.partnering.models import Agreement, Handover, Reach
from lianxin.partnering.states import AgreementState, HandoverState, Party

PURPOSE: Final = "partnering.partner"
OPEN_FOR: Final = timedelta(days=14)


class Does(StrEnum):
    SIGN = "sign"
    CONFIRM = "confirm"
    SAY = "say"


class Standing(StrEnum):
    """GONE: there is nothing to do any more, whoever might."""

    OPEN = "OPEN"
    DONE = "DONE"
    LAPSED = "LAPSED"
    GONE = "GONE"


@dataclass(frozen=True)
class Asked:
    """What a link asks of the partner: to sign, to confirm `handover`, or for its yearly word."""

    does: Does
    agreement: Agreement
    reach: Reach
    asked_at: datetime
    handover: Handover | None = None

    @property
    def until(self) -> datetime:
        return self.asked_at + OPEN_FOR


def path(does: Does, thing: Agreement | Handover, *, at: datetime) -> str:
    """Where the partner does it. Whoever has it may, so that it goes into its letters alone."""
    return f"/partnering/by-link/{links.seal(PURPOSE, thing.pk, at=at, does=does)}/"


def read(token: str, district_id: int) -> Asked:
    """Raises `NotAllowed` for a link that nobody here has sent, and for one that went to another
    address than the partner has now."""
    opened = links.read(PURPOSE, token)
    handover = _handover(opened, district_id) if opened.does == Does.CONFIRM else None
    rows = Agreement.objects.filter(district_id=district_id).whole()
    pk = handover.agreement_id if handover else opened.of
    agreement: Agreement | None = rows.filter(pk=pk).first()
    reach = Reach.objects.filter(district_id=district_id, agreement=pk).first()
    if agreement is None or reach is None or opened.made_at < reach.set_at.replace(microsecond=0):
        raise NotAllowed("")
    if handover is not None:
        handover.agreement = agreement
    return Asked(Does(opened.does), agreement, reach, opened.made_at, handover)


def standing(asked: Asked, *, at: datetime) -> Standing:
    """Whether it may still be done, and why not. What has been done stays so, however late."""
    state = _of_thing(asked, at=at)
    if state == Standing.OPEN and at >= asked.until:
        return Standing.LAPSED
    return state


def _of_thing(asked: Asked, *, at: datetime) -> Standing:
    if asked.handover is not None:
        return {
            HandoverState.RECORDED: Standing.OPEN,
            HandoverState.WITHDRAWN: Standing.GONE,
        }.get(HandoverState(asked.handover.state), Standing.DONE)
    agreement = asked.agreement
    if agreement.state == AgreementState.DROPPED:
        return Standing.GONE
    if asked.does == Does.SIGN:
        is_done = agreement.is_signed_by(Party.PARTNER)
    else:
        is_done = queries.word_of(agreement, Party.PARTNER, at=asked.asked_at) is not None
        if not is_done and not queries.may_say(agreement, at=at):
            return Standing.GONE
    return Standing.DONE if is_done else Standing.OPEN


def _handover(opened: Opened, district_id: int) -> Handover:
    found: Handover | None = Handover.objects.filter(district_id=district_id, pk=opened.of).first()
    if found is None:
        raise NotAllowed("")
    return found
