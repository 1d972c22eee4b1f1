"""Count when an answer was of use. Of whoever read it nothing is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.casebook.models import Article, Use, UseKind
from lianxin.casebook.states import State
from lianxin.cases.models import Case
from lianxin.kernel.database import rows
from lianxin.kernel.ids import new_id
from lianxin.kernel.refusals import IllegalMove
from lianxin.network.models import User


def quote(article: Article, *, case: Case, by: User | None, at: datetime) -> None:
    """The case has been answered with this answer's words; once a case."""
    _count(article, Use(kind=UseKind.USED, case=case, by=by, used_at=at, key=new_id()))


def deflect(article: Article, *, at: datetime, key: UUID) -> None:
    """Somebody read it and did not have to file anything; once a key."""
    _count(article, Use(kind=UseKind.DEFLECTED, used_at=at, key=key))


def _count(article: Article, use: Use) -> None:
    if article.state != State.PUBLISHED:
        raise IllegalMove(_("这份答案已经下架，请看看别的。"))
    use.district_id, use.article = article.district_id, article
    rows.insert(use, once=True)
