"""The lives of listings and claims.

A listing:

    DRAFT --submit--> REVIEWING --publish--> PUBLISHED --withdraw--> WITHDRAWN --publish--> …
      |  ^---return------'                    |     `--close--> CLOSED
      '--publish--> PUBLISHED (whoever needs no review)

    WITHDRAWN --submit--> REVIEWING (whoever needs one)

That nobody has confirmed a listing for long is no state: it follows from `confirm_on`, so that
no job must run for a listing to go stale. Nor is it one that its places are filled.

An order (点单-派单-接单-评单); who has the ball is `Claim.unit`:

    ask --> ASKED --dispatch--> OFFERED --accept--> ACCEPTED --deliver--> DELIVERED --rate--> DONE
              ^                 |  ^ |                 |                     `--lapse_rating--^
              '--give_up--------'  '-pass_on (decline, silence: the next)    |
                                                       '--drop--> ASKED

A place (sign-up, shift, booking): `take` leads to HELD when there is room, else to WAITING;
`promote` moves up whoever waits longest. HELD --attend--> DONE, or --miss--> MISSED, from which
`correct` leads to DONE when she was there after all.

An application: ASKED --shortlist--> SHORTLISTED --award--> HELD --fulfil--> DONE, or, before it
is awarded, --refuse--> REFUSED.

From every state before the end the claimant may `cancel`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move
from lianxin.kernel.models import Audience


class ListingState(models.TextChoices):
    DRAFT = "DRAFT", _("草稿")
    REVIEWING = "REVIEWING", _("待审核")
    PUBLISHED = "PUBLISHED", _("已上架")
    WITHDRAWN = "WITHDRAWN", _("已下架")
    CLOSED = "CLOSED", _("已结束")


class Shape(models.TextChoices):
    """What taking up a listing means."""

    NONE = "NONE", _("查看")
    ORDER = "ORDER", _("点单")
    PLACE = "PLACE", _("报名")
    BOOKING = "BOOKING", _("预约")
    APPLICATION = "APPLICATION", pgettext_lazy("claim", "申请")
    INTEREST = "INTEREST", _("对接")


class ClaimState(models.TextChoices):
    ASKED = "ASKED", _("待派单")
    OFFERED = "OFFERED", _("待接单")
    ACCEPTED = "ACCEPTED", _("已接单")
    DELIVERED = "DELIVERED", _("待评单")
    WAITING = "WAITING", _("排队中")
    SHORTLISTED = "SHORTLISTED", _("已入围")
    HELD = "HELD", _("已确认")
    DONE = "DONE", pgettext_lazy("claim", "已完成")
    MISSED = "MISSED", _("未到")
    REFUSED = "REFUSED", _("未通过")
    CANCELLED = "CANCELLED", _("已取消")


ENDED = frozenset({ClaimState.DONE, ClaimState.MISSED, ClaimState.REFUSED, ClaimState.CANCELLED})
_L, _C = ListingState, ClaimState

LISTING = Lifecycle(
    ListingState,
    [
        Move("submit", _("提交审核"), frozenset({_L.DRAFT, _L.WITHDRAWN}), _L.REVIEWING),
        Move("return", _("退回修改"), frozenset({_L.REVIEWING}), _L.DRAFT),
        Move(
            "publish", _("上架"), frozenset({_L.DRAFT, _L.REVIEWING, _L.WITHDRAWN}), _L.PUBLISHED
        ),
        Move("withdraw", _("下架"), frozenset({_L.PUBLISHED}), _L.WITHDRAWN),
        Move("close", _("结束"), frozenset({_L.PUBLISHED, _L.WITHDRAWN}), _L.CLOSED),
    ],
)

ORDER = Lifecycle(
    ClaimState,
    [
        Move("dispatch", _("派单"), frozenset({_C.ASKED}), _C.OFFERED),
        Move("pass_on", _("转派"), frozenset({_C.OFFERED}), _C.OFFERED),
        Move("give_up", _("退回派单台"), frozenset({_C.OFFERED}), _C.ASKED),
        Move("accept", _("接单"), frozenset({_C.OFFERED}), _C.ACCEPTED),
        Move("drop", _("不能履约"), frozenset({_C.ACCEPTED}), _C.ASKED),
        Move("deliver", _("完成服务"), frozenset({_C.ACCEPTED}), _C.DELIVERED),
        Move("rate", _("评单"), frozenset({_C.DELIVERED}), _C.DONE),
        Move("lapse_rating", _("评单期满"), frozenset({_C.DELIVERED}), _C.DONE),
        Move("cancel", _("取消"), frozenset({_C.ASKED, _C.OFFERED, _C.ACCEPTED}), _C.CANCELLED),
    ],
)

PLACE = Lifecycle(
    ClaimState,
    [
        Move("promote", _("递补"), frozenset({_C.WAITING}), _C.HELD),
        Move("attend", _("签到"), frozenset({_C.HELD}), _C.DONE),
        Move("miss", _("未到"), frozenset({_C.HELD}), _C.MISSED, Audience.STAFF),
        Move("correct", _("更正为到场"), frozenset({_C.MISSED}), _C.DONE, Audience.STAFF),
        Move("cancel", _("取消"), frozenset({_C.WAITING, _C.HELD}), _C.CANCELLED),
    ],
)

APPLICATION = Lifecycle(
    ClaimState,
    [
        Move("shortlist", _("入围"), frozenset({_C.ASKED}), _C.SHORTLISTED),
        Move("award", _("录用"), frozenset({_C.ASKED, _C.SHORTLISTED}), _C.HELD),
        Move("refuse", _("不通过"), frozenset({_C.ASKED, _C.SHORTLISTED}), _C.REFUSED),
        Move("fulfil", _("完成"), frozenset({_C.HELD}), _C.DONE),
        Move("cancel", _("取消"), frozenset({_C.ASKED, _C.SHORTLISTED, _C.HELD}), _C.CANCELLED),
    ],
)

BY_SHAPE = {
    Shape.ORDER: ORDER,
    Shape.PLACE: PLACE,
    Shape.BOOKING: PLACE,
    Shape.APPLICATION: APPLICATION,
    Shape.INTEREST: APPLICATION,
}
