"""The life of a meeting that somebody asks an exhibitor for.

ASKED --accept--> ACCEPTED --withdraw--> WITHDRAWN
  |--decline--> DECLINED
  `--withdraw--> WITHDRAWN
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class TalkState(models.TextChoices):
    ASKED = "ASKED", pgettext_lazy("talk", "等对方答复")
    ACCEPTED = "ACCEPTED", pgettext_lazy("talk", "已约定")
    DECLINED = "DECLINED", pgettext_lazy("talk", "未约成")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("talk", "已撤回")


_T = TalkState
LIVE: Final = (_T.ASKED, _T.ACCEPTED)

TALK: Final = Lifecycle(
    TalkState,
    [
        Move("accept", pgettext_lazy("talk", "答应面谈"), frozenset({_T.ASKED}), _T.ACCEPTED),
        Move("decline", pgettext_lazy("talk", "谢绝"), frozenset({_T.ASKED}), _T.DECLINED),
        Move("withdraw", pgettext_lazy("talk", "撤回约谈"), frozenset(LIVE), _T.WITHDRAWN),
    ],
)
