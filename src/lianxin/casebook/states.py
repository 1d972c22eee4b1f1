"""The life of an answer.

    propose --> PROPOSED --take--> DRAFT --publish--> PUBLISHED --retire--> RETIRED
                   |                ^  |                  ^                    |
                   |      draft ----+  |                  +------publish-------+
                   +------dismiss------+--> DISMISSED

The worker proposes when several solved cases share a fix; a person drafts from one closed case, or
from nothing. `edit` changes the words in every state but DISMISSED: of a published answer at once,
as a new version. `renew` says that a published answer still holds, and sets its next review.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianxin.kernel.lifecycle import Lifecycle, Move


class State(models.TextChoices):
    PROPOSED = "PROPOSED", _("建议")
    DRAFT = "DRAFT", _("草稿")
    PUBLISHED = "PUBLISHED", _("已发布")
    RETIRED = "RETIRED", _("已下架")
    DISMISSED = "DISMISSED", _("不采用")


UNPUBLISHED = frozenset({State.PROPOSED, State.DRAFT})

LIFECYCLE = Lifecycle(
    State,
    [
        Move("take", _("采用"), frozenset({State.PROPOSED}), State.DRAFT),
        Move(
            "publish",
            pgettext_lazy("answer", "发布"),
            frozenset({*UNPUBLISHED, State.RETIRED}),
            State.PUBLISHED,
        ),
        Move("retire", _("下架"), frozenset({State.PUBLISHED}), State.RETIRED),
        Move("dismiss", _("不采用"), UNPUBLISHED, State.DISMISSED),
    ],
)

DEEDS = {
    "draft": _("起草"),
    "propose": _("系统建议"),
    "edit": pgettext_lazy("answer", "修改"),
    "renew": _("复核"),
}


def label(verb: str) -> str:
    """The word for a timeline verb of an answer."""
    move = LIFECYCLE.moves.get(verb)
    return str(move.label if move else DEEDS.get(verb, verb))
