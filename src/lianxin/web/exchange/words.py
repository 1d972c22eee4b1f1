"""States in words: who has the ball, until when, what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianxin.exchange import queries
from lianxin.exchange.models import Claim, Listing
from lianxin.exchange.states import ENDED, ClaimState, Shape
from lianxin.kernel.models import Entry
from lianxin.web.parts import Ball, Level, Moment, Step

DONE_STEPS = {
    ClaimState.ASKED: 1,
    ClaimState.OFFERED: 2,
    ClaimState.ACCEPTED: 3,
    ClaimState.DELIVERED: 3,
    ClaimState.DONE: 4,
}
ICONS = {
    "ask": "shopping-basket",
    "dispatch": "send",
    "pass_on": "arrow-right-left",
    "give_up": "undo-2",
    "accept": "circle-check",
    "deliver": "package-check",
    "rate": "star",
    "cancel": "circle-x",
    "drop": "circle-alert",
}


def verb(name: str) -> str:
    return {
        "draft": _("写好草稿"),
        "edit": _("修改"),
        "submit": _("提交审核"),
        "return": _("退回修改"),
        "publish": _("上架"),
        "confirm": _("确认有效"),
        "settle": _("核对纠错"),
        "enlist": _("列入年度清单"),
        "delist": _("移出年度清单"),
        "withdraw": _("下架"),
        "close": _("结束"),
        "add_slot": _("添加场次"),
        "change_slot": _("改场次"),
        "cancel_slot": _("取消场次"),
        "add_space": _("添加场地"),
        "change_space": _("修改场地"),
        "close_space": _("停用场地"),
        "reopen_space": _("恢复场地"),
        "apply": pgettext("claim", "申请"),
        "shortlist": _("入围"),
        "award": _("通过申请"),
        "refuse": _("不通过"),
        "ask": _("点单"),
        "dispatch": _("派单"),
        "pass_on": _("转派"),
        "give_up": _("退回派单台"),
        "accept": _("接单"),
        "deliver": _("完成服务"),
        "visit": _("上门一次"),
        "hand_over": _("孩子离开"),
        "rate": _("评单"),
        "ask_rating": _("请她评一评"),
        "lapse_rating": _("评单期满"),
        "drop": _("不能履约"),
        "cancel": _("取消"),
        "take": _("登记"),
        "attend": _("签到"),
        "miss": _("未到"),
        "promote": _("递补"),
        "move": _("改时间"),
        "choose": _("列进行程"),
        "certify": _("发证书"),
        "remind_ending": _("提醒证书到期"),
    }.get(name, name)


def ball(claim: Claim, *, rater: str = "", is_inside: bool = False) -> Ball:
    """`rater`: who judges it, where that is not the reader; `is_inside`: it is read by those who
    give it."""
    holder, next_step = _holds(claim, rater)
    if is_inside:
        next_step = _inside(claim) or next_step
    return Ball(
        holder=holder,
        next_step=next_step,
        due_at=claim.due_at,
        is_done=claim.state in ENDED,
        open_end=_when(claim),
    )


def _holds(claim: Claim, rater: str) -> tuple[str, str]:
    unit = claim.unit.name if claim.unit else _("发布人")
    if claim.shape in (Shape.APPLICATION, Shape.INTEREST) and claim.state not in ENDED:
        return unit, {
            ClaimState.ASKED: _("看过您的申请就给您答复。"),
            ClaimState.SHORTLISTED: _("您已入围，请等对方联系您。"),
        }.get(ClaimState(claim.state), _("申请通过了，请等对方联系您；来不了请撤回。"))
    return {
        ClaimState.ASKED: (unit, _("派单台找合适的单位，找到就告诉您。")),
        ClaimState.OFFERED: (unit, _("这家单位接单，或者说明原因，转给下一家。")),
        ClaimState.ACCEPTED: (unit, _("按约定提供服务，做完由%s评单。") % (rater or _("您"))),
        ClaimState.DELIVERED: (rater or _("您"), _judges(rater)),
        ClaimState.WAITING: (_("排队中"), _("有人取消就按先后轮到您。")),
        ClaimState.HELD: (unit, _("请按时到；来不了请取消，让给别人。")),
    }.get(ClaimState(claim.state), (_("已结束"), _("没有别的步骤了。")))


def _inside(claim: Claim) -> str:
    """The next step, said to who takes it; "" where that is the same to everybody."""
    state = ClaimState(claim.state)
    if claim.shape in (Shape.APPLICATION, Shape.INTEREST):
        return {
            ClaimState.ASKED: _("看看合不合适，答复对方：入围、通过，或者写明为什么不行。"),
            ClaimState.SHORTLISTED: _("联系对方，再答复通过还是不通过。"),
            ClaimState.HELD: _("联系对方，约好怎么开始；对方来不了会撤回。"),
        }.get(state, "")
    return {
        ClaimState.ASKED: _("派单台派给合适的单位。"),
        ClaimState.OFFERED: _("接单；接不了就写明原因婉拒，转给下一家。"),
    }.get(state, "")


def _judges(rater: str) -> str:
    if rater:
        return _("等%s评一评；到期没有评，也算完成。") % rater
    return _("请您评一评；到期没有评，也算完成。")


def _when(claim: Claim) -> str:
    if claim.starts_at and claim.state not in ENDED:
        return f"{timezone.localtime(claim.starts_at):%Y-%m-%d %H:%M}"
    if claim.state == ClaimState.ACCEPTED:
        return _("时间由对方打电话约")
    return _("没有规定时限")


def steps(claim: Claim) -> list[Step]:
    """点单 → 派单 → 接单 → 评单."""
    if claim.shape != Shape.ORDER or claim.state == ClaimState.CANCELLED:
        return []
    labels = [
        queries.said(claim.district_id, name, label)
        for name, label in (
            ("ASK", _("点单")), ("DISPATCH", _("派单")), ("ACCEPT", _("接单")),
            ("RATE", _("评单")),
        )
    ]  # fmt: skip
    done = DONE_STEPS[ClaimState(claim.state)]
    return [Step(label, is_done=n < done, is_current=n == done) for n, label in enumerate(labels)]


def moments(entries: list[Entry], *, is_inside: bool) -> list[Moment]:
    return [
        Moment(
            at=entry.at,
            verb=verb(entry.verb),
            who=str(entry.by) if entry.by and is_inside else "",
            note=entry.note,
            icon=ICONS.get(entry.verb, "circle-dot"),
            level=Level.GOOD if entry.verb in ("accept", "deliver", "rate") else Level.PLAIN,
        )
        for entry in reversed(entries)
    ]


def price(listing: Listing) -> str:
    if listing.kind == "JOB":
        return pay(listing.details)
    if listing.price_note:
        return listing.price_note
    if listing.price_fen is None:
        return _("未写明")
    return _("免费") if listing.price_fen == 0 else _("%s 元") % f"{listing.price_fen / 100:g}"


def pay(details: Mapping[str, Any]) -> str:
    low, high = details.get("pay_from"), details.get("pay_to")
    if low and high and high > low:
        return _("%(low)s–%(high)s 元/月") % {"low": f"{low:,}", "high": f"{high:,}"}
    if low or high:
        return _("%s 元/月") % f"{low or high:,}"
    return _("面议")
