"""Times and states of volunteering in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianxin.exchange.models import Claim
from lianxin.exchange.states import ClaimState
from lianxin.kernel.models import Entry
from lianxin.volunteering.models import Presence
from lianxin.web.parts import Level, Moment
from lianxin.web.shell import times

HOUR = 60
NEVER = datetime.max.replace(tzinfo=UTC)


def span(starts_at: datetime, ends_at: datetime) -> str:
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    day = times.on_day(starts)
    until = f"{ends:%H:%M}"
    if ends.date() != starts.date():
        until = f"{times.on_day(ends)} {until}"
    return f"{day} {starts:%H:%M}–{until}"


def clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else ""


def lasting(minutes: int) -> str:
    """ "2 小时 30 分"."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return ngettext("%d 分钟", "%d 分钟", rest) % rest
    whole = ngettext("%d 小时", "%d 小时", hours) % hours
    minutes_more = pgettext("time", "%d 分") % rest
    return f"{whole} {minutes_more}" if rest else whole


def stage(presence: Presence, *, at: datetime) -> tuple[str, str]:
    """In what state somebody's place in a shift is, and its colour."""
    state = ClaimState(presence.claim.state)
    if presence.in_at and presence.out_at is None:
        return _("已签到 %s") % clock(presence.in_at), "good"
    if presence.in_at:
        return _("%(came)s–%(went)s") % {
            "came": clock(presence.in_at), "went": clock(presence.out_at)
        }, "good"  # fmt: skip
    if presence.agreed_at:
        return _("已补记"), "good"
    if state == ClaimState.HELD and presence.slot.ends_at <= at:
        return _("没有签到"), "quiet"
    levels = {ClaimState.HELD: "good", ClaimState.WAITING: "wait"}
    words = {ClaimState.HELD: _("已报名")}
    return words.get(state, str(state.label)), levels.get(state, "quiet")


def verb(name: str) -> str:
    return {
        "sign_up": _("报名"),
        "check_in": _("签到"),
        "check_out": _("签退"),
        "auto_close": _("到点自动签退"),
        "add_manual": _("补记时长"),
        "agree_manual": _("复核补记"),
        "ask": _("提出更正"),
        "escalate": _("上报"),
        "answer": _("答复"),
    }.get(name, name)


ICONS = {
    "sign_up": "ticket",
    "check_in": "log-in",
    "check_out": "log-out",
    "auto_close": "timer",
    "add_manual": "pencil",
    "agree_manual": "check-check",
    "ask": "flag",
    "escalate": "arrow-up",
    "answer": "message-square",
}


def moments(entries: list[Entry]) -> list[Moment]:
    """Oldest last."""
    return [
        Moment(
            at=entry.at,
            verb=verb(entry.verb),
            note=entry.note,
            icon=ICONS.get(entry.verb, "circle-dot"),
            level=Level.GOOD if entry.verb in ("check_in", "check_out") else Level.PLAIN,
        )
        for entry in sorted(entries, key=lambda one: one.at, reverse=True)
    ]


def tight(claim: Claim, other: Claim) -> str:
    """That it will be close: two places, and half an hour or less between."""
    first, second = sorted((claim, other), key=lambda one: one.starts_at or NEVER)
    assert first.ends_at is not None  # a shift has times
    assert second.starts_at is not None
    gap = (second.starts_at - first.ends_at) // timedelta(minutes=1)
    return _("“%(first)s”和“%(second)s”不在一个地方，中间只有 %(gap)d 分钟，请看来不来得及。") % {
        "first": first.subject, "second": second.subject, "gap": gap
    }  # fmt: skip
