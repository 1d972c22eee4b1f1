"""The life of an introduction (对接):

    INTRODUCED --meet--> MET --intend--> INTENT --agree--> AGREED --contract--> CONTRACTED
                                                                --receive--> RECEIVED --receive--^
Stages may be skipped forward (a trade goes straight to a contract). From every one before money
has come it may fall through, with the reason; `revive` brings it back to where it was.

How far it ever came is `Introduction.reached`, so that what fell through still counts in the
funnel up to there.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class Stage(models.TextChoices):
    INTRODUCED = "INTRODUCED", _("已介绍")
    MET = "MET", _("已见面")
    INTENT = "INTENT", _("有意向")
    AGREED = "AGREED", _("已签协议")
    CONTRACTED = "CONTRACTED", _("已签合同")
    RECEIVED = "RECEIVED", _("已到账")
    FELL_THROUGH = "FELL_THROUGH", pgettext_lazy("introduction", "没有谈成")


LINE: Final = (
    Stage.INTRODUCED, Stage.MET, Stage.INTENT, Stage.AGREED, Stage.CONTRACTED, Stage.RECEIVED,
)  # fmt: skip
VERBS: Final = {
    Stage.MET: "meet",
    Stage.INTENT: "intend",
    Stage.AGREED: "agree",
    Stage.CONTRACTED: "contract",
    Stage.RECEIVED: "receive",
    Stage.FELL_THROUGH: "fall_through",
}
OPEN: Final = frozenset(LINE) - {Stage.RECEIVED}
WITH_MONEY: Final = (Stage.INTENT, Stage.AGREED, Stage.CONTRACTED, Stage.RECEIVED)


def before(stage: Stage) -> frozenset[Stage]:
    return frozenset(LINE[: LINE.index(stage)])


LIFECYCLE = Lifecycle(
    Stage,
    [
        Move("meet", _("见了面"), before(Stage.MET), Stage.MET),
        Move("intend", _("达成意向"), before(Stage.INTENT), Stage.INTENT),
        Move("agree", _("签了协议"), before(Stage.AGREED), Stage.AGREED),
        Move("contract", _("签了合同"), before(Stage.CONTRACTED), Stage.CONTRACTED),
        Move("receive", _("款项到账"), frozenset(LINE), Stage.RECEIVED),
        Move("fall_through", _("没有谈成"), OPEN, Stage.FELL_THROUGH),
        *(
            Move(f"revive_{stage}", _("重新对接"), frozenset({Stage.FELL_THROUGH}), stage)
            for stage in LINE[:-1]
        ),
    ],
)
